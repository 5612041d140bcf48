import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { systemClock } from '../../platform/clock/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { createBiobank, createCollection, listBiobanks, listCollections, requireBiobank } from './banks.ts';
import { replayBiobank } from './custody/replay.ts';
import type { BiobankDeps } from './deps.ts';
import { errors } from './errors.ts';
import { readFlow } from './flow.ts';
import { showSpecimen } from './handle.ts';
import { handlingRoutes } from './handling-routes.ts';
import { asJson, type BiobankHttp } from './http.ts';
import { listSpecimens } from './list-specimens.ts';
import { inventoryRoutes } from './moving-in/routes.ts';
import { receptionRoutes } from './reception/routes.ts';
import { detailAnswer, flowAnswer, specimenPage } from './wire.ts';

export interface BiobankRouteDeps extends Omit<BiobankDeps, 'clock'> {
  clock?: BiobankDeps['clock'];
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

const several = z.union([z.string().max(100), z.array(z.string().max(100)).max(50)]).optional();
const filters = z.object({
  ...{
    biobank: several,
    collection: several,
    type: several,
    state: several,
    container: several,
    lineage: several,
    condition: several,
  },
  ...{
    barcode: z.string().max(80).optional(),
    requisition: z.string().max(80).optional(),
    block: z.string().max(80).optional(),
  },
  ...{ donor: z.string().max(40).optional(), measured: several },
  ...{
    least: z.coerce.number().min(0).max(1e12).optional(),
    mostThaws: z.coerce.number().int().min(0).max(10_000).optional(),
  },
  ...{ collectedFrom: z.iso.date().optional(), collectedTo: z.iso.date().optional() },
  ...{
    sort: z.string().max(40).optional(),
    after: z.string().max(500).optional(),
    limit: z.coerce.number().int().min(1).max(1000).optional(),
  },
  facets: z.string().max(200).optional().describe('fields whose values are counted, separated by commas'),
});

/** Specimens over HTTP: lists, one specimen, reception, the laboratory, moving in. */
export async function routes(app: FastifyInstance, given: BiobankRouteDeps): Promise<void> {
  const http: BiobankHttp = { deps: { clock: systemClock, ...given }, scopeOf: given.scopeOf };
  readingRoutes(app, http);
  flowRoutes(app, http);
  bankRoutes(app, http);
  receptionRoutes(app, http);
  handlingRoutes(app, http);
  await inventoryRoutes(app, http);
}

function readingRoutes(app: FastifyInstance, { deps, scopeOf }: BiobankHttp): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/biobank/specimens',
    {
      config: { act: 'biobank.specimens.read' },
      schema: {
        summary: 'Specimens of one’s biobanks, or of one’s patients',
        querystring: filters,
        response: { 200: specimenPage },
      },
    },
    async (request) => {
      const { facets, ...filter } = request.query;
      return asJson(await listSpecimens(deps, await scopeOf(request), { ...filter, facets: facets?.split(',') }));
    },
  );
  http.get(
    '/api/biobank/specimens/:code',
    {
      config: { act: 'biobank.specimens.read' },
      schema: {
        summary: 'A specimen by id, barcode or another code: its tree, custody, look-ups of consent and results',
        params: z.object({ code: z.string().min(1).max(120) }),
        response: { 200: detailAnswer },
      },
    },
    async (request) => asJson(await showSpecimen(deps, await scopeOf(request), request.params.code)),
  );
  http.get(
    '/api/biobank/own',
    {
      config: { act: 'biobank.own.read' },
      schema: { summary: 'One’s own and one’s children’s specimens', response: { 200: specimenPage } },
    },
    async (request) => asJson(await listSpecimens(deps, await scopeOf(request), { limit: 1000 }, 'biobank.own.read')),
  );
}

