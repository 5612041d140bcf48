import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { asideReasons, putBack, setAside } from './not-picked.ts';
import { checkOut, makePickList } from './pick.ts';
import { recordReturnedData, returnTubes } from './ship.ts';
import { asJson, byId, code, type DispensingHttp, refused, tube } from './wire.ts';

/** Picking, returns and returned data over HTTP. */
export function pickingRoutes(app: FastifyInstance, { deps, scopeOf }: DispensingHttp): void {
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
