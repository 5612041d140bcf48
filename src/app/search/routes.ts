import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readRegionText } from '../../genomes/variants/index.ts';
import { genesInRegion } from '../../knowledge/transcripts/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import type { Act, Scope } from '../../trust/scope/index.ts';
import type { App } from '../compose.ts';
import { type Found, foundSchema } from './found.ts';
import { findGeneRegions, findRegions, findVariants } from './genetic.ts';
import { findCases, findDatasets, findGenomes, findOwnCohorts, findProjects, findSubmissions } from './records.ts';

interface SearchDeps extends App {
  scopeOf(request: FastifyRequest): Promise<Scope>;
  scopeFor(request: FastifyRequest, act: Act): Promise<Scope | null>;
}

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
        summary: 'Finds variants, genes, regions, cases, genomes, submissions, cohorts, projects and data sets',
        querystring: z.object({ q: z.string().max(500) }),
        response: { 200: z.object({ items: z.array(foundSchema) }) },
      },
    },
    async (request) => {
      const scope = await deps.scopeOf(request);
      const text = request.query.q.trim();
      const items = text === '' ? [] : await search(deps, request, scope, text);
      await recordAccess(deps.database.app, scope, {
        action: 'search',
        object: 'all',
        detail: { found: items.length },
        subjects: subjectsOf(items),
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

/** Whose genomes and cases an answer names: their logs tell of it. */
function subjectsOf(items: readonly Found[]): string[] {
  return items.flatMap(({ href }) => /\b(?:per|gen)_\w+/.exec(href)?.[0] ?? []);
}

/** Each kind with a scope of its own act: what the role may not read is not searched. */
async function search(deps: SearchDeps, request: FastifyRequest, scope: Scope, text: string): Promise<Found[]> {
  const db = deps.database.app;
  const within = async (act: Act, find: (reader: Scope) => Promise<Found[]>): Promise<Found[]> => {
    const reader = await deps.scopeFor(request, act);
    return reader === null ? [] : await find(reader);
  };
  return [
    ...(await findVariants({ db, variants: deps.variants }, scope, text)),
    ...(await findGeneRegions(db, text)),
    ...(await findRegions(db, text)),
    ...(await within('people.find', (reader) => findCases(db, reader, text))),
    ...(await within('genomes.metadata.read', (reader) => findGenomes(db, reader, text))),
    ...(await within('genomes.submissions.read', (reader) => findSubmissions(db, reader, text))),
    ...(await within('cohorts.use', (reader) => findOwnCohorts(db, reader, text))),
    ...(await within('organisations.read', () => findProjects(db, text))),
    ...(await within('datasets.read', (reader) => findDatasets(db, reader, text))),
  ];
}
