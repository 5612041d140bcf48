import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { z } from 'zod';

import { askReferences, candidateReferences, readRegionText, readVariantText } from '../genomes/variants/index.ts';
import { findGenes, genesInRegion } from '../knowledge/transcripts/index.ts';
import { Problem } from '../platform/problem/index.ts';
import { recordAccess } from '../trust/audit/index.ts';
import type { Scope } from '../trust/scope/index.ts';
import type { App } from './compose.ts';

interface SearchDeps extends App {
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

const foundSchema = z.object({
  kind: z.enum(['variant', 'gene', 'region', 'genome', 'submission', 'dataset']),
  label: z.string(),
  detail: z.string().optional(),
  href: z.string(),
});
type Found = z.infer<typeof foundSchema>;

const geneSchema = z.object({
  reference: z.string(),
  id: z.string(),
  symbol: z.string(),
  contig: z.string(),
  start: z.number().describe('0-based'),
  end: z.number().describe('exclusive'),
  strand: z.string(),
  biotype: z.string(),
});

/** One search for everything (`/api/search`), and genes of a region for the tracks (`/api/genes`). */
export async function searchRoutes(app: FastifyInstance, deps: SearchDeps): Promise<void> {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/search',
    {
      config: { act: 'search.use' },
      schema: {
        querystring: z.object({ q: z.string().max(500) }),
        response: { 200: z.object({ items: z.array(foundSchema) }) },
      },
    },
    async (request) => {
      const scope = await deps.scopeOf(request);
      const text = request.query.q.trim();
      const items = text === '' ? [] : await search(deps, scope, text);
      await recordAccess(deps.database.app, scope, {
        action: 'search',
        object: 'all',
        detail: { found: items.length },
      });
      return { items };
    },
  );
  http.get(
    '/api/genes',
    {
      config: { act: 'references.read' },
      schema: {
        querystring: z.object({ reference: z.string().max(100), region: z.string().max(200) }),
        response: { 200: z.object({ items: z.array(geneSchema.extend({ transcripts: z.unknown() })) }) },
      },
    },
    async (request) => {
      const { contig, start, end } = readRegionText(request.query.region);
      const region = { contig, start, end: end ?? 2 ** 31 - 1 };
      return { items: await genesInRegion(deps.database.app, request.query.reference, region) };
    },
  );
}

async function search(deps: SearchDeps, scope: Scope, text: string): Promise<Found[]> {
  const found = [
    ...(await variantsNamed(deps, scope, text)),
    ...(await regionsNamed(deps, text)),
    ...(await genesNamed(deps, text)),
    ...(scope.allows.has('metadata') ? await recordsNamed(deps, text) : []),
  ];
  return found.slice(0, 50);
}

async function variantsNamed({ database, variants }: SearchDeps, scope: Scope, text: string): Promise<Found[]> {
  try {
    readVariantText(text);
    const references = await candidateReferences(database.app, {});
    const answers = await askReferences(
      references,
      (reference) => variants.show(scope, { reference, variant: text }),
      (list) => list.some((one) => one.seen),
    );
    return answers.map(({ variant: { reference, chrom, pos, ref, alt }, ids }): Found => {
      const key = `${chrom}-${pos}-${ref}-${alt}`;
      const label = key.length > 60 ? `${key.slice(0, 60)}…` : key;
      return {
        kind: 'variant',
        label,
        detail: [reference, ...ids].join(' '),
        href: `/variants/${encodeURIComponent(reference)}/${encodeURIComponent(key)}`,
      };
    });
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return [];
    throw error;
  }
}

async function regionsNamed({ database }: SearchDeps, text: string): Promise<Found[]> {
  const match = /^(?<contig>[^\s:]+):[\d,]+(?:-[\d,]+)?$/.exec(text);
  if (!match) return [];
  const { rows } = await sql<{ name: string }>`
    select r.name from genomes.refs r join genomes.contigs c using (reference_no)
    where lower(c.name) = lower(${match.groups!['contig']!}) or ${match.groups!['contig']!} = any (c.aliases) order by r.demo, r.reference_no limit 5`.execute(
    database.app,
  );
  return rows.map(({ name }) => ({
    kind: 'region',
    label: text,
    detail: name,
    href: `/regions/${encodeURIComponent(name)}/${encodeURIComponent(text)}`,
  }));
}

async function genesNamed({ database }: SearchDeps, text: string): Promise<Found[]> {
  const genes = await findGenes(database.app, text, { limit: 10 });
  return genes.map((gene) => {
    const region = `${gene.contig}:${gene.start + 1}-${gene.end}`;
    return {
      kind: 'gene',
      label: gene.symbol,
      detail: `${gene.reference} ${region}`,
      href: `/regions/${encodeURIComponent(gene.reference)}/${encodeURIComponent(region)}`,
    };
  });
}

async function recordsNamed({ database }: SearchDeps, text: string): Promise<Found[]> {
  const like = `${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await sql<{ kind: 'genome' | 'submission' | 'dataset'; label: string; detail: string; id: string }>`
    (select 'genome' as kind, coalesce(g.sample_name, g.id) as label, d.name as detail, g.id from genomes.genomes g join genomes.datasets d using (dataset_no)
      where g.state <> 'erased' and (g.id = ${text} or g.sample_name ilike ${like}) order by g.sample_name limit 10)
    union all (select 'submission', s.id, d.name || ', ' || s.state, s.id from genomes.submissions s join genomes.datasets d using (dataset_no) where s.id = ${text} limit 5)
    union all (select 'dataset', name, source, name from genomes.datasets where name ilike ${like} order by name limit 10)`.execute(
    database.app,
  );
  const pages = { genome: 'genomes', submission: 'submissions', dataset: 'datasets' } as const;
  return rows.map(({ kind, label, detail, id }) => ({
    kind,
    label,
    detail,
    href: `/${pages[kind]}/${encodeURIComponent(id)}`,
  }));
}
