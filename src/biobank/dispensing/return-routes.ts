import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { conditionNames } from '../specimens/index.ts';
import { returnTubes } from './left-over.ts';
import { recordReturnedData, recordReturnedResults } from './returned.ts';
import { asJson, byId, code, type DispensingHttp, tube } from './wire.ts';

const act = 'biobank.dispensing.dispense' as const;
const text = (most: number) => z.string().trim().min(1).max(most);

/** What comes back from projects, over HTTP: left-over tubes, results, and data that is noted. */
export function returnRoutes(app: FastifyInstance, { deps, scopeOf }: DispensingHttp): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.post(
    '/api/biobank/reservations/:id/returns',
    {
      config: { act },
      schema: {
        summary: 'Takes left-over tubes back, with what is left in them',
        params: byId,
        body: z.object({
          tubes: z
            .array(
              z.object({
                ...{ code, amount: z.number().min(0), thaws: z.number().int().min(0).max(100).optional() },
                condition: z.enum(conditionNames).optional(),
              }),
            )
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
  http.post(
    '/api/biobank/reservations/:id/results',
    {
      config: { act },
      schema: {
        summary: 'Keeps the values that a project found in its tubes, all or none; searched like those of runs',
        params: byId,
        body: z.object({
          ...{ name: text(200), note: z.string().max(2000).optional(), performedAt: z.coerce.date().optional() },
          sha256: z
            .string()
            .regex(/^[0-9a-f]{64}$/)
            .optional(),
          rows: z
            .array(
              z.object({
                ...{
                  line: z.number().int().min(1),
                  tube: code,
                  variable: z.string().max(80),
                  value: z.string().max(2000),
                },
                ...{ unit: z.string().max(80), method: z.string().max(200).optional() },
              }),
            )
            .min(1)
            .max(100_000),
        }),
        response: {
          201: z.object({ run: z.string(), runs: z.array(z.string()), tubes: z.number(), values: z.number() }),
        },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await recordReturnedResults(deps, await scopeOf(request), request.params.id, request.body)),
  );
}
