import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { CprKeys } from '../people/index.ts';
import type { Scope } from '../scope/index.ts';
import type { CareDeps } from './deps.ts';
import { listOpenings, openInEmergency, reviewOpening } from './emergency.ts';
import { errors } from './errors.ts';
import { careRelationSchema, emergencySchema, relationKindNames } from './model.ts';
import { beginRelation, endRelation, listRelations } from './relations.ts';

export interface CareRouteDeps {
  database: DatabaseHandle;
  cprKeys: CprKeys;
  clock?: Clock;
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

const who = z.string().min(1).max(200).describe('per_…, an identifier, or a civil registration number');
const byId = z.object({ id: z.string().max(40) });
const reason = z.string().trim().min(10).max(2000);
const relationAnswer = careRelationSchema.extend({ from: z.string(), until: z.string().nullable() });
const emergencyAnswer = emergencySchema.extend({
  openedAt: z.string(),
  closesAt: z.string(),
  reviewedAt: z.string().nullable(),
});
const openedAnswer = z.object({ id: z.string(), person: z.string(), closesAt: z.string() });

// Dates leave as ISO 8601 text.
function asJson<T extends object>(answer: T): never {
  return JSON.parse(JSON.stringify(answer)) as never;
}

/** Care relations and emergency openings over HTTP. */
export async function routes(app: FastifyInstance, given: CareRouteDeps): Promise<void> {
  const deps: CareDeps = { clock: systemClock, ...given };
  registerRelations(app, deps, given.scopeOf);
  registerEmergencies(app, deps, given.scopeOf);
}

function registerRelations(app: FastifyInstance, deps: CareDeps, scopeOf: CareRouteDeps['scopeOf']): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/care/relations',
    {
      config: { act: 'care.relation.read' },
      schema: {
        summary: 'Care relations: one’s own department’s patients, or everybody’s for oversight',
        querystring: z.object({
          person: z.string().max(40).optional(),
          all: z.stringbool().optional(),
          limit: z.coerce.number().int().min(1).max(1000).optional(),
        }),
        response: { 200: z.object({ items: z.array(relationAnswer) }) },
      },
    },
    async (request) => {
      const relations = await listRelations(deps, await scopeOf(request), request.query);
      return { items: relations.map((relation) => asJson(relation)) };
    },
  );
  http.post(
    '/api/care/relations',
    {
      config: { act: 'care.relation.manage' },
      schema: {
        summary: 'Begins a care relation of one’s own department with a patient',
        body: z.object({
          person: who,
          kind: z.enum(relationKindNames),
          until: z.iso.datetime().optional(),
          organisation: z.string().max(40).optional().describe('org_…; one’s own department when not given'),
        }),
        response: { 201: relationAnswer },
      },
    },
    async (request, reply) => {
      const { until, ...body } = request.body;
      const end = until === undefined ? {} : { until: new Date(until) };
      return reply.code(201).send(asJson(await beginRelation(deps, await scopeOf(request), { ...body, ...end })));
    },
  );
  http.post(
    '/api/care/relations/:id/end',
    {
      config: { act: 'care.relation.manage' },
      schema: {
        summary: 'Ends a care relation',
        params: byId,
        body: z.object({ reason }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await endRelation(deps, await scopeOf(request), request.params.id, request.body.reason);
      return reply.code(204).send(null);
    },
  );
}

function registerEmergencies(app: FastifyInstance, deps: CareDeps, scopeOf: CareRouteDeps['scopeOf']): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.post(
    '/api/care/emergencies',
    {
      config: { act: 'care.break-glass' },
      schema: {
        summary:
          'Opens one patient for four hours in an emergency; the citizen and the data protection officer are told',
        body: z.object({ person: who, reason }),
        response: { 201: openedAnswer },
      },
    },
    async (request, reply) => {
      const scope = await scopeOf(request);
      const { session } = request;
      if (session?.kind !== 'person' || session.accountId === null) {
        throw new Problem(
          errors.person,
          'An emergency opening is a person’s own act; the operator and programs have none.',
        );
      }
      const account = { id: session.accountId, name: session.accountName ?? session.accountId };
      return reply.code(201).send(asJson(await openInEmergency(deps, scope, { ...request.body, account })));
    },
  );
  http.get(
    '/api/care/emergencies',
    {
      config: { act: 'care.break-glass.review' },
      schema: {
        summary: 'Emergency openings, newest first',
        querystring: z.object({
          waiting: z.stringbool().optional(),
          limit: z.coerce.number().int().min(1).max(1000).optional(),
        }),
        response: { 200: z.object({ items: z.array(emergencyAnswer) }) },
      },
    },
    async (request) => {
      const openings = await listOpenings(deps, await scopeOf(request), request.query);
      return { items: openings.map((opening) => asJson(opening)) };
    },
  );
  http.post(
    '/api/care/emergencies/:id/review',
    {
      config: { act: 'care.break-glass.review' },
      schema: {
        summary: 'Says whether an emergency opening was justified',
        params: byId,
        body: z.object({ outcome: z.enum(['justified', 'unjustified']), note: z.string().trim().min(1).max(2000) }),
        response: { 200: emergencyAnswer },
      },
    },
    async (request) => asJson(await reviewOpening(deps, await scopeOf(request), request.params.id, request.body)),
  );
}
