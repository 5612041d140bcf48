import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiPath, getJson } from '../api/client.ts';
import { type ListPage, type ListRequest, listPath } from '../api/list-queries.ts';

export type SpecimenState =
  | 'held'
  | 'available'
  | 'reserved'
  | 'picked'
  | 'shipped'
  | 'delivered'
  | 'depleted'
  | 'disposed'
  | 'lost';

export type Unit = 'ul' | 'mg' | 'piece' | 'cells';

export interface Bank {
  id: string;
  name: string;
  organisation: string;
  demo: boolean;
}

/** A tube, block, slide or card as lists show it. */
export interface Specimen {
  id: string;
  biobank: string;
  collection: string | null;
  barcode: string;
  requisition: string | null;
  block: string | null;
  lineage: 'new' | 'aliquot' | 'derived' | 'pooled';
  pooled: boolean;
  type: string;
  container: string | null;
  unit: Unit;
  initialAmount: number;
  amount: number;
  given: number;
  concentration: number | null;
  thaws: number;
  sprecVersion: string | null;
  sprec: string | null;
  collectedAt: string | null;
  receivedAt: string | null;
  condition: string | null;
  temperature: string | null;
  state: SpecimenState;
  changedAt: string;
  donors: string[];
}

/** A specimen of a derivation tree. */
export interface TreeNode {
  id: string;
  barcode: string;
  type: string;
  amount: number;
  unit: Unit;
  state: SpecimenState;
  lineage: string;
  parents: string[];
}

/** An event of the chain of custody. */
export interface Custody {
  seq: number;
  act: string;
  happenedAt: string;
  recordedAt: string;
  recordedBy: string;
  fromState: string | null;
  toState: string;
  amountChange: number;
  thawsChange: number;
  other: string | null;
  facts: Record<string, unknown>;
  digest: string;
  entry: string;
}

/** A look-up of a donor's choices. */
export interface ConsentProof {
  stage: string;
  object: string;
  askedAt: string;
  askedBy: string;
  scopes: string[];
  form: string | null;
  maskEpoch: number;
  open: boolean;
  because: string;
}

export interface Result {
  run: string;
  kind: string;
  method: string;
  performedAt: string;
  measure: string;
  value: number | null;
  text: string | null;
  unit: string;
}

export interface SpecimenDetail extends Specimen {
  codes: { namespace: string; code: string }[];
  tree: TreeNode[];
  custody: Custody[];
  consent: ConsentProof[];
  results: Result[];
}

export const banksQuery = queryOptions({
  queryKey: ['biobank', 'banks'],
  queryFn: async ({ signal }) => (await getJson<{ items: Bank[] }>(apiPath('/biobank/biobanks'), signal)).items,
  staleTime: 300_000,
});

const pageRows = 500;

const facets = ['biobank', 'collection', 'type', 'state', 'container', 'lineage', 'condition'];

/** Specimens under filters; the counts of the values come with the first page. */
export function specimenPages(request: ListRequest) {
  return infiniteQueryOptions({
    queryKey: ['biobank', 'specimens', request],
    queryFn: ({ pageParam, signal }) =>
      getJson<ListPage<Specimen>>(
        listPath('/biobank/specimens', {
          ...request,
          limit: pageRows,
          ...(pageParam === '' ? { facets: facets.join(',') } : { after: pageParam }),
        }),
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last: ListPage<Specimen>) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** How many specimens there are by type and state, without their rows. */
export const stockQuery = queryOptions({
  queryKey: ['biobank', 'stock'],
  queryFn: ({ signal }) =>
    getJson<ListPage<Specimen>>(listPath('/biobank/specimens', { limit: 1, facets: 'type,state' }), signal),
});

export function specimenQuery(code: string) {
  return queryOptions({
    queryKey: ['biobank', 'specimen', code],
    queryFn: ({ signal }) => getJson<SpecimenDetail>(apiPath(`/biobank/specimens/${encodeURIComponent(code)}`), signal),
  });
}
