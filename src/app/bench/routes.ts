import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type BiobankDeps, materialNames, specimenStates, units } from '../../biobank/specimens/index.ts';
import { systemClock } from '../../platform/clock/index.ts';
import type { Act, Scope } from '../../trust/scope/index.ts';
import { whatIs } from './what-is.ts';

interface BenchDeps extends Omit<BiobankDeps, 'clock'> {
  scopeOf(request: FastifyRequest): Promise<Scope>;
  scopeFor(request: FastifyRequest, act: Act): Promise<Scope | null>;
}

const answer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('specimen'),
    specimen: z.object({
      ...{ id: z.string(), barcode: z.string(), type: z.enum(materialNames), amount: z.number() },
      ...{ unit: z.enum(units), state: z.enum(specimenStates) },
    }),
  }),
  z.object({
    kind: z.literal('container'),
    container: z.object({
      ...{ id: z.string(), name: z.string(), kind: z.string(), path: z.string(), takesTubes: z.boolean() },
    }),
  }),
  z.object({ kind: z.literal('none') }),
]);

/** What a bench asks before it does anything: what the code in somebody's hand is. */
export async function benchRoutes(app: FastifyInstance, given: BenchDeps): Promise<void> {
  const deps = { clock: systemClock, ...given };
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/biobank/codes/:code',
    {
      config: { act: 'biobank.specimens.read' },
      schema: {
        summary: 'What a scanned code means: a specimen, a container, or nothing yet',
        params: z.object({ code: z.string().min(1).max(120) }),
        response: { 200: answer },
      },
    },
    async (request) => {
      const storage = await given.scopeFor(request, 'biobank.storage.read');
      return await whatIs(deps, await given.scopeOf(request), storage, request.params.code);
    },
  );
}
