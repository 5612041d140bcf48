import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { makePackingList } from './packing-list.ts';
import { receiveShipment } from './receipt.ts';
import { packShipment, sendShipment } from './ship.ts';
import { listShipments, showShipment } from './shipments.ts';
import { asJson, byId, code, type DispensingHttp, packing, refused, shipment } from './wire.ts';

/** Shipments over HTTP. */
export function shipmentRoutes(app: FastifyInstance, { deps, scopeOf }: DispensingHttp): void {
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
