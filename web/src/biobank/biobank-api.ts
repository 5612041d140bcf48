import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiPath, getJson } from '../api/client.ts';
import { type ListPage, type ListRequest, listPath } from '../api/list-queries.ts';
import type { Condition } from './bench/scan-codes.ts';

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

export interface Order {
  id: string;
  requisition: string;
  collection: string;
  kit: string | null;
  visit: string | null;
  sender: string | null;
  collectedAt: string | null;
  expectedOn: string | null;
  state: 'open' | 'complete' | 'closed';
  orderedAt: string;
  lines: {
    line: number;
    type: string;
    container: string | null;
    amount: number | null;
    barcode: string | null;
    specimen: string | null;
  }[];
}

export interface Discrepancy {
  id: string;
  reception: string;
  kind: string;
  code: string | null;
  place: string | null;
  requisition: string | null;
  specimen: string | null;
  foundAt: string;
  decision: string | null;
  decidedAt: string | null;
  decidedBy: string | null;
  note: string | null;
}

export interface Reception {
  id: string;
  biobank: string;
  sender: string | null;
  temperature: string | null;
  note: string | null;
  arrivedAt: string;
  closedAt: string | null;
  received: number;
  undecided: number;
}

export interface ReceptionDetail extends Reception {
  scans: {
    code: string;
    place: string | null;
    scannedAt: string;
    times: number;
    specimen: string | null;
    requisition: string | null;
    type: string | null;
    state: SpecimenState | null;
    discrepancies: { id: string; kind: string; decision: string | null }[];
  }[];
  orders: Order[];
}

/** What a scan in a delivery came to. */
export interface Scanned {
  code: string;
  outcome: 'received' | 'held' | 'again' | 'order' | 'discrepancy';
  specimen: string | null;
  requisition: string | null;
  discrepancies: { id: string; kind: string }[];
}

export interface Tube {
  specimen: string;
  barcode: string;
  type: string;
  amount: number;
  unit: Unit;
  state: string;
  because: string | null;
  condition: string | null;
}

export interface Reservation {
  id: string;
  biobank: string;
  project: string;
  permit: string | null;
  scopes: string[];
  state: 'open' | 'closed' | 'cancelled';
  madeAt: string;
  madeBy: string;
  expiresOn: string | null;
}

export interface ReservationDetail extends Reservation {
  tubes: Tube[];
  shipments: string[];
}

export interface Refused {
  code: string;
  specimen: string | null;
  because: string;
}

export interface PickList {
  lines: { specimen: string; barcode: string; type: string; position: string | null }[];
  withdrawn: Refused[];
}

export interface Shipment {
  id: string;
  reservation: string;
  project: string;
  biobank: string;
  recipient: string;
  address: string;
  responsible: string;
  phone: string;
  carrier: string | null;
  byAir: boolean;
  temperature: string;
  dryIceKg: number | null;
  state: 'packed' | 'sent' | 'received' | 'unpacked';
  packedAt: string;
  sentAt: string | null;
  receivedAt: string | null;
}

export type ShipmentDetail = Shipment & { tubes: Tube[] };

/** What a bench says of a tube as it is scanned in a delivery. */
export interface TubeFacts {
  condition?: Condition;
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

export const ordersQuery = queryOptions({
  queryKey: ['biobank', 'orders'],
  queryFn: async ({ signal }) => (await getJson<{ items: Order[] }>(apiPath('/biobank/orders'), signal)).items,
});

export function receptionsQuery(open: boolean) {
  return queryOptions({
    queryKey: ['biobank', 'receptions', open],
    queryFn: async ({ signal }) =>
      (await getJson<{ items: Reception[] }>(apiPath('/biobank/receptions', { open: open || undefined }), signal))
        .items,
  });
}

export function receptionQuery(id: string) {
  return queryOptions({
    queryKey: ['biobank', 'reception', id],
    queryFn: ({ signal }) => getJson<ReceptionDetail>(apiPath(`/biobank/receptions/${id}`), signal),
  });
}

export function discrepanciesQuery(request: { reception?: string; undecided?: boolean }) {
  return queryOptions({
    queryKey: ['biobank', 'discrepancies', request],
    queryFn: async ({ signal }) =>
      (await getJson<{ items: Discrepancy[] }>(apiPath('/biobank/discrepancies', request), signal)).items,
  });
}

export const flowQuery = queryOptions({
  queryKey: ['biobank', 'flow'],
  queryFn: async ({ signal }) =>
    (
      await getJson<{ items: { week: string; came: number; made: number; left: number }[] }>(
        apiPath('/biobank/flow'),
        signal,
      )
    ).items,
});

export function reservationsQuery(state?: Reservation['state']) {
  return queryOptions({
    queryKey: ['biobank', 'reservations', state ?? null],
    queryFn: async ({ signal }) =>
      (
        await getJson<{ items: (Reservation & { promised: number })[] }>(
          apiPath('/biobank/reservations', { state }),
          signal,
        )
      ).items,
  });
}

export function reservationQuery(id: string) {
  return queryOptions({
    queryKey: ['biobank', 'reservation', id],
    queryFn: ({ signal }) => getJson<ReservationDetail>(apiPath(`/biobank/reservations/${id}`), signal),
  });
}

export function shipmentsQuery(state?: Shipment['state']) {
  return queryOptions({
    queryKey: ['biobank', 'shipments', state ?? null],
    queryFn: async ({ signal }) =>
      (await getJson<{ items: (Shipment & { tubes: number })[] }>(apiPath('/biobank/shipments', { state }), signal))
        .items,
  });
}

export function shipmentQuery(id: string) {
  return queryOptions({
    queryKey: ['biobank', 'shipment', id],
    queryFn: ({ signal }) => getJson<ShipmentDetail>(apiPath(`/biobank/shipments/${id}`), signal),
  });
}
