import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { systemClock } from '../../platform/clock/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import type { DispensingDeps } from './deps.ts';
import { asideReasons, putBack, setAside } from './not-picked.ts';
import { ownRoutes } from './own-routes.ts';
import { makePackingList } from './packing-list.ts';
import { checkOut, makePickList } from './pick.ts';
import { noPositions } from './positions.ts';
import { cancelReservation, listReservations, reserveSpecimens, showReservation } from './reserve.ts';
import {
  listShipments,
  packShipment,
  receiveShipment,
  recordReturnedData,
  returnTubes,
  sendShipment,
  showShipment,
} from './ship.ts';

export interface DispensingRouteDeps extends Omit<DispensingDeps, 'clock' | 'positions'> {
  clock?: DispensingDeps['clock'];
  positions?: DispensingDeps['positions'];
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

interface Http {
  deps: DispensingDeps;
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

function asJson<T extends object>(answer: T): never {
  return JSON.parse(JSON.stringify(answer)) as never;
}

const byId = z.object({ id: z.string().max(40) });
const code = z.string().trim().min(1).max(120);
const reservationStates = z.enum(['open', 'closed', 'cancelled']);
const refused = z.array(z.object({ code: z.string(), specimen: z.string().nullable(), because: z.string() }));
const tube = z.object({
  ...{
    specimen: z.string(),
    barcode: z.string(),
    type: z.string(),
    amount: z.number(),
    unit: z.string(),
    state: z.string(),
  },
  ...{ because: z.string().nullable(), condition: z.string().nullable() },
});
const head = z.object({
  ...{
    id: z.string(),
    biobank: z.string(),
    project: z.string(),
    permit: z.string().nullable(),
    scopes: z.array(z.string()),
  },
  ...{ state: reservationStates, madeAt: z.string(), madeBy: z.string(), expiresOn: z.string().nullable() },
});
const reservation = head.extend({ tubes: z.array(tube), shipments: z.array(z.string()) });
const packing = {
  ...{
    byAir: z.boolean().default(false),
    temperature: z.enum(['ambient', 'cold', 'dry-ice', 'liquid-nitrogen-vapour']),
  },
  ...{
    dryIceKg: z.number().min(0.01).max(1000).nullable().default(null),
    responsible: z.string().min(1).max(200),
    phone: z.string().min(1).max(40),
  },
};
const shipment = z.object({
  ...{
    id: z.string(),
    reservation: z.string(),
    project: z.string(),
    biobank: z.string(),
    recipient: z.string(),
    address: z.string(),
  },
  ...{
    responsible: z.string(),
    phone: z.string(),
    carrier: z.string().nullable(),
    byAir: z.boolean(),
    temperature: z.string(),
  },
  ...{
    dryIceKg: z.number().nullable(),
    state: z.string(),
    packedAt: z.string(),
    sentAt: z.string().nullable(),
    receivedAt: z.string().nullable(),
  },
  tubes: z.array(tube),
});

/** Reservations, picking and shipments over HTTP. */
export async function routes(app: FastifyInstance, given: DispensingRouteDeps): Promise<void> {
  const http: Http = { deps: { clock: systemClock, positions: noPositions, ...given }, scopeOf: given.scopeOf };
  reservationRoutes(app, http);
  pickingRoutes(app, http);
  shipmentRoutes(app, http);
  ownRoutes(app, http);
}

function reservationRoutes(app: FastifyInstance, { deps, scopeOf }: Http): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/biobank/reservations',
    {
      config: { act: 'biobank.dispensing.read' },
      schema: {
        summary: 'Reservations of one’s biobanks',
        querystring: z.object({ state: reservationStates.optional(), project: z.string().max(200).optional() }),
        response: { 200: z.object({ items: z.array(head.extend({ promised: z.number() })) }) },
      },
    },
    async (request) => asJson({ items: await listReservations(deps, await scopeOf(request), request.query) }),
  );
  http.get(
    '/api/biobank/reservations/:id',
    {
      config: { act: 'biobank.dispensing.read' },
      schema: { summary: 'A reservation with its tubes', params: byId, response: { 200: reservation } },
    },
    async (request) => asJson(await showReservation(deps, await scopeOf(request), request.params.id)),
  );
  http.post(
    '/api/biobank/reservations',
    {
      config: { act: 'biobank.dispensing.reserve' },
      schema: {
        summary: 'Promises specimens to a project; whose donors said no are left out and named',
        body: z.object({
          ...{
            biobank: z.string().max(100).optional(),
            project: z.string().trim().min(1).max(200),
            permit: z.string().max(80).optional(),
          },
          ...{
            specimens: z.array(code).min(1).max(20_000),
            genetic: z.boolean().default(false),
            expiresOn: z.iso.date().optional(),
          },
        }),
        response: { 201: z.object({ reservation, refused }) },
      },
    },
    async (request, reply) =>
      reply.code(201).send(asJson(await reserveSpecimens(deps, await scopeOf(request), request.body))),
  );
  http.post(
    '/api/biobank/reservations/:id/cancel',
    {
      config: { act: 'biobank.dispensing.reserve' },
      schema: {
        summary: 'Gives up what a reservation still has in the house',
        params: byId,
        body: z.object({ reason: z.string().trim().min(3).max(2000) }),
        response: { 200: reservation },
      },
    },
    async (request) =>
      asJson(await cancelReservation(deps, await scopeOf(request), request.params.id, request.body.reason)),
  );
}

