import { queryOptions } from '@tanstack/react-query';
import { apiPath, getJson } from '../api/client.ts';
import type { Condition } from './bench/scan-codes.ts';
import type { SpecimenState } from './biobank-api.ts';

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

/** What a bench says of a tube as it is scanned in a delivery. */
export interface TubeFacts {
  condition?: Condition;
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
