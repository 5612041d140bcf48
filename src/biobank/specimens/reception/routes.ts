import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { asJson, type BiobankHttp } from '../http.ts';
import { parseSprec } from '../sprec.ts';
import {
  closedAnswer,
  discrepancyAnswer,
  orderAnswer,
  receptionAnswer,
  receptionDetailAnswer,
  scannedAnswer,
  tubeBody,
  tubeFacts,
} from '../wire.ts';
import { closeReception, decideDiscrepancy, listDiscrepancies } from './decide.ts';
import { decisionNames } from './discrepancy-rules.ts';
import { kitRoutes } from './kit-routes.ts';
import { listOrders, orderSpecimens } from './orders.ts';
import { readRackScan } from './rack-scan.ts';
import { listReceptions, showReception } from './read-receptions.ts';
import { openReception, scanRack, scanTube } from './receive.ts';
import type { TubeFacts } from './receive-tube.ts';

const act = 'biobank.specimens.receive' as const;
const reads = 'biobank.reception.read' as const;
const biobank = z.string().max(100).optional();
const short = z.string().trim().min(1).max(200);
const byId = z.object({ id: z.string().max(40) });
const facts = z.object(tubeFacts);

function factsOf<T extends z.infer<typeof facts>>({
  collectedAt,
  sprec,
  ...rest
}: T): Omit<T, 'collectedAt' | 'sprec'> & TubeFacts {
  return {
    ...rest,
    ...(collectedAt !== undefined && { collectedAt: new Date(collectedAt) }),
    ...(sprec !== undefined && { sprec: parseSprec(sprec.code, sprec.version) }),
  };
}

/** Orders, kits, deliveries and discrepancies over HTTP. */
export function receptionRoutes(app: FastifyInstance, http: BiobankHttp): void {
  orderRoutes(app, http);
  kitRoutes(app, http);
  deliveryRoutes(app, http);
}

function orderRoutes(app: FastifyInstance, { deps, scopeOf }: BiobankHttp): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/biobank/orders',
    {
      config: { act: reads },
      schema: {
        summary: 'Orders whose tubes are awaited',
        querystring: z.object({
          biobank,
          state: z.enum(['open', 'complete', 'closed']).optional(),
          requisition: short.optional(),
        }),
        response: { 200: z.object({ items: z.array(orderAnswer) }) },
      },
    },
    async (request) => asJson({ items: await listOrders(deps, await scopeOf(request), request.query) }),
  );
  http.post(
    '/api/biobank/orders',
    {
      config: { act },
      schema: {
        summary: 'Announces tubes of one person',
        body: z.object({
          ...{ biobank, collection: short, requisition: z.string().trim().min(1).max(80) },
          person: z.string().min(1).max(200).describe('per_…, an identifier, or a civil registration number'),
          ...{ visit: short.optional(), sender: short.optional(), collectedAt: z.iso.datetime().optional() },
          ...{ expectedOn: z.iso.date().optional(), tubes: z.array(tubeBody).min(1).max(200) },
        }),
        response: { 201: orderAnswer },
      },
    },
    async (request, reply) => {
      const { collectedAt, ...body } = request.body;
      const order = { ...body, ...(collectedAt !== undefined && { collectedAt: new Date(collectedAt) }) };
      return reply.code(201).send(asJson(await orderSpecimens(deps, await scopeOf(request), order)));
    },
  );
}

function deliveryRoutes(app: FastifyInstance, { deps, scopeOf }: BiobankHttp): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/biobank/receptions',
    {
      config: { act: reads },
      schema: {
        summary: 'Deliveries, newest first',
        querystring: z.object({ open: z.stringbool().optional() }),
        response: { 200: z.object({ items: z.array(receptionAnswer) }) },
      },
    },
    async (request) => asJson({ items: await listReceptions(deps, await scopeOf(request), request.query) }),
  );
  http.get(
    '/api/biobank/receptions/:id',
    {
      config: { act: reads },
      schema: {
        summary: 'A delivery with what was scanned in it, and its orders',
        params: byId,
        response: { 200: receptionDetailAnswer },
      },
    },
    async (request) => asJson(await showReception(deps, await scopeOf(request), request.params.id)),
  );
  http.post(
    '/api/biobank/receptions',
    {
      config: { act },
      schema: {
        summary: 'Opens the reception of a delivery',
        body: z.object({
          biobank,
          sender: short.optional(),
          temperature: z.string().max(40).optional(),
          note: z.string().max(2000).optional(),
        }),
        response: { 201: z.object({ id: z.string() }) },
      },
    },
    async (request, reply) => {
      const { id } = await openReception(deps, await scopeOf(request), request.body);
      return reply.code(201).send({ id });
    },
  );
  http.post(
    '/api/biobank/receptions/:id/scans',
    {
      config: { act },
      schema: {
        summary: 'Takes in one scanned code; the same code again changes nothing',
        params: byId,
        body: facts.extend({ code: z.string().trim().min(1).max(120), requisition: z.string().max(80).optional() }),
        response: { 200: scannedAnswer },
      },
    },
    async (request) => asJson(await scanTube(deps, await scopeOf(request), request.params.id, factsOf(request.body))),
  );
  http.post(
    '/api/biobank/receptions/:id/racks',
    {
      config: { act },
      schema: {
        summary: 'Takes in a whole rack from the file of a 2D scanner',
        params: byId,
        body: facts.extend({ file: z.string().max(200_000), requisition: z.string().max(80).optional() }),
        response: { 200: z.object({ items: z.array(scannedAnswer) }) },
      },
    },
    async (request) => {
      const { file, ...rest } = request.body;
      const scans = readRackScan(file);
      return asJson({
        items: await scanRack(deps, await scopeOf(request), request.params.id, { ...factsOf(rest), scans }),
      });
    },
  );
  http.post(
    '/api/biobank/receptions/:id/close',
    {
      config: { act },
      schema: {
        summary: 'Closes a reception, or says what is undecided',
        params: byId,
        response: { 200: closedAnswer },
      },
    },
    async (request) => asJson(await closeReception(deps, await scopeOf(request), request.params.id)),
  );
  http.get(
    '/api/biobank/discrepancies',
    {
      config: { act: reads },
      schema: {
        summary: 'What did not fit, newest first',
        querystring: z.object({ reception: z.string().max(40).optional(), undecided: z.stringbool().optional() }),
        response: { 200: z.object({ items: z.array(discrepancyAnswer) }) },
      },
    },
    async (request) => asJson({ items: await listDiscrepancies(deps, await scopeOf(request), request.query) }),
  );
  http.post(
    '/api/biobank/discrepancies/:id/decision',
    {
      config: { act },
      schema: {
        summary: 'Decides about a discrepancy',
        params: byId,
        body: facts.extend({
          ...{
            decision: z.enum(decisionNames),
            note: z.string().trim().min(1).max(2000),
            requisition: z.string().max(80).optional(),
          },
          ...{ line: z.number().int().min(1).max(1000).optional(), barcode: z.string().min(1).max(80).optional() },
        }),
        response: { 200: discrepancyAnswer },
      },
    },
    async (request) =>
      asJson(await decideDiscrepancy(deps, await scopeOf(request), request.params.id, factsOf(request.body))),
  );
}
