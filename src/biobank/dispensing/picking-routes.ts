import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { asideReasons, putBack, setAside } from './not-picked.ts';
import { checkOut, makePickList } from './pick.ts';
import { byId, code, type DispensingHttp, refused } from './wire.ts';

/** Picking over HTTP. */
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
}
