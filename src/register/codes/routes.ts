import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { readCodeTree } from './read-tree.ts';
import { findVersion, readBelow, readCodeVersions, searchCodes } from './store.ts';

const config = { act: 'register.codes.read' } as const;
const bySystem = z.object({ system: z.string().max(40) });
const version = z.coerce.number().int().min(1).optional();

/** Lists of codes over HTTP; nobody's data, so that nothing is noted. */
export async function routes(app: FastifyInstance, { database }: { database: DatabaseHandle }): Promise<void> {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get('/api/register/codes', { config, schema: { summary: 'Lists of codes and their versions' } }, async () => {
    const items = await readCodeVersions(database.app);
    return { items: items.map(({ addedBy, ...one }) => one), next: null, total: items.length };
  });
  http.get(
    '/api/register/codes/:system',
    {
      config,
      schema: {
        summary: 'Codes right below one (or at the top), or those a text finds',
        params: bySystem,
        querystring: z.object({
          q: z.string().trim().min(1).max(100).optional(),
          below: z.string().max(40).optional(),
          version,
          limit: z.coerce.number().int().min(1).max(500).default(50),
        }),
      },
    },
    async ({ params, query }) => {
      const { versionNo } = await findVersion(database.app, params.system, query.version);
      const items =
        query.q === undefined
          ? await readBelow(database.app, versionNo, query.below ?? null)
          : await searchCodes(database.app, versionNo, query.q, query.limit);
      return { items, next: null, total: items.length };
    },
  );
  http.get(
    '/api/register/codes/:system/:code',
    {
      config,
      schema: {
        summary: 'A code, what it lies under and how many lie below it',
        params: bySystem.extend({ code: z.string().max(40) }),
        querystring: z.object({ version }),
      },
    },
    async ({ params, query }) => {
      const { tree, version: of } = await readCodeTree(database.app, params.system, query.version);
      const at = tree.indexOf(params.code);
      const row = tree.rows[at];
      return {
        version: of,
        code: row?.code ?? params.code,
        text: row?.text ?? null,
        ancestors: tree.ancestors(params.code),
        below: tree.rangesOf(params.code).reduce((sum, [from, to]) => sum + to - from, row ? -1 : 0),
      };
    },
  );
}
