import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { FhirResource } from '../../../formats/fhir/index.ts';
import { kinds } from '../../../formats/miabis/index.ts';
import { systemClock } from '../../../platform/clock/index.ts';
import type { DatabaseHandle } from '../../../platform/database/index.ts';
import type { DemoChoice } from '../../../platform/lists/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import { readFacts } from '../counting/facts-store.ts';
import { errors } from '../errors.ts';
import { exportFhir, exportTables } from './export-entries.ts';
import { importEntries } from './import-entries.ts';
import { addEntry, changeEntry, removeEntry } from './keep-entry.ts';
import { keepingRoutes } from './keeping-routes.ts';
import { listEntries } from './list-entries.ts';
import { entryId, linkSchema, type PageKind, pageKinds, patchSchema } from './model.ts';
import { requireEntry, showEntry } from './show-entry.ts';
import { readVersions } from './store.ts';
import { importBody, listQuery, worldQuery } from './wire.ts';

export interface EntryRouteDeps {
  database: DatabaseHandle;
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

const read = { act: 'register.catalogue.read' } as const;
const keep = { act: 'register.catalogue.keep' } as const;
/** What one import may bring over the web. */
const mostBytes = 64 * 2 ** 20;
const isDemo = (choice: DemoChoice | undefined): boolean | undefined =>
  choice === undefined ? undefined : choice === 'only';
const words: Record<PageKind, string> = {
  biobank: 'biobank',
  collection: 'collection',
  study: 'study (research resource)',
  network: 'network',
};

/** The catalogue of biobanks, collections, studies and networks: public to read, written by whoever keeps an entry. */
export async function entryRoutes(app: FastifyInstance, { database, scopeOf }: EntryRouteDeps): Promise<void> {
  const http = app.withTypeProvider<ZodTypeProvider>();
  const db = database.app;
  const deps = { database, clock: systemClock };
  for (const [path, kind] of Object.entries(pageKinds)) {
    http.get(
      `/api/catalogue/${path}`,
      { config: read, schema: { summary: `Catalogue: list of ${path}`, querystring: listQuery } },
      async ({ query: { sort, limit, after, facets, ...filter } }) =>
        await listEntries(db, kind, filter, { sort, limit, after, facets }),
    );
    http.get(
      `/api/catalogue/${path}/:id`,
      { config: read, schema: { summary: `Catalogue: one ${words[kind]}`, params: entryId } },
      async ({ params }) => await showEntry(db, kind, params.id),
    );
    http.get(
      `/api/catalogue/${path}/:id/versions`,
      { config: keep, schema: { summary: `Catalogue: versions of a ${words[kind]}`, params: entryId } },
      async ({ params }) => ({ items: await readVersions(db, (await requireEntry(db, kind, params.id)).entryNo) }),
    );
    http.patch(
      `/api/catalogue/${path}/:id`,
      {
        config: keep,
        schema: { summary: `Catalogue: writes over fields of a ${words[kind]}`, params: entryId, body: patchSchema },
      },
      async (request) => {
        await changeEntry(deps, await scopeOf(request), { kind, id: request.params.id }, request.body);
        return await showEntry(db, kind, request.params.id);
      },
    );
    http.delete(
      `/api/catalogue/${path}/:id`,
      {
        config: keep,
        schema: {
          summary: `Catalogue: takes a ${words[kind]} out, with a reason`,
          params: entryId,
          body: z.object({ reason: z.string().trim().min(3).max(500) }),
        },
      },
      async (request, reply) => {
        await removeEntry(deps, await scopeOf(request), { kind, id: request.params.id }, request.body.reason);
        return reply.code(204).send();
      },
    );
  }
  http.get(
    '/api/catalogue/collections/:id/facts',
    { config: read, schema: { summary: 'Catalogue: fact table of a collection, protected', params: entryId } },
    async ({ params }) => {
      const { entryNo, counted } = await requireEntry(db, 'collection', params.id);
      const items = await readFacts(db, entryNo);
      return {
        items,
        total: items.length,
        next: null,
        asOf: counted?.asOf ?? null,
        roundedTo: counted?.roundedTo ?? null,
      };
    },
  );
  http.post(
    '/api/catalogue/entries',
    {
      config: keep,
      schema: {
        summary: 'Catalogue: makes an entry that one’s organisation keeps',
        body: z.object({
          kind: z.enum(kinds),
          record: z.record(z.string(), z.unknown()),
          link: linkSchema.nullable().optional(),
        }),
      },
    },
    async (request, reply) => {
      const { kind, id } = await addEntry(deps, await scopeOf(request), request.body);
      return reply.code(201).send({ kind, id });
    },
  );
  exchange(app, { database, scopeOf });
  await keepingRoutes(app, { database, scopeOf });
}

function exchange(app: FastifyInstance, { database, scopeOf }: EntryRouteDeps): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  const deps = { database, clock: systemClock };
  http.get(
    '/api/catalogue/fhir',
    {
      config: read,
      schema: { summary: 'Catalogue: all as a FHIR R4 bundle (MIABIS on FHIR)', querystring: worldQuery },
    },
    async ({ query }, reply) =>
      reply
        .type('application/fhir+json; charset=utf-8')
        .send(await exportFhir(database.app, { demo: isDemo(query.demo) })),
  );
  http.get(
    '/api/catalogue/tables/:format',
    {
      config: read,
      schema: {
        summary: 'Catalogue: names of the tables of a format, and what it has no words for',
        params: z.object({ format: z.enum(['core', 'directory']) }),
        querystring: worldQuery,
      },
    },
    async ({ params, query }) => {
      const { tables, losses } = await exportTables(database.app, params.format, { demo: isDemo(query.demo) });
      return { tables: Object.keys(tables), losses };
    },
  );
  http.get(
    '/api/catalogue/tables/:format/:table',
    {
      config: read,
      schema: {
        summary: 'Catalogue: a table as CSV, of MIABIS Core 3 or of the Directory',
        params: z.object({ format: z.enum(['core', 'directory']), table: z.string().max(60) }),
        querystring: worldQuery,
      },
    },
    async ({ params: { format, table }, query }, reply) => {
      const { tables } = await exportTables(database.app, format, { demo: isDemo(query.demo) });
      const name = table.replace(/\.csv$/, '');
      const text = tables[name];
      if (text === undefined) {
        throw new Problem(errors.format, `There is no table ${JSON.stringify(name)}.`, {
          expected: Object.keys(tables).join(', '),
        });
      }
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${name}.csv"`)
        .send(text);
    },
  );
  http.post(
    '/api/catalogue/import',
    {
      config: { act: 'register.catalogue.import' },
      bodyLimit: mostBytes,
      schema: {
        summary: 'Catalogue: imports tables of the Directory, MIABIS Core 3 or MIABIS 2, or FHIR; all or nothing',
        body: importBody,
      },
    },
    async (request) => {
      const { format, source, tables = [], bundle, dryRun } = request.body;
      const given = bundle?.entry?.flatMap(({ resource }) =>
        resource === undefined ? [] : [resource as FhirResource],
      );
      // Who only tries is told of every fault; nothing could have happened.
      const asFound = (error: unknown): object => {
        if (!dryRun || !(error instanceof Problem) || error.code !== errors.refused.code) throw error;
        const { faults, leftOut } = error.extra as { faults: object[]; leftOut: string[] };
        return { refused: error.detail, source, dryRun, faults, leftOut };
      };
      const scope = await scopeOf(request);
      return await importEntries(deps, scope, {
        ...{ format, source, dryRun, resources: given ?? [] },
        tables: Object.fromEntries(tables.map(({ name, text }) => [name.replace(/\.\w+$/, ''), text])),
      }).catch(asFound);
    },
  );
}
