import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { systemClock } from '../../platform/clock/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { type BiobankDeps, labelRequest, requireBiobank } from '../specimens/index.ts';
import { adoptPlaces } from './adopt.ts';
import { createContainers, moveContainer, retireContainer } from './containers/build.ts';
import { makeContainerLabels } from './containers/labels.ts';
import { showContainer } from './containers/show.ts';
import { createType, listTypes } from './containers/types.ts';
import { forecastStores } from './forecast.ts';
import { asJson, biobank, byCode, code, reason, type StorageHttp } from './http.ts';
import { listStores } from './list-stores.ts';
import { planPickRound } from './picking/plan-route.ts';
import { findSpecimen, moveBySlot, placeSpecimens, takeOutSpecimens } from './positions/place.ts';
import { listUnplaced } from './positions/unplaced.ts';
import { rackRoutes } from './racks/routes.ts';
import { temperatureRoutes } from './temperatures/routes.ts';
import {
  adoptionAnswer,
  containerAnswer,
  containerHead,
  forecastAnswer,
  placements,
  planAnswer,
  positionAnswer,
  storesAnswer,
  typeAnswer,
  typeBody,
  unplacedAnswer,
} from './wire.ts';

export interface StorageRouteDeps extends Omit<BiobankDeps, 'clock'> {
  clock?: BiobankDeps['clock'];
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

const read = { act: 'biobank.storage.read' } as const;
const place = { act: 'biobank.storage.place' } as const;
const manage = { act: 'biobank.storage.manage' } as const;
const position = z.string().trim().min(1).max(20);

/** Storage over HTTP: freezers and what is in them, placing and moving, checks of racks, forecast, temperatures. */
export async function routes(app: FastifyInstance, given: StorageRouteDeps): Promise<void> {
  const http: StorageHttp = { deps: { clock: systemClock, ...given }, scopeOf: given.scopeOf };
  overviewRoutes(app, http);
  containerRoutes(app, http);
  positionRoutes(app, http);
  rackRoutes(app, http);
  temperatureRoutes(app, http);
}

function overviewRoutes(app: FastifyInstance, { deps, scopeOf }: StorageHttp): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/biobank/storage',
    {
      config: read,
      schema: {
        summary: 'Sites, rooms and stores with how full and how warm they are, parents first',
        querystring: z.object({ biobank }),
        response: { 200: storesAnswer },
      },
    },
    async (request) => asJson(await listStores(deps, await scopeOf(request), request.query.biobank)),
  );
  http.get(
    '/api/biobank/storage/forecast',
    {
      config: read,
      schema: {
        summary: 'Free positions by store and type of rack, the rate of use, and when they will be full',
        querystring: z.object({ biobank, weeks: z.coerce.number().int().min(1).max(260).optional() }),
        response: { 200: forecastAnswer },
      },
    },
    async (request) => asJson(await forecastStores(deps, await scopeOf(request), request.query)),
  );
  http.post(
    '/api/biobank/storage/pick-plans',
    {
      config: read,
      schema: {
        summary: 'Which of equivalent tubes to take so that few racks are moved, in the order of walking',
        body: z.object({ biobank, choices: z.array(z.array(code).min(1).max(100)).min(1).max(20_000) }),
        response: { 200: planAnswer },
      },
    },
    async (request) => asJson(await planPickRound(deps, await scopeOf(request), request.body)),
  );
}

