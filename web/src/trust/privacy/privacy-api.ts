import { queryOptions } from '@tanstack/react-query';
import { apiPath, getFile, getJson, sendJson } from '../../api/client.ts';
import type { BothLanguages } from '../../formatting/use-text.ts';

/** One processing activity of the record: a dataset with what article 30 asks of it. */
export interface RecordItem {
  dataset: { id: string; name: string; demo: boolean };
  source: string | null;
  genomes: number;
  controller: string | null;
  processors: { name: string; agreement: string | null }[];
  purposes: string[];
  legalBasis: string | null;
  subjects: string[];
  categories: string[];
  recipients: string[];
  transfers: string | null;
  retention: string | null;
  agreement: string | null;
  security: string[];
  changedAt: string | null;
  missing: string[];
}

export interface Breach {
  id: string;
  title: string;
  description: string;
  kinds: BreachKind[];
  state: string;
  discoveredAt: string;
  reportBy: string;
  hoursLeft: number;
  overdue: boolean;
  risk: 'none' | 'risk' | 'high' | null;
  assessment: string | null;
  reportedAt: string | null;
  reportReference: string | null;
  notReportableReason: string | null;
  delayReason: string | null;
  peopleToldAt: string | null;
  closedAt: string | null;
  reach: { actor?: string; from: string; to: string; action?: string } | null;
  /** Left out until it is known which entries of the log the breach is about. */
  affected?: number | null;
  acts: string[];
}

export const breachKinds = ['confidentiality', 'integrity', 'availability'] as const;
export type BreachKind = (typeof breachKinds)[number];

export interface BreachHistory {
  at: string;
  act: string;
  by: string;
  from: string | null;
  to: string | null;
  note: string | null;
}

export interface BreachStates {
  states: { state: string; title: BothLanguages; final: boolean }[];
  acts: {
    act: string;
    from: string[];
    to: string | null;
    title: BothLanguages;
    fields: { name: string; required: boolean }[];
  }[];
}

export const recordQuery = queryOptions({
  queryKey: ['gdpr', 'record'],
  queryFn: async ({ signal }) => (await getJson<{ items: RecordItem[] }>(apiPath('/gdpr/record'), signal)).items,
});

export const breachesQuery = queryOptions({
  queryKey: ['gdpr', 'breaches'],
  queryFn: async ({ signal }) => (await getJson<{ items: Breach[] }>(apiPath('/gdpr/breaches'), signal)).items,
  refetchInterval: 60_000,
});

export function breachQuery(id: string) {
  return queryOptions({
    queryKey: ['gdpr', 'breach', id],
    queryFn: ({ signal }) =>
      getJson<Breach & { history: BreachHistory[] }>(apiPath(`/gdpr/breaches/${encodeURIComponent(id)}`), signal),
    refetchInterval: 60_000,
  });
}

export const breachStatesQuery = queryOptions({
  queryKey: ['gdpr', 'breach-states'],
  queryFn: ({ signal }) => getJson<BreachStates>(apiPath('/gdpr/breaches/states'), signal),
  staleTime: 600_000,
});

export function registerBreach(given: {
  title: string;
  description: string;
  discoveredAt: string;
  kinds: BreachKind[];
}): Promise<Breach> {
  return sendJson('POST', apiPath('/gdpr/breaches'), given);
}

export function actOnBreach(id: string, act: Record<string, unknown>): Promise<Breach> {
  return sendJson('POST', apiPath(`/gdpr/breaches/${encodeURIComponent(id)}/acts`), act);
}

/** The access report of one person as a file; the person confirms who they are first when asked. */
export function accessReport(given: { person: string; format: 'json' | 'pdf'; lang: string }): Promise<Blob> {
  return getFile(apiPath('/gdpr/access-report', given));
}
