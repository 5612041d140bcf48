import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import type { DatabaseHandle } from '../../platform/database/index.ts';
import { readAhead } from '../../platform/read-ahead/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { askReferences, candidateReferences } from './choose-reference.ts';
import { regionCsv } from './export/index.ts';

import type { VariantStore } from './store.ts';
import { callSchema, carriersSchema, regionPageSchema, structuralPageSchema, variantSchema } from './wire.ts';

export interface VariantRouteDeps {
  database: DatabaseHandle;
  variants: VariantStore;
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

/** Rows read at a time for a file. */
const csvRows = 5000;

const name = z.string().min(1).max(100);
const key = z.string().min(1).max(20_000);
const cohort = {
  group: name.optional(),
  dataset: name.optional(),
  samples: z.string().max(1_000_000).optional().describe('Comma-separated sample names or genome ids'),
  filter: z.enum(['pass']).optional(),
};

/** Pieces of a table that are made ahead of the network, each about a third of a megabyte. */
const PIECES_AHEAD = 8;

/** The variant store over HTTP: one variant, its carriers, a region, a frequency table. Every request leaves one audit entry. */
export async function routes(app: FastifyInstance, deps: VariantRouteDeps): Promise<void> {
  const http = app.withTypeProvider<ZodTypeProvider>();
  registerTables(app, deps);
  registerCalls(app, deps);
  http.get(
    '/api/variants/:reference/:key',
    {
      config: { act: 'variants.counts.read' },
      schema: {
        summary: 'Counts of one variant in every group; several when an identifier names several alleles',
        params: z.object({ reference: name, key }),
        response: { 200: variantSchema.extend({ others: z.array(variantSchema) }) },
      },
    },
    async (request) => {
      const { reference, key: variant } = request.params;
      const scope = await deps.scopeOf(request);
      const [first, ...others] = await deps.variants.show(scope, { reference, variant });
      await recordAccess(deps.database.app, scope, { action: 'variants.show', object: `${reference}:${variant}` });
      return { ...first!, others };
    },
  );
  http.get(
    '/api/variants/:reference/:key/carriers',
    {
      config: { act: 'variants.carriers.read' },
      schema: {
        summary: 'Genomes that carry a variant; needs a scope that allows it',
        params: z.object({ reference: name, key }),
        response: { 200: z.object({ items: z.array(carriersSchema) }) },
      },
    },
    async (request) => {
      const { reference, key: variant } = request.params;
      const scope = await deps.scopeOf(request);
      const items = await deps.variants.carriers(scope, { reference, variant });
      await recordAccess(deps.database.app, scope, { action: 'variants.carriers', object: `${reference}:${variant}` });
      return { items };
    },
  );
}

function registerTables(app: FastifyInstance, { database, variants, scopeOf }: VariantRouteDeps): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/variants/region',
    {
      config: { act: 'variants.counts.read' },
      schema: {
        summary: 'A page of the alleles of a region with counts',
        querystring: z.object({
          reference: name.optional(),
          region: name,
          limit: z.coerce.number().int().min(1).max(10_000).default(100),
          after: z.string().max(40_000).optional(),
          ...cohort,
        }),
        response: { 200: regionPageSchema },
      },
    },
    async (request) => {
      const { reference, samples, ...query } = request.query;
      const scope = await scopeOf(request);
      const references = await candidateReferences(database.app, { reference, dataset: query.dataset });
      const page = await askReferences(
        references,
        (one) => variants.region(scope, { ...query, reference: one, samples: listOf(samples) }),
        (answer) => answer.total > 0,
      );
      await recordAccess(database.app, scope, {
        action: 'variants.region',
        object: `${page.reference}:${query.region}`,
      });
      return page;
    },
  );
  http.get(
    '/api/variants/region.csv',
    {
      config: { act: 'variants.counts.read' },
      schema: {
        summary: 'All alleles of a region with counts, as CSV under the same disclosure rule',
        querystring: z.object({
          reference: name.optional(),
          region: name,
          dataset: name.optional(),
          group: name.optional(),
          filter: z.enum(['pass']).optional(),
        }),
      },
    },
    async (request, reply) => {
      const { reference, ...query } = request.query;
      const scope = await scopeOf(request);
      const first = await askReferences(
        await candidateReferences(database.app, { reference, dataset: query.dataset }),
        (one) => variants.region(scope, { ...query, reference: one, limit: csvRows }),
        (answer) => answer.total > 0,
      );
      const object = `${first.reference}:${query.region}`;
      await recordAccess(database.app, scope, { action: 'variants.region.export', object });
      const read = (after: string) =>
        variants.region(scope, { ...query, reference: first.reference, limit: csvRows, after });
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="idun-${query.region.replaceAll(/[^\w-]+/g, '-')}.csv"`)
        .send(Readable.from(regionCsv(first, read), { objectMode: false }));
    },
  );
  http.get(
    '/api/variants/frequencies',
    {
      config: { act: 'variants.counts.read' },
      schema: {
        summary: 'The frequency table as text/tab-separated-values: chrom pos ref alt ac an hom hemi missing af',
        querystring: z.object({ reference: name.optional(), region: name.optional(), ...cohort }),
      },
    },
    async (request, reply) => {
      const { reference, samples, ...query } = request.query;
      const scope = await scopeOf(request);
      const [chosen] = await candidateReferences(database.app, { reference, dataset: query.dataset });
      const table = readAhead(
        variants.frequencies(scope, { ...query, reference: chosen!, samples: listOf(samples) }),
        PIECES_AHEAD,
      );
      // The first piece is made before the status is sent, so that a refusal is still a refusal; the next while the entry is written.
      const first = await table.next();
      try {
        await recordAccess(database.app, scope, {
          action: 'variants.frequencies',
          object: chosen!,
          detail: { ...query, cohort: samples !== undefined },
        });
      } catch (error) {
        await table.return(undefined);
        throw error;
      }
      return reply
        .type('text/tab-separated-values; charset=utf-8')
        .send(Readable.from(resume(first, table), { objectMode: false }));
    },
  );
}

function registerCalls(app: FastifyInstance, { database, variants, scopeOf }: VariantRouteDeps): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/genomes/:id/calls',
    {
      config: { act: 'genomes.calls.read' },
      schema: {
        summary: 'Calls of one genome that overlap a region; needs a scope that allows it',
        params: z.object({ id: name }),
        querystring: z.object({ region: name, limit: z.coerce.number().int().min(1).max(10_000).default(1000) }),
        response: {
          200: z.object({
            genome: z.string(),
            reference: z.string(),
            detailed: z.boolean().describe('Whether the file had more than genotypes'),
            more: z.boolean(),
            items: z.array(callSchema),
          }),
        },
      },
    },
    async (request) => {
      const { region, limit } = request.query;
      const scope = await scopeOf(request);
      const { genome, reference, detailed, records } = await variants.calls(scope, {
        genome: request.params.id,
        region,
      });
      await recordAccess(database.app, scope, { action: 'genomes.calls', object: genome, detail: { region } });
      const items: z.infer<typeof callSchema>[] = [];
      let more = false;
      for await (const record of records) {
        more = items.length >= limit;
        if (more) break;
        items.push(record);
      }
      return { genome, reference, detailed, more, items };
    },
  );
  http.get(
    '/api/variants/structural',
    {
      config: { act: 'variants.counts.read' },
      schema: {
        summary: 'A page of the structural alleles that overlap a region',
        querystring: z.object({
          reference: name.optional(),
          region: name,
          dataset: name.optional(),
          limit: z.coerce.number().int().min(1).max(10_000).default(100),
          after: z.string().max(40_000).optional(),
        }),
        response: { 200: structuralPageSchema },
      },
    },
    async (request) => {
      const { reference, ...query } = request.query;
      const scope = await scopeOf(request);
      const references = await candidateReferences(database.app, { reference, dataset: query.dataset });
      const page = await askReferences(
        references,
        (one) => variants.structural(scope, { ...query, reference: one }),
        (answer) => answer.total > 0,
      );
      await recordAccess(database.app, scope, {
        action: 'variants.structural',
        object: `${page.reference}:${query.region}`,
      });
      return page;
    },
  );
}

async function* resume(first: IteratorResult<Buffer>, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (first.done) return;
    yield first.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

function listOf(samples: string | undefined): string[] | undefined {
  return samples
    ?.split(',')
    .map((sample) => sample.trim())
    .filter((sample) => sample !== '');
}
