import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { catalogueCsv } from './csv.ts';
import { linkSchema } from './entries/model.ts';
import { entryRoutes } from './entries/routes.ts';
import { readEntries } from './entries/store.ts';
import { readCatalogue } from './read-catalogue.ts';

export interface CatalogueRouteDeps {
  database: DatabaseHandle;
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

/** The public catalogue: registers with their variables, and MIABIS's biobanks, collections, studies and networks. */
export async function routes(app: FastifyInstance, { database, scopeOf }: CatalogueRouteDeps): Promise<void> {
  await entryRoutes(app, { database, scopeOf });
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/catalogue/places',
    {
      config: { act: 'register.catalogue.read' },
      schema: {
        summary: 'Catalogue: which entry the register’s words for a biobank and its collection mean',
        querystring: linkSchema.pick({ world: true }),
      },
    },
    async ({ query: { world } }) => {
      const linked = await readEntries(database.app, { linked: true });
      const items = linked.flatMap(({ kind, id, link }) =>
        link?.world === world ? [{ kind, id, biobank: link.biobank, collection: link.collection }] : [],
      );
      return { items, next: null, total: items.length };
    },
  );
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
