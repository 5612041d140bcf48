import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { cancelReservation, listReservations, showReservation } from './reservations.ts';
import { type ReservationRequest, reserveSpecimens, tryReservation } from './reserve.ts';
import { wantedSchema } from './wanted.ts';
import { asJson, byId, code, type DispensingHttp, head, refused, reservation, reservationStates } from './wire.ts';

/** Tubes by name, by name or what equals them, or so many that satisfy a wish. */
const asked = {
  biobank: z.string().max(100).optional(),
  specimens: z.array(code).min(1).max(20_000).optional(),
  orEquivalent: z
    .boolean()
    .optional()
    .describe('others of the same donors, drawing, material, container, amount and thaws will do'),
  wanted: wantedSchema.optional(),
  orFewer: z.boolean().optional().describe('fewer than are wanted will do'),
  genetic: z.boolean().default(false),
};
const oneWay = [
  (body: Pick<ReservationRequest, 'specimens' | 'wanted'>) =>
    (body.specimens === undefined) !== (body.wanted === undefined),
  { error: 'Name specimens, or say what is wanted.', path: ['specimens'] },
] satisfies [unknown, object];
const reserveBody = z
  .object({
    ...asked,
    project: z.string().trim().min(1).max(200),
    permit: z.string().max(80).optional(),
    expiresOn: z.iso.date().optional(),
  })
  .refine(...oneWay);

/** Reservations over HTTP. */
export function reservationRoutes(app: FastifyInstance, { deps, scopeOf }: DispensingHttp): void {
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
        summary:
          'Promises specimens to a project, named or chosen so that few racks are moved; whose donors said no are left out and named',
        body: reserveBody,
        response: {
          201: z.object({ reservation, refused, racks: z.number().nullable(), stores: z.number().nullable() }),
        },
      },
    },
    async (request, reply) =>
      reply.code(201).send(asJson(await reserveSpecimens(deps, await scopeOf(request), request.body))),
  );
  http.post(
    '/api/biobank/reservation-choices',
    {
      config: { act: 'biobank.dispensing.reserve' },
      schema: {
        summary: 'What a reservation would come to: nothing is promised',
        body: z.object(asked).refine(...oneWay),
        response: {
          200: z.object({
            ...{ satisfying: z.number(), donors: z.number(), chosen: z.number() },
            refused: z.array(z.object({ because: z.string(), tubes: z.number() })),
            ...{ racks: z.number(), stores: z.number(), unplaced: z.number() },
          }),
        },
      },
    },
    async (request) => await tryReservation(deps, await scopeOf(request), request.body),
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