function flowRoutes(app: FastifyInstance, { deps, scopeOf }: BiobankHttp): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/biobank/flow',
    {
      config: { act: 'biobank.reception.read' },
      schema: {
        summary: 'Specimens that came, were made and left, week by week',
        querystring: z.object({ weeks: z.coerce.number().int().min(1).max(260).default(26) }),
        response: { 200: flowAnswer },
      },
    },
    async (request) => ({ items: await readFlow(deps, await scopeOf(request), request.query.weeks) }),
  );
}

const bankAnswer = z.object({ id: z.string(), name: z.string(), organisation: z.string(), demo: z.boolean() });
const collectionAnswer = z.object({ id: z.string(), name: z.string(), form: z.string().nullable() });

function bankRoutes(app: FastifyInstance, { deps, scopeOf }: BiobankHttp): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  const byBank = z.object({ biobank: z.string().max(100) });
  http.get(
    '/api/biobank/biobanks',
    {
      config: { act: 'biobank.specimens.read' },
      schema: { summary: 'The biobanks one works for', response: { 200: z.object({ items: z.array(bankAnswer) }) } },
    },
    async (request) => {
      const banks = await listBiobanks(deps.database.app, await scopeOf(request));
      return { items: banks.map(({ biobankNo: _, ...bank }) => bank) };
    },
  );
  http.post(
    '/api/biobank/biobanks',
    {
      config: { act: 'biobank.manage' },
      schema: {
        summary: 'Makes a biobank of one’s organisation',
        body: z.object({ name: z.string().trim().min(1).max(100), basis: z.string().trim().min(3).max(300) }),
        response: { 201: bankAnswer },
      },
    },
    async (request, reply) => {
      const scope = await scopeOf(request);
      const { organisationNo } = scope;
      if (organisationNo === null)
        throw new Problem(errors.bankUnknown, 'A biobank is an organisation’s; yours is not known.');
      const by = `${scope.actor.kind}:${scope.actor.id}`;
      const given = { ...request.body, organisationNo, by, at: deps.clock.now() };
      const { biobankNo: _, ...bank } = await deps.database.withActor(scope.actor, (trx) =>
        createBiobank(trx, given, scope),
      );
      return reply.code(201).send(bank);
    },
  );
  http.get(
    '/api/biobank/biobanks/:biobank/collections',
    {
      config: { act: 'biobank.specimens.read' },
      schema: {
        summary: 'Collections of a biobank',
        params: byBank,
        response: { 200: z.object({ items: z.array(collectionAnswer) }) },
      },
    },
    async (request) => {
      const { app: db } = deps.database;
      const bank = await requireBiobank(db, await scopeOf(request), request.params.biobank);
      return { items: (await listCollections(db, bank)).map(({ collectionNo: _, ...collection }) => collection) };
    },
  );
  http.post(
    '/api/biobank/biobanks/:biobank/collections',
    {
      config: { act: 'biobank.manage' },
      schema: {
        summary: 'Adds a collection to a biobank',
        params: byBank,
        body: z.object({ name: z.string().trim().min(1).max(100), form: z.string().max(60).optional() }),
        response: { 201: collectionAnswer },
      },
    },
    async (request, reply) => {
      const scope = await scopeOf(request);
      const { collectionNo: _, ...collection } = await deps.database.withActor(scope.actor, async (trx) =>
        createCollection(trx, await requireBiobank(trx, scope, request.params.biobank), request.body, scope),
      );
      return reply.code(201).send(collection);
    },
  );
  http.post(
    '/api/biobank/biobanks/:biobank/replay',
    {
      config: { act: 'biobank.specimens.read' },
      schema: {
        summary: 'Replays the chain of custody and compares it with what is stored and with the audit log',
        params: byBank,
        response: {
          200: z.object({
            ...{ specimens: z.number(), events: z.number() },
            different: z.array(z.object({ specimen: z.string(), columns: z.array(z.string()) })),
            broken: z.array(z.object({ specimen: z.string(), seq: z.number(), why: z.enum(['hash', 'log', 'order']) })),
          }),
        },
      },
    },
    async (request) => {
      const scope = await scopeOf(request);
      return await replayBiobank(deps, scope, await requireBiobank(deps.database.app, scope, request.params.biobank));
    },
  );
}