function pickingRoutes(app: FastifyInstance, { deps, scopeOf }: Http): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  const act = 'biobank.dispensing.dispense' as const;
  http.post(
    '/api/biobank/reservations/:id/pick-list',
    {
      config: { act },
      schema: {
        summary: 'The tubes to pick, in the order of walking, after asking about their donors again',
        params: byId,
        response: {
          200: z.object({
            lines: z.array(
              z.object({
                specimen: z.string(),
                barcode: z.string(),
                type: z.string(),
                position: z.string().nullable(),
              }),
            ),
            withdrawn: refused,
          }),
        },
      },
    },
    async (request) => makePickList(deps, await scopeOf(request), request.params.id),
  );
  http.post(
    '/api/biobank/reservations/:id/check-outs',
    {
      config: { act },
      schema: {
        summary: 'Checks a tube out by its scanned code; twice is once',
        params: byId,
        body: z.object({ code }),
        response: {
          200: z.object({
            ...{ code: z.string(), specimen: z.string().nullable(), left: z.number() },
            outcome: z.enum(['picked', 'again', 'withdrawn', 'not-promised', 'unknown']),
          }),
        },
      },
    },
    async (request) => checkOut(deps, await scopeOf(request), request.params.id, request.body.code),
  );
  http.post(
    '/api/biobank/reservations/:id/put-backs',
    {
      config: { act },
      schema: {
        summary: 'Undoes a check-out that is not packed yet; twice is once',
        params: byId,
        body: z.object({ code }),
        response: {
          200: z.object({
            ...{ code: z.string(), specimen: z.string().nullable(), left: z.number() },
            outcome: z.enum(['put-back', 'not-picked', 'unknown']),
          }),
        },
      },
    },
    async (request) => putBack(deps, await scopeOf(request), request.params.id, request.body.code),
  );
  http.post(
    '/api/biobank/reservations/:id/set-asides',
    {
      config: { act },
      schema: {
        summary: 'Takes a tube out of a reservation that is not where it should be, or is damaged; twice is once',
        params: byId,
        body: z.object({ code, why: z.enum(asideReasons), note: z.string().trim().max(2000).optional() }),
        response: {
          200: z.object({
            ...{ code: z.string(), specimen: z.string().nullable(), left: z.number() },
            outcome: z.enum(['set-aside', 'not-promised', 'unknown']),
          }),
        },
      },
    },
    async (request) => setAside(deps, await scopeOf(request), request.params.id, request.body),
  );
  http.post(
    '/api/biobank/reservations/:id/returns',
    {
      config: { act },
      schema: {
        summary: 'Takes left-over tubes back, with what is left in them',
        params: byId,
        body: z.object({
          tubes: z
            .array(z.object({ code, amount: z.number().min(0), thaws: z.number().int().min(0).max(100).optional() }))
            .min(1)
            .max(5000),
        }),
        response: { 200: z.object({ items: z.array(tube) }) },
      },
    },
    async (request) =>
      asJson({ items: await returnTubes(deps, await scopeOf(request), request.params.id, request.body.tubes) }),
  );
  http.post(
    '/api/biobank/reservations/:id/data',
    {
      config: { act },
      schema: {
        summary: 'Notes data that a project has given back',
        params: byId,
        body: z.object({
          ...{
            name: z.string().trim().min(1).max(200),
            kind: z.string().trim().min(1).max(80),
            note: z.string().max(2000).optional(),
          },
          sha256: z
            .string()
            .regex(/^[0-9a-f]{64}$/)
            .optional(),
        }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await recordReturnedData(deps, await scopeOf(request), request.params.id, request.body);
      return reply.code(204).send(null);
    },
  );
}

function shipmentRoutes(app: FastifyInstance, { deps, scopeOf }: Http): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  const act = 'biobank.dispensing.dispense' as const;
  http.post(
    '/api/biobank/reservations/:id/shipments',
    {
      config: { act },
      schema: {
        summary: 'Packs the tubes that are checked out, by the rules of UN 3373',
        params: byId,
        body: z.object({
          recipient: z.string().min(1).max(200),
          address: z.string().min(1).max(500),
          carrier: z.string().max(100).optional(),
          ...packing,
        }),
        response: { 201: z.object({ shipment, withdrawn: refused }) },
      },
    },
    async (request, reply) =>
      reply.code(201).send(asJson(await packShipment(deps, await scopeOf(request), request.params.id, request.body))),
  );
  http.get(
    '/api/biobank/shipments',
    {
      config: { act: 'biobank.dispensing.read' },
      schema: {
        summary: 'Shipments of one’s biobanks, newest first',
        querystring: z.object({ state: z.enum(['packed', 'sent', 'received', 'unpacked']).optional() }),
        response: { 200: z.object({ items: z.array(shipment.extend({ tubes: z.number() })) }) },
      },
    },
    async (request) => asJson({ items: await listShipments(deps, await scopeOf(request), request.query) }),
  );
  http.get(
    '/api/biobank/shipments/:id',
    {
      config: { act: 'biobank.dispensing.read' },
      schema: { summary: 'A shipment with its tubes', params: byId, response: { 200: shipment } },
    },
    async (request) => asJson(await showShipment(deps, await scopeOf(request), request.params.id)),
  );
  http.get(
    '/api/biobank/shipments/:id/packing-list',
    {
      config: { act: 'biobank.dispensing.read' },
      schema: {
        summary: 'The packing list as PDF',
        params: byId,
        querystring: z.object({ lang: z.enum(['da', 'en']).default('da') }),
      },
    },
    async (request, reply) => {
      const shown = await showShipment(deps, await scopeOf(request), request.params.id);
      return reply.type('application/pdf').send(await makePackingList(shown, request.query.lang));
    },
  );
  http.post(
    '/api/biobank/shipments/:id/send',
    {
      config: { act },
      schema: {
        summary: 'Hands a shipment to the carrier, unless a donor has said no meanwhile',
        params: byId,
        response: { 200: z.object({ shipment, withdrawn: refused }) },
      },
    },
    async (request) => asJson(await sendShipment(deps, await scopeOf(request), request.params.id)),
  );
  http.post(
    '/api/biobank/shipments/:id/receipt',
    {
      config: { act },
      schema: {
        summary: 'Compares what arrived with what was sent, tube by tube',
        params: byId,
        body: z.object({ scans: z.array(z.object({ code, condition: z.string().max(60).optional() })).max(20_000) }),
        response: { 200: z.object({ shipment, missing: z.array(z.string()), extra: z.array(z.string()) }) },
      },
    },
    async (request) =>
      asJson(await receiveShipment(deps, await scopeOf(request), request.params.id, request.body.scans)),
  );
}
