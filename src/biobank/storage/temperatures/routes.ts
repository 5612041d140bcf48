import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { asJson, biobank, byCode, type StorageHttp } from '../http.ts';
import { excursionAnswer, excursionDetail, ruleAnswer, temperaturesAnswer } from '../wire.ts';
import { acknowledgeExcursion, listExcursions, showExcursion } from './excursions.ts';
import { recordTemperatures, setTemperatureRule, showTemperatures } from './record.ts';

const byId = z.object({ id: z.string().max(40) });
const celsius = z.number().min(-273).max(1000);
const read = { act: 'biobank.storage.read' } as const;
const place = { act: 'biobank.storage.place' } as const;

/** Temperatures and excursions over HTTP. */
export function temperatureRoutes(app: FastifyInstance, http: StorageHttp): void {
  seriesRoutes(app, http);
  excursionRoutes(app, http);
}

function seriesRoutes(app: FastifyInstance, { deps, scopeOf }: StorageHttp): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/biobank/storage/containers/:code/temperatures',
    {
      config: read,
      schema: {
        summary: 'How warm a store was: the lowest, highest and mean of as many points as are asked for',
        params: byCode,
        querystring: z.object({
          ...{ from: z.iso.datetime().optional(), to: z.iso.datetime().optional() },
          points: z.coerce.number().int().min(10).max(5000).optional(),
        }),
        response: { 200: temperaturesAnswer },
      },
    },
    async (request) => {
      const { from, to, points } = request.query;
      const when = { from: from === undefined ? from : new Date(from), to: to === undefined ? to : new Date(to) };
      return asJson(await showTemperatures(deps, await scopeOf(request), request.params.code, { ...when, points }));
    },
  );
  http.post(
    '/api/biobank/storage/containers/:code/temperatures',
    {
      config: place,
      schema: {
        summary: 'Keeps readings of a store’s thermometers and judges them by its rule',
        params: byCode,
        body: z.object({
          readings: z
            .array(z.object({ probe: z.string().min(1).max(60).optional(), at: z.iso.datetime(), celsius }))
            .min(1)
            .max(20_000),
        }),
        response: { 200: z.object({ taken: z.number(), repeated: z.number(), late: z.number() }) },
      },
    },
    async (request) => {
      const readings = request.body.readings.map((one) => ({ ...one, at: new Date(one.at) }));
      return await recordTemperatures(deps, await scopeOf(request), request.params.code, readings);
    },
  );
  http.put(
    '/api/biobank/storage/containers/:code/temperature-rule',
    {
      config: { act: 'biobank.storage.manage' },
      schema: {
        summary: 'Sets when a store is too warm or too cold, and for how long before it counts',
        params: byCode,
        body: z.object({
          ...{ low: celsius.nullable(), high: celsius.nullable() },
          minutes: z.number().int().min(0).max(10_080),
        }),
        response: { 200: ruleAnswer },
      },
    },
    async (request) => await setTemperatureRule(deps, await scopeOf(request), request.params.code, request.body),
  );
}

function excursionRoutes(app: FastifyInstance, { deps, scopeOf }: StorageHttp): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/biobank/storage/excursions',
    {
      config: read,
      schema: {
        summary: 'Times in which stores were outside their limits',
        querystring: z.object({ biobank, state: z.enum(['open', 'ended']).optional() }),
        response: { 200: z.object({ items: z.array(excursionAnswer) }) },
      },
    },
    async (request) => asJson({ items: await listExcursions(deps, await scopeOf(request), request.query) }),
  );
  http.get(
    '/api/biobank/storage/excursions/:id',
    {
      config: read,
      schema: {
        summary: 'An excursion with the specimens it touched, by barcode',
        params: byId,
        querystring: z.object({
          after: z.string().max(120).optional(),
          limit: z.coerce.number().int().min(1).max(1000).optional(),
        }),
        response: { 200: excursionDetail },
      },
    },
    async (request) => asJson(await showExcursion(deps, await scopeOf(request), request.params.id, request.query)),
  );
  http.post(
    '/api/biobank/storage/excursions/:id/acknowledge',
    {
      config: place,
      schema: {
        summary: 'Says that somebody has seen to an excursion, and what was done',
        params: byId,
        body: z.object({ note: z.string().trim().min(3).max(2000) }),
        response: { 200: excursionAnswer },
      },
    },
    async (request) =>
      asJson(await acknowledgeExcursion(deps, await scopeOf(request), request.params.id, request.body.note)),
  );
}
