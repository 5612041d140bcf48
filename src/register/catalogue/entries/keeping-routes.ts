import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { contactFields, formOf, formParts } from '../../../formats/miabis/index.ts';
import { readDraft, readKept, tryRecord } from './draft.ts';
import { entryId, pageKinds } from './model.ts';
import type { EntryRouteDeps } from './routes.ts';

const keep = { act: 'register.catalogue.keep' } as const;
const kinds = Object.values(pageKinds);

/** What custodians need to write their entries: the form as data, what they keep, an entry as it is changed, and a check of it. */
export async function keepingRoutes(app: FastifyInstance, { database, scopeOf }: EntryRouteDeps): Promise<void> {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/catalogue/forms',
    {
      config: { act: 'register.catalogue.read' },
      schema: { summary: 'Catalogue: the fields of each kind of entry, with their lists' },
    },
    async () => ({
      parts: formParts,
      contact: contactFields,
      kinds: Object.fromEntries(kinds.map((kind) => [kind, formOf(kind)])),
    }),
  );
  http.get(
    '/api/catalogue/kept',
    { config: keep, schema: { summary: 'Catalogue: the entries that one’s organisation keeps' } },
    async (request) => {
      const items = await readKept(database.app, await scopeOf(request));
      return { items, total: items.length, next: null };
    },
  );
  http.post(
    '/api/catalogue/check',
    {
      config: keep,
      schema: {
        summary:
          'Catalogue: what is wrong with an entry, field by field, and what MIABIS still asks for; nothing is kept',
        body: z.object({ kind: z.enum(kinds), record: z.record(z.string().max(60), z.unknown()) }),
      },
    },
    async ({ body }) => tryRecord(body.kind, body.record),
  );
  for (const [path, kind] of Object.entries(pageKinds)) {
    http.get(
      `/api/catalogue/${path}/:id/draft`,
      { config: keep, schema: { summary: `Catalogue: a ${kind} as its custodian changes it`, params: entryId } },
      async (request) => await readDraft(database.app, await scopeOf(request), kind, request.params.id),
    );
  }
}
