import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { catalogueCsv } from './csv.ts';
import { readCatalogue } from './read-catalogue.ts';

/** The public catalogue of registers, biobanks and their variables. */
export async function routes(app: FastifyInstance, { database }: { database: DatabaseHandle }): Promise<void> {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/register/catalogue',
    {
      config: { act: 'register.catalogue.read' },
      schema: {
        summary: 'Registers and biobanks with their variables: meaning, list, years, completeness, owner, permit',
        querystring: z.object({
          register: z.string().max(60).optional(),
          format: z.enum(['json', 'csv']).default('json'),
        }),
      },
    },
    async ({ query }, reply) => {
      const all = await readCatalogue(database.app);
      const items = all.filter(({ registers }) => query.register === undefined || registers.includes(query.register));
      if (query.format === 'json') return { items, next: null, total: items.length };
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="catalogue.csv"')
        .send(catalogueCsv(items));
    },
  );
}
