import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  AlleleCarriers,
  CallsAnswer,
  Dataset,
  Gene,
  Genome,
  Overview,
  Page,
  Reference,
  RegionAnswer,
  SearchHit,
  StructuralAllele,
  Submission,
  SubmissionSummary,
  VariantAnswer,
} from './answers.ts';
import { apiPath, getJson } from './client.ts';

/** How often a page with running work asks again, and one without, in milliseconds; every answer is in the access log. */
const whileRunning = 2000;
const whileIdle = 60_000;

/** A state in which a submission still moves by itself. */
export function isRunning(state: string): boolean {
  return state === 'received' || state === 'validating';
}

/** A list answer, whether the server wrapped it in a page or not. */
export function itemsOf<T>(answer: Page<T> | T[] | undefined): T[] {
  if (!answer) return [];
  return Array.isArray(answer) ? answer : answer.items;
}

export { sessionQuery } from '../session/session.ts';

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => getJson<Overview>(apiPath('/overview'), signal),
  refetchInterval: (query) => (query.state.data && query.state.data.jobs.length > 0 ? whileRunning : whileIdle),
});

export const referencesQuery = queryOptions({
  queryKey: ['references'],
  queryFn: async ({ signal }) => itemsOf(await getJson<Page<Reference> | Reference[]>(apiPath('/references'), signal)),
  staleTime: 30_000,
});

export function referenceQuery(name: string) {
  return queryOptions({
    queryKey: ['references', name],
    queryFn: ({ signal }) => getJson<Reference>(apiPath(`/references/${encodeURIComponent(name)}`), signal),
    staleTime: 30_000,
  });
}

export const datasetsQuery = queryOptions({
  queryKey: ['datasets'],
  queryFn: async ({ signal }) =>
    itemsOf(await getJson<Page<Dataset> | Dataset[]>(apiPath('/datasets', { limit: 200 }), signal)),
  staleTime: 15_000,
});

/** Filters, order and place of a list, all of which stand in the page's address. */
export interface ListQuery {
  sort?: string | undefined;
  limit?: number | undefined;
  after?: string | undefined;
  [filter: string]: string | number | boolean | undefined;
}

export function submissionsQuery(query: ListQuery) {
  return queryOptions({
    queryKey: ['submissions', query],
    queryFn: ({ signal }) => getJson<Page<SubmissionSummary>>(apiPath('/submissions', query), signal),
    placeholderData: keepPreviousData,
    refetchInterval: (state) =>
      state.state.data?.items.some((row) => isRunning(row.state)) ? whileRunning : whileIdle,
  });
}

export function submissionQuery(id: string) {
  return queryOptions({
    queryKey: ['submission', id],
    queryFn: ({ signal }) => getJson<Submission>(apiPath(`/submissions/${encodeURIComponent(id)}`), signal),
    refetchInterval: (query) => (query.state.data && isRunning(query.state.data.state) ? whileRunning : false),
  });
}

export function genomesQuery(query: ListQuery) {
  return queryOptions({
    queryKey: ['genomes', query],
    queryFn: ({ signal }) => getJson<Page<Genome>>(apiPath('/genomes', query), signal),
    placeholderData: keepPreviousData,
  });
}

export function genomeQuery(id: string) {
  return queryOptions({
    queryKey: ['genome', id],
    queryFn: ({ signal }) => getJson<Genome>(apiPath(`/genomes/${encodeURIComponent(id)}`), signal),
  });
}

export function callsQuery(id: string, region: string) {
  return queryOptions({
    queryKey: ['genome', id, 'calls', region],
    queryFn: ({ signal }) =>
      getJson<CallsAnswer>(apiPath(`/genomes/${encodeURIComponent(id)}/calls`, { region }), signal),
    enabled: region !== '',
  });
}

function variantPath(reference: string, key: string): string {
  return `/variants/${encodeURIComponent(reference)}/${encodeURIComponent(key)}`;
}

export function variantQuery(reference: string, key: string) {
  return queryOptions({
    queryKey: ['variant', reference, key],
    queryFn: ({ signal }) => getJson<VariantAnswer>(apiPath(variantPath(reference, key)), signal),
  });
}

export function carriersQuery(reference: string, key: string) {
  return queryOptions({
    queryKey: ['variant', reference, key, 'carriers'],
    queryFn: async ({ signal }) =>
      itemsOf(
        await getJson<Page<AlleleCarriers> | AlleleCarriers[]>(
          apiPath(`${variantPath(reference, key)}/carriers`),
          signal,
        ),
      ),
  });
}

/** Rows asked for at a time in a region; the table asks on until the region is whole. */
export const regionPage = 5000;

export function regionQuery(reference: string, region: string, dataset?: string) {
  return infiniteQueryOptions({
    queryKey: ['region', reference, region, dataset],
    queryFn: ({ pageParam, signal }) =>
      getJson<RegionAnswer>(
        apiPath('/variants/region', { reference, region, dataset, limit: regionPage, after: pageParam }),
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last: RegionAnswer) => last.next ?? undefined,
  });
}

export function searchQuery(q: string) {
  return queryOptions({
    queryKey: ['search', q],
    queryFn: async ({ signal }) =>
      itemsOf(await getJson<Page<SearchHit> | SearchHit[]>(apiPath('/search', { q }), signal)),
    enabled: q.trim() !== '',
    placeholderData: keepPreviousData,
  });
}

/** Genes that overlap a region; none while no transcripts are loaded for the reference. */
export function genesQuery(reference: string, region: string) {
  return queryOptions({
    queryKey: ['genes', reference, region],
    queryFn: async ({ signal }) =>
      itemsOf(await getJson<Page<Gene> | Gene[]>(apiPath('/genes', { reference, region }), signal)),
    enabled: region !== '',
    staleTime: 300_000,
  });
}

/** Structural alleles that overlap a region: deletions, duplications, breakends and the like, and spanning deletions. */
export function structuralQuery(reference: string, region: string, dataset?: string) {
  return queryOptions({
    queryKey: ['structural', reference, region, dataset],
    queryFn: ({ signal }) =>
      getJson<Page<StructuralAllele>>(
        apiPath('/variants/structural', { reference, region, dataset, limit: 1000 }),
        signal,
      ),
    enabled: region !== '',
  });
}
