import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Egress } from '../../../platform/egress/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import type { BiobankDeps } from '../../specimens/index.ts';
import type { RobotDeps } from './deps.ts';
import { openRobots } from './open-robots.ts';
import { cancelCommand, planMove, planPicks } from './plan.ts';
import { compareStore, reconcileCommand } from './reconcile.ts';
import { changeRobot, commandAnswer, listRobots, showCommand, showRobot } from './robots.ts';
import { commandStates } from './status.ts';

export interface RobotRouteDeps extends Pick<BiobankDeps, 'database' | 'cprKeys'> {
  egress: Egress;
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

function asJson<T extends object>(answer: T): never {
  return JSON.parse(JSON.stringify(answer)) as never;
}

const byId = z.object({ id: z.string().max(40) });
const text = z.string().nullable();
const robot = z.object({
  ...{ id: z.string(), biobank: z.string(), name: z.string(), store: z.string(), protocol: z.string() },
  ...{ moves: z.string(), host: z.string(), port: z.number(), device: z.string(), active: z.boolean() },
  ...{ lastSeenAt: text, problem: text, commands: z.record(z.string(), z.number()) },
});
const command = z.object({
  ...{ id: z.string(), kind: z.enum(['pick', 'put']), specimen: text, address: z.string(), code: z.string() },
  ...{ reason: z.string(), reservation: text, attempt: z.number(), state: z.enum(commandStates), scanned: text },
  ...{ because: text, cancelAsked: z.boolean(), askedBy: z.string(), askedAt: z.string(), changedAt: z.string() },
});
const sighting = z.object({ place: z.string(), code: text });

interface Http {
  deps: RobotDeps;
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

/** Automated stores over HTTP: how they are, what they have to do, and what nobody can tell. */
export async function routes(app: FastifyInstance, given: RobotRouteDeps): Promise<void> {
  const http: Http = { deps: openRobots(given), scopeOf: given.scopeOf };
  lookingRoutes(app, http);
  workRoutes(app, http);
  commandRoutes(app, http);
}

function lookingRoutes(app: FastifyInstance, { deps, scopeOf }: Http): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  const act = 'biobank.dispensing.read' as const;
  http.get(
    '/api/biobank/robots',
    {
      config: { act },
      schema: {
        summary: 'The automated stores of one’s biobanks, and how much each has to do',
        response: { 200: z.object({ items: z.array(robot) }) },
      },
    },
    async (request) => asJson({ items: await listRobots(deps, await scopeOf(request)) }),
  );
  http.get(
    '/api/biobank/robots/:id',
    {
      config: { act },
      schema: {
        summary: 'An automated store with its queue and what it did last',
        params: byId,
        response: { 200: robot.extend({ open: z.array(command), latest: z.array(command) }) },
      },
    },
    async (request) => asJson(await showRobot(deps, await scopeOf(request), request.params.id)),
  );
  http.get(
    '/api/biobank/robots/:id/comparison',
    {
      config: { act },
      schema: {
        summary: 'Asks an automated store what lies in it, and compares that with the books',
        params: byId,
        response: {
          200: z.object({
            ...{ robot: z.string(), right: z.number(), outside: z.array(sighting) },
            moved: z.array(z.object({ code: z.string(), booked: z.string(), seen: z.string() })),
            missing: z.array(z.object({ code: z.string(), booked: z.string() })),
            unexpected: z.array(z.object({ code: z.string(), seen: z.string() })),
          }),
        },
      },
    },
    async (request) => asJson(await compareStore(deps, await scopeOf(request), request.params.id)),
  );
}

function workRoutes(app: FastifyInstance, { deps, scopeOf }: Http): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.post(
    '/api/biobank/reservations/:id/robot-picks',
    {
      config: { act: 'biobank.dispensing.dispense' },
      schema: {
        summary: 'Gives what lies in automated stores of a pick list to them; the rest is for people',
        params: byId,
        response: {
          200: z.object({
            ...{ robots: z.array(z.string()), planned: z.number(), already: z.number() },
            byHand: z.array(z.object({ specimen: z.string(), barcode: z.string(), type: z.string(), position: text })),
            withdrawn: z.array(z.object({ code: z.string(), specimen: text, because: z.string() })),
          }),
        },
      },
    },
    async (request) => asJson(await planPicks(deps, await scopeOf(request), request.params.id)),
  );
  http.post(
    '/api/biobank/robots/:id/moves',
    {
      config: { act: 'biobank.dispensing.dispense' },
      schema: {
        summary: 'Has an automated store fetch something to its hatch, or put away what lies there',
        params: byId,
        body: z.object({
          moves: z
            .array(
              z.object({
                kind: z.enum(['pick', 'put']),
                code: z.string().trim().min(1).max(120),
                address: z.string().trim().min(1).max(80).optional(),
              }),
            )
            .min(1)
            .max(1000),
        }),
        response: { 201: z.object({ items: z.array(command) }) },
      },
    },
    async (request, reply) => {
      const made = await planMove(deps, await scopeOf(request), request.params.id, request.body.moves);
      return reply.code(201).send(asJson({ items: made.map(commandAnswer) }));
    },
  );
  http.post(
    '/api/biobank/robots/:id/state',
    {
      config: { act: 'biobank.manage' },
      schema: {
        summary: 'Begins or stops working with an automated store',
        params: byId,
        body: z.object({ active: z.boolean() }),
        response: { 200: robot },
      },
    },
    async (request) =>
      asJson(await changeRobot(deps, await scopeOf(request), request.params.id, { active: request.body.active })),
  );
}

function commandRoutes(app: FastifyInstance, { deps, scopeOf }: Http): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  const act = 'biobank.dispensing.dispense' as const;
  http.get(
    '/api/biobank/robot-commands/:id',
    {
      config: { act: 'biobank.dispensing.read' },
      schema: {
        summary: 'A command with its steps',
        params: byId,
        response: {
          200: command.extend({
            steps: z.array(z.object({ from: z.string(), to: z.string(), at: z.string(), by: z.string(), note: text })),
          }),
        },
      },
    },
    async (request) => asJson(await showCommand(deps, await scopeOf(request), request.params.id)),
  );
  http.post(
    '/api/biobank/robot-commands/:id/cancel',
    {
      config: { act },
      schema: {
        summary: 'Takes a command back, if the arm has not begun',
        params: byId,
        response: { 200: command },
      },
    },
    async (request) => asJson(commandAnswer(await cancelCommand(deps, await scopeOf(request), request.params.id))),
  );
  http.post(
    '/api/biobank/robot-commands/:id/reconcile',
    {
      config: { act },
      schema: {
        summary: 'Settles a command nobody can tell about, by what a person has seen and scanned',
        params: byId,
        body: z.discriminatedUnion('happened', [
          z.object({
            happened: z.literal(true),
            code: z.string().trim().min(1).max(120),
            note: z.string().trim().min(3).max(2000),
          }),
          z.object({ happened: z.literal(false), again: z.boolean(), note: z.string().trim().min(3).max(2000) }),
        ]),
        response: { 200: command },
      },
    },
    async (request) =>
      asJson(commandAnswer(await reconcileCommand(deps, await scopeOf(request), request.params.id, request.body))),
  );
}
