import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type AccessRouteDeps, openAccess } from '../../access/open-access.ts';
import { type Asking, findPermitted, listDispensable } from './permitted-tubes.ts';

const config = { act: 'biobank.dispensing.read' } as const;
const id = (prefix: string) => z.string().regex(new RegExp(`^${prefix}_[0-9A-Za-z]{22}$`));

/** Which tubes a biobank may hand out under which permits: the coordinating centre, the register and the biobank together. */
export async function permittedTubeRoutes(app: FastifyInstance, given: AccessRouteDeps): Promise<void> {
  const deps = openAccess({ ...given, dataDir: given.config.dataDir });
  const http = app.withTypeProvider<ZodTypeProvider>();
  const asking = async (request: FastifyRequest): Promise<Asking | null> => {
    const permits = await given.scopeFor(request, 'access.permits.read');
    return permits && { permits, tubes: await given.scopeOf(request) };
  };

  http.get(
    '/api/access/dispensable',
    { config, schema: { summary: 'Permits under which one’s biobank may hand out tubes now' } },
    async (request) => {
      const both = await asking(request);
      return { items: both === null ? [] : await listDispensable(deps, both) };
    },
  );
  http.get(
    '/api/access/permits/:id/specimens',
    {
      config,
      schema: {
        summary: 'Tubes on the shelf that may be promised under a permit',
        params: z.object({ id: id('pmt') }),
        querystring: z.object({
          resource: id('rsc'),
          material: z.string().min(1).max(60),
          limit: z.coerce.number().int().min(1).max(20_000).default(1000),
        }),
      },
    },
    async (request) => {
      const both = await asking(request);
      if (both === null) return { total: 0, items: [] };
      return await findPermitted(deps, both, { permit: request.params.id, ...request.query });
    },
  );
}
