import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import type { FacetCount } from '../components/table/filter-choices.tsx';
import type { Dataset, Genome, Page, SubmissionSummary } from './answers.ts';
import { getJson } from './client.ts';
import { isRunning } from './queries.ts';

type Value = string | number | boolean | undefined | readonly string[];

/** Filters and order of a list, as the address has them. */
export type ListRequest = Readonly<Record<string, Value>>;

/** A page of a list that counts its values. */
export interface ListPage<T> extends Page<T> {
  /** Rows before the filters. */
  unfiltered?: number;
  facets?: Record<string, FacetCount[]>;
}

/** Rows asked for at a time. */
const pageRows = 500;

/** A path below /api; a parameter of several values is written once for each. */
export function listPath(path: string, request: ListRequest): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(request)) {
    if (value === undefined || value === '') continue;
    if (Array.isArray(value)) for (const one of value) search.append(name, one);
    else search.set(name, String(value));
  }
  const text = search.toString();
  return `/api${path}${text ? `?${text}` : ''}`;
}

// The counts of the values come with the first page only: they are the same for all.
function pages<T>(name: string, request: ListRequest, facets: readonly string[]) {
  return infiniteQueryOptions({
    queryKey: [name, 'list', request],
    queryFn: ({ pageParam, signal }) =>
      getJson<ListPage<T>>(
        listPath(`/${name}`, {
          ...request,
          limit: pageRows,
          ...(pageParam === '' ? { facets: facets.join(',') } : { after: pageParam }),
        }),
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last: ListPage<T>) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function genomePages(request: ListRequest) {
  return pages<Genome>('genomes', request, [
    'dataset',
    'reference',
    'sex',
    'type',
    'assay',
    'source',
    'affected',
    'patientGroup',
    'state',
  ]);
}

export function submissionPages(request: ListRequest) {
  return {
    ...pages<SubmissionSummary>('submissions', request, ['state', 'dataset', 'reference', 'source']),
    refetchInterval: (query: { state: { data?: { pages: ListPage<SubmissionSummary>[] } | undefined } }) =>
      query.state.data?.pages.some((page) => page.items.some((row) => isRunning(row.state))) ? 2000 : 60_000,
  };
}

export function datasetPages(request: ListRequest) {
  return pages<Dataset>('datasets', request, ['source', 'reference', 'patientGroup']);
}
