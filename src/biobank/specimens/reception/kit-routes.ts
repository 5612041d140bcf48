import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { asJson, type BiobankHttp } from '../http.ts';
import { labelRequest } from '../labels/print-labels.ts';
import { kitAnswer, orderAnswer, tubeBody } from '../wire.ts';
import { expireKit, listKits, makeKitLabels, makeKits, recordVisit, sendKit } from './kits.ts';

const act = 'biobank.specimens.receive' as const;
const biobank = z.string().max(100).optional();
const short = z.string().trim().min(1).max(200);

/** Collection kits over HTTP: made, labelled, sent out, filled at a visit. */
export function kitRoutes(app: FastifyInstance, { deps, scopeOf }: BiobankHttp): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  const kits = z.object({ items: z.array(kitAnswer) });
  const states = z.enum(['made', 'sent', 'used', 'received', 'expired']);
  http.get(
    '/api/biobank/kits',
    {
      config: { act },
      schema: {
        summary: 'Collection kits',
        querystring: z.object({ biobank, state: states.optional() }),
        response: { 200: kits },
      },
    },
    async (request) => asJson({ items: await listKits(deps, await scopeOf(request), request.query) }),
  );
  http.post(
    '/api/biobank/kits',
    {
      config: { act },
      schema: {
        summary: 'Makes kits: boxes of tubes with barcodes of their own',
        body: z.object({
          ...{
            biobank,
            collection: short,
            kind: short,
            tubes: z
              .array(tubeBody.omit({ barcode: true }))
              .min(1)
              .max(50),
          },
          ...{ count: z.number().int().min(1).max(500), expiresOn: z.iso.date().optional() },
        }),
        response: { 201: kits },
      },
    },
    async (request, reply) =>
      reply.code(201).send(asJson({ items: await makeKits(deps, await scopeOf(request), request.body) })),
  );
  const byCode = z.object({ code: z.string().min(1).max(80) });
  http.post(
    '/api/biobank/kits/:code/send',
    {
      config: { act },
      schema: {
        summary: 'Sends a kit out',
        params: byCode,
        body: z.object({ biobank, to: short }),
        response: { 200: kitAnswer },
      },
    },
    async (request) => asJson(await sendKit(deps, await scopeOf(request), request.params.code, request.body)),
  );
  http.post(
    '/api/biobank/kits/:code/visit',
    {
      config: { act },
      schema: {
        summary: 'A visit at which the kit was filled; its tubes are announced',
        params: byCode,
        body: z.object({
          biobank,
          person: z.string().min(1).max(200),
          visit: short,
          at: z.iso.datetime(),
          sender: short.optional(),
        }),
        response: { 201: orderAnswer },
      },
    },
    async (request, reply) => {
      const visit = { ...request.body, at: new Date(request.body.at), kit: request.params.code };
      return reply.code(201).send(asJson(await recordVisit(deps, await scopeOf(request), visit)));
    },
  );
  http.post(
    '/api/biobank/kits/:code/expire',
    {
      config: { act },
      schema: {
        summary: 'Takes a kit out of use that was not filled',
        params: byCode,
        body: z.object({ biobank, reason: short }),
        response: { 200: kitAnswer },
      },
    },
    async (request) => asJson(await expireKit(deps, await scopeOf(request), request.params.code, request.body)),
  );
  http.post(
    '/api/biobank/kit-labels',
    {
      config: { act },
      schema: {
        summary: 'Labels of kits: of their boxes, or of the tubes in them',
        body: z.object({
          ...{ biobank, kits: z.array(z.string().min(1).max(80)).min(1).max(500), of: z.enum(['boxes', 'tubes']) },
          ...labelRequest,
        }),
      },
    },
    async (request, reply) => {
      const { type, body } = await makeKitLabels(deps, await scopeOf(request), request.body);
      return reply.type(type).send(body);
    },
  );
}