function containerRoutes(app: FastifyInstance, { deps, scopeOf }: StorageHttp): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/biobank/storage/container-types',
    {
      config: read,
      schema: {
        summary: 'Types of containers: grids, labels, and what goes into them',
        querystring: z.object({ biobank }),
        response: { 200: z.object({ items: z.array(typeAnswer) }) },
      },
    },
    async (request) => asJson({ items: await listTypes(deps, await scopeOf(request), request.query.biobank) }),
  );
  http.post(
    '/api/biobank/storage/container-types',
    {
      config: manage,
      schema: {
        summary: 'Describes a type of container of one’s own',
        body: typeBody.extend({ biobank }),
        response: { 201: typeAnswer },
      },
    },
    async (request, reply) =>
      reply.code(201).send(asJson(await createType(deps, await scopeOf(request), request.body))),
  );
  http.get(
    '/api/biobank/storage/containers/:code',
    {
      config: read,
      schema: {
        summary: 'A container by id or barcode, what is below it, and what stands in it',
        params: byCode,
        querystring: z.object({ depth: z.coerce.number().int().min(1).max(3).default(1) }),
        response: { 200: containerAnswer },
      },
    },
    async (request) =>
      asJson(await showContainer(deps, await scopeOf(request), request.params.code, request.query.depth)),
  );
  http.post(
    '/api/biobank/storage/containers',
    {
      config: manage,
      schema: {
        summary: 'Makes a container, or many numbered ones',
        body: z.object({
          ...{ biobank, type: z.string().max(40), name: z.string().trim().min(1).max(120), barcode: code.optional() },
          ...{ count: z.number().int().min(1).max(2000).optional(), from: z.number().int().min(0).optional() },
          ...{
            width: z.number().int().min(0).max(10).optional(),
            parent: code.optional(),
            position: position.optional(),
          },
          ...{ capacity: z.number().int().min(1).optional(), celsius: z.number().min(-273).max(200).optional() },
        }),
        response: { 201: z.object({ items: z.array(containerHead) }) },
      },
    },
    async (request, reply) =>
      reply.code(201).send(asJson({ items: await createContainers(deps, await scopeOf(request), request.body) })),
  );
  http.post(
    '/api/biobank/storage/labels',
    {
      config: read,
      schema: {
        summary: 'Labels of containers: ZPL for a label printer, or PDF',
        body: z.object({ containers: z.array(code).min(1).max(2000), ...labelRequest }),
      },
    },
    async (request, reply) => {
      const { type, body } = await makeContainerLabels(deps, await scopeOf(request), request.body);
      return reply.type(type).send(body);
    },
  );
  http.post(
    '/api/biobank/storage/containers/:code/move',
    {
      config: place,
      schema: {
        summary: 'Moves a container with everything in it',
        params: byCode,
        body: z.object({ parent: code, position: position.optional(), reason }),
        response: { 200: containerHead },
      },
    },
    async (request) => asJson(await moveContainer(deps, await scopeOf(request), request.params.code, request.body)),
  );
  http.post(
    '/api/biobank/storage/containers/:code/retire',
    {
      config: manage,
      schema: { summary: 'Takes an empty container out of use', params: byCode, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await retireContainer(deps, await scopeOf(request), request.params.code);
      return reply.code(204).send(null);
    },
  );
}

function positionRoutes(app: FastifyInstance, { deps, scopeOf }: StorageHttp): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/biobank/storage/positions',
    {
      config: read,
      schema: {
        summary: 'Where a specimen stands, and where it stood',
        querystring: z.object({ code }),
        response: { 200: positionAnswer },
      },
    },
    async (request) => asJson(await findSpecimen(deps, await scopeOf(request), request.query.code)),
  );
  http.get(
    '/api/biobank/storage/unplaced',
    {
      config: read,
      schema: {
        summary: 'Specimens in the house that have no position, the latest first',
        querystring: z.object({ biobank, limit: z.coerce.number().int().min(1).max(1000).optional() }),
        response: { 200: unplacedAnswer },
      },
    },
    async (request) => asJson(await listUnplaced(deps, await scopeOf(request), request.query)),
  );
  http.post(
    '/api/biobank/storage/placements',
    {
      config: place,
      schema: {
        summary: 'Puts specimens where they go, all or none; what stands elsewhere is moved',
        body: z.object({
          items: z
            .array(z.object({ code, container: code, position: position.optional() }))
            .min(1)
            .max(5000),
          reason,
        }),
        response: { 200: placements },
      },
    },
    async (request) => asJson({ items: await placeSpecimens(deps, await scopeOf(request), request.body) }),
  );
  http.post(
    '/api/biobank/storage/moves',
    {
      config: place,
      schema: {
        summary: 'Moves by position, without reading labels: a whole rack, or some positions of it',
        body: z.object({
          ...{ from: code, to: code, reason },
          slots: z
            .array(z.object({ from: position, to: position }))
            .min(1)
            .max(1000)
            .optional(),
        }),
        response: { 200: placements },
      },
    },
    async (request) => asJson({ items: await moveBySlot(deps, await scopeOf(request), request.body) }),
  );
  http.post(
    '/api/biobank/storage/take-outs',
    {
      config: place,
      schema: {
        summary: 'Takes specimens out of their positions',
        body: z.object({ biobank, codes: z.array(code).min(1).max(5000), reason }),
        response: {
          200: z.object({
            items: z.array(z.object({ code: z.string(), specimen: z.string(), from: z.string().nullable() })),
          }),
        },
      },
    },
    async (request) => {
      const scope = await scopeOf(request);
      const { biobank: named, ...body } = request.body;
      const bank = await deps.database.withActor(scope.actor, (trx) => requireBiobank(trx, scope, named));
      return asJson({ items: await takeOutSpecimens(deps, scope, { ...body, biobankNo: bank.biobankNo }) });
    },
  );
  http.post(
    '/api/biobank/storage/adoptions',
    {
      config: manage,
      schema: {
        summary: 'Makes the places of an imported inventory into positions, and names those that cannot be',
        body: z.object({
          ...{ biobank, dryRun: z.boolean().optional() },
          racks: z.object({ parent: code, type: z.string().max(40) }).optional(),
        }),
        response: { 200: adoptionAnswer },
      },
    },
    async (request) => asJson(await adoptPlaces(deps, await scopeOf(request), request.body)),
  );
}
