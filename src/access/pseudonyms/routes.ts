import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type AccessRouteDeps, openAccess } from '../open-access.ts';
import { byId, reason } from '../wire.ts';
import { askRelinking, decideRelinking, listRelinkings, openRelinking } from './relink.ts';

const params = byId('rlk');

/** Who is behind a pseudonym, with four eyes. */
export async function routes(app: FastifyInstance, given: AccessRouteDeps): Promise<void> {
  const deps = openAccess({ ...given, dataDir: given.config.dataDir });
  const { scopeOf } = given;
  const http = app.withTypeProvider<ZodTypeProvider>();
  const ask = { act: 'access.relinking.ask' } as const;
  const agree = { act: 'access.relinking.agree' } as const;

  http.get(
    '/api/access/relinkings',
    { config: ask, schema: { summary: 'Relinkings one asked for or has a part in' } },
    async (request) => ({ items: await listRelinkings(deps, await scopeOf(request), ask.act) }),
  );
  http.get(
    '/api/access/relinkings/to-agree',
    { config: agree, schema: { summary: 'Relinkings, for the second person' } },
    async (request) => ({ items: await listRelinkings(deps, await scopeOf(request), agree.act) }),
  );
  http.post(
    '/api/access/relinkings',
    {
      config: ask,
      schema: {
        summary: 'Asks who is behind a pseudonym; nothing is looked up yet',
        body: z.object({
          permit: byId('pmt').shape.id,
          pseudonym: z.string().regex(/^psn-[0-9a-v]{26}$/, 'expected psn- and 26 letters and digits'),
          reason,
        }),
      },
    },
    async (request, reply) =>
      reply.code(201).send({ id: await askRelinking(deps, await scopeOf(request), request.body) }),
  );
  http.post(
    '/api/access/relinkings/:id/decide',
    {
      config: agree,
      schema: { summary: 'A second person agrees or refuses', params, body: z.object({ agree: z.boolean(), reason }) },
    },
    async (request) => {
      const { id, state } = await decideRelinking(deps, await scopeOf(request), request.params.id, request.body);
      return { id, state };
    },
  );
  http.post(
    '/api/access/relinkings/:id/open',
    { config: ask, schema: { summary: 'Opens an agreed relinking, once: the person’s id', params } },
    async (request) => await openRelinking(deps, await scopeOf(request), request.params.id),
  );
}
