import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Scope } from '../../trust/scope/index.ts';
import type { DispensingDeps } from './deps.ts';
import { listOwnShipments, receiveOwnShipment, returnOwnData, returnOwnResults } from './to-projects.ts';

const params = z.object({ id: z.string().max(40) });
/** Bytes of a table that is handed in at once. */
const largestTable = 16 << 20;

const config = { act: 'biobank.shipments.receive' } as const;
const text = (most: number) => z.string().trim().min(1).max(most);

/** What a project does with tubes that were sent to it: receives them, and gives data back. */
export function ownRoutes(
  app: FastifyInstance,
  { deps, scopeOf }: { deps: DispensingDeps; scopeOf(request: FastifyRequest): Promise<Scope> },
): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/access/shipments',
    { config, schema: { summary: 'Shipments to one’s project, with their tubes' } },
    async (request) => ({ items: await listOwnShipments(deps, await scopeOf(request)) }),
  );
  http.post(
    '/api/access/shipments/:id/receipt',
    {
      config,
      schema: {
        summary: 'Compares what arrived with what was sent, tube by tube',
        params,
        body: z.object({ scans: z.array(z.object({ code: text(120), condition: text(60).optional() })).max(20_000) }),
      },
    },
    async (request) => await receiveOwnShipment(deps, await scopeOf(request), request.params.id, request.body.scans),
  );
  http.post(
    '/api/access/shipments/:id/results',
    {
      config,
      bodyLimit: largestTable,
      schema: {
        summary: 'Keeps what the project found in the tubes: a table tube,variable,value,unit, all of it or nothing',
        params,
        body: z.object({
          name: text(200),
          table: z.string().min(1),
          note: z.string().max(2000).optional(),
          performedAt: z.iso.datetime().optional(),
        }),
      },
    },
    async (request, reply) => {
      const { performedAt, ...given } = request.body;
      const at = performedAt === undefined ? {} : { performedAt: new Date(performedAt) };
      const scope = await scopeOf(request);
      return reply.code(201).send(await returnOwnResults(deps, scope, request.params.id, { ...given, ...at }));
    },
  );
  http.post(
    '/api/access/shipments/:id/data',
    {
      config,
      schema: {
        summary: 'Notes data that the project gives back',
        params,
        body: z.object({
          name: text(200),
          kind: text(80),
          note: z.string().max(2000).optional(),
          sha256: z
            .string()
            .regex(/^[0-9a-f]{64}$/)
            .optional(),
        }),
      },
    },
    async (request, reply) => {
      await returnOwnData(deps, await scopeOf(request), request.params.id, request.body);
      return reply.code(204).send();
    },
  );
}
