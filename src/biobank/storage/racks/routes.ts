import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { asJson, biobank, code, type StorageHttp } from '../http.ts';
import { checkAnswer, decidedAnswer } from '../wire.ts';
import { checkRacks, decideRackCheck, listRackChecks, showRackCheck } from './check.ts';

const byId = z.object({ id: z.string().max(40) });
const read = { act: 'biobank.storage.read' } as const;
const place = { act: 'biobank.storage.place' } as const;

/** Checks of whole racks over HTTP. */
export function rackRoutes(app: FastifyInstance, { deps, scopeOf }: StorageHttp): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.post(
    '/api/biobank/storage/rack-checks',
    {
      config: place,
      schema: {
        summary: 'Compares the file of a rack scanner with the book: what is missing, misplaced, unknown',
        body: z.object({ biobank, container: code.optional(), file: z.string().min(1).max(2_000_000) }),
        response: { 201: z.object({ items: z.array(checkAnswer) }) },
      },
    },
    async (request, reply) =>
      reply.code(201).send(asJson({ items: await checkRacks(deps, await scopeOf(request), request.body) })),
  );
  http.get(
    '/api/biobank/storage/rack-checks',
    {
      config: read,
      schema: {
        summary: 'Checks of racks, the latest first',
        querystring: z.object({ biobank, state: z.enum(['open', 'applied', 'dismissed']).optional() }),
        response: { 200: z.object({ items: z.array(checkAnswer) }) },
      },
    },
    async (request) => asJson({ items: await listRackChecks(deps, await scopeOf(request), request.query) }),
  );
  http.get(
    '/api/biobank/storage/rack-checks/:id',
    { config: read, schema: { summary: 'A check of a rack', params: byId, response: { 200: checkAnswer } } },
    async (request) => asJson(await showRackCheck(deps, await scopeOf(request), request.params.id)),
  );
  http.post(
    '/api/biobank/storage/rack-checks/:id/decision',
    {
      config: place,
      schema: {
        summary: 'Makes the book as the scan says, as far as that is decided',
        params: byId,
        body: z.object({
          missing: z.enum(['lose', 'take-out', 'leave']),
          found: z.enum(['place', 'leave']),
          leave: z.array(code).max(5000).optional(),
          note: z.string().trim().max(2000).optional(),
        }),
        response: { 200: decidedAnswer },
      },
    },
    async (request) => asJson(await decideRackCheck(deps, await scopeOf(request), request.params.id, request.body)),
  );
}
