import { queryOptions } from '@tanstack/react-query';
import { apiPath, getJson } from '../../api/client.ts';
import type { BothLanguages } from '../../formatting/use-text.ts';
import type { SpecimenState, Unit } from '../biobank-api.ts';
import type { Labels } from './geometry.ts';

/** A site, room, store, level or rack, with how full it is. */
export interface ContainerHead {
  id: string;
  name: string;
  barcode: string | null;
  type: string;
  kind: 'site' | 'room' | 'store' | 'level' | 'rack';
  parent: string | null;
  slot: number | null;
  label: string | null;
  celsius: number | null;
  automated: boolean;
  managed: boolean;
  rows: number | null;
  columns: number | null;
  labels: Labels;
  /** Specimens in it and below it, and how many there is room for; null when nobody knows. */
  occupied: number;
  capacity: number | null;
  containers: number;
}

export interface Store extends ContainerHead {
  temperature: { celsius: number; at: string } | null;
  rule: { low: number | null; high: number | null; minutes: number } | null;
  /** One that is going on. */
  excursion: string | null;
  full: string | null;
}

export interface StoredSpecimen {
  slot: number | null;
  label: string | null;
  specimen: string;
  barcode: string;
  type: string;
  container: string | null;
  state: SpecimenState;
  amount: number;
  unit: Unit;
  requisition: string | null;
  block: string | null;
  collection: string | null;
  thaws: number;
  since: string;
}

export interface ContainerDetail extends ContainerHead {
  path: { id: string; name: string }[];
  takes: string[];
  below: ContainerHead[];
  specimens: StoredSpecimen[];
}

export interface Place {
  container: string;
  path: { id: string; name: string }[];
  slot: number | null;
  label: string | null;
  text: string;
}

export interface Position {
  specimen: string;
  barcode: string;
  state: SpecimenState;
  place: Place | null;
  history: { place: Place; since: string; until: string | null }[];
}

export interface ContainerType {
  code: string;
  name: BothLanguages;
  kind: ContainerHead['kind'];
  /** What it needs of the place it stands in, and what goes into it. */
  footprint: string;
  takes: string[];
  rows: number | null;
  columns: number | null;
  managed: boolean;
  celsius: number | null;
}

export interface RackCheck {
  id: string;
  container: { id: string; name: string; barcode: string | null };
  path: string;
  scannedAt: string;
  scannedBy: string;
  state: 'open' | 'applied' | 'dismissed';
  right: number;
  lines: {
    kind: 'missing' | 'misplaced' | 'unplaced' | 'gone' | 'unknown' | 'unreadable';
    code: string | null;
    specimen: string | null;
    state: string | null;
    found: string | null;
    expected: string | null;
  }[];
  decidedAt: string | null;
  decidedBy: string | null;
  note: string | null;
}

export interface Forecast {
  weeks: number;
  items: {
    store: { id: string; name: string };
    type: string;
    racks: number;
    capacity: number;
    occupied: number;
    free: number;
    cameWeekly: number;
    leftWeekly: number;
    fullOn: string | null;
  }[];
  flow: { store: string; week: string; came: number; left: number }[];
}

export interface Excursion {
  id: string;
  store: { id: string; name: string };
  probe: string;
  from: string;
  until: string | null;
  worst: number;
  low: number | null;
  high: number | null;
  minutes: number;
  specimens: number;
  markedAt: string | null;
  note: string | null;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
}

export interface Temperatures {
  store: { id: string; name: string } | string;
  rule: { low: number | null; high: number | null; minutes: number } | null;
  probes: { probe: string; readings: number; points: { at: string; low: number; high: number; mean: number }[] }[];
  excursions: Excursion[];
}

/** Every site, room and store, parents first; a freezer's alarm is a minute old at most. */
export const storesQuery = queryOptions({
  queryKey: ['biobank', 'storage', 'stores'],
  queryFn: async ({ signal }) => (await getJson<{ items: Store[] }>(apiPath('/biobank/storage'), signal)).items,
  refetchInterval: 60_000,
});

export const typesQuery = queryOptions({
  queryKey: ['biobank', 'storage', 'types'],
  queryFn: async ({ signal }) =>
    (await getJson<{ items: ContainerType[] }>(apiPath('/biobank/storage/container-types'), signal)).items,
  staleTime: 300_000,
});

export function containerQuery(code: string, depth = 1) {
  return queryOptions({
    queryKey: ['biobank', 'storage', 'container', code, depth],
    queryFn: ({ signal }) =>
      getJson<ContainerDetail>(apiPath(`/biobank/storage/containers/${encodeURIComponent(code)}`, { depth }), signal),
  });
}

export function positionQuery(code: string) {
  return queryOptions({
    queryKey: ['biobank', 'storage', 'position', code],
    queryFn: ({ signal }) => getJson<Position>(apiPath('/biobank/storage/positions', { code }), signal),
    retry: false,
  });
}

export const forecastQuery = queryOptions({
  queryKey: ['biobank', 'storage', 'forecast'],
  queryFn: ({ signal }) => getJson<Forecast>(apiPath('/biobank/storage/forecast'), signal),
});

export function temperaturesQuery(store: string, days: number) {
  return queryOptions({
    queryKey: ['biobank', 'storage', 'temperatures', store, days],
    queryFn: ({ signal }) =>
      getJson<Temperatures>(
        apiPath(`/biobank/storage/containers/${store}/temperatures`, {
          from: new Date(Date.now() - days * 86_400_000).toISOString(),
          points: 400,
        }),
        signal,
      ),
  });
}

export const excursionsQuery = queryOptions({
  queryKey: ['biobank', 'storage', 'excursions'],
  queryFn: async ({ signal }) =>
    (await getJson<{ items: Excursion[] }>(apiPath('/biobank/storage/excursions'), signal)).items,
});

export function rackChecksQuery(state?: RackCheck['state']) {
  return queryOptions({
    queryKey: ['biobank', 'storage', 'rack-checks', state ?? null],
    queryFn: async ({ signal }) =>
      (await getJson<{ items: RackCheck[] }>(apiPath('/biobank/storage/rack-checks', { state }), signal)).items,
  });
}
