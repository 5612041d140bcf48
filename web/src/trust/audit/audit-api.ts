import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { apiPath, getJson } from '../../api/client.ts';
import type { BothLanguages } from '../../formatting/use-text.ts';
import type { AuditSearch } from './audit-search.ts';
import type { InclusionProof } from './merkle.ts';

/** One act in the log, as oversight reads it. */
export interface AuditEntry {
  number: number;
  id: string;
  at: string;
  actor: string;
  actorName: string | null;
  role: string | null;
  organisation: { id: string; name: string } | null;
  purpose: string;
  legalBasis?: string | null;
  action: string;
  object: string;
  detail?: unknown;
  subjects?: string[];
  reason: string | null;
  refused: boolean;
  /** Its place in the tree; null while it waits for the sequencer. */
  leaf: number | null;
  /** Whether the stored hash is that of the stored bytes. */
  intact: boolean;
}

export interface AuditPage {
  items: AuditEntry[];
  next: number | null;
  searchedBackTo?: string | null;
}

/** What the log said at a moment, signed. */
export interface SignedHead {
  size: number;
  root: string;
  signedAt: string | null;
  keyId: string | null;
  signature: string | null;
  pending?: number;
}

export interface UnusualReading {
  from: string;
  to: string;
  rules: {
    id: string;
    title: BothLanguages;
    explanation: BothLanguages;
    parameters: Record<string, string | number | boolean>;
  }[];
  items: UnusualItem[];
}

export interface UnusualItem {
  rule: string;
  at: string;
  actor: string;
  actorName: string | null;
  role: string | null;
  organisation: { id: string; name: string } | null;
  reason: BothLanguages;
  numbers: { label: BothLanguages; value: number }[];
  entries: string[];
  severity: 'notice' | 'warning' | 'serious';
}

/** The log under filters, newest first; it goes on backwards. */
export function auditQuery(search: AuditSearch) {
  return infiniteQueryOptions({
    queryKey: ['audit', search],
    queryFn: ({ pageParam, signal }) =>
      getJson<AuditPage>(apiPath('/audit', { ...search, before: pageParam || undefined, limit: 50 }), signal),
    initialPageParam: 0,
    getNextPageParam: (last: AuditPage) => last.next ?? undefined,
  });
}

/** The address of the same entries as a file with a proof for each. */
export function exportPath(search: AuditSearch): string {
  return apiPath('/audit/export', search);
}

export const facetsQuery = queryOptions({
  queryKey: ['audit', 'facets'],
  queryFn: ({ signal }) =>
    getJson<{ actions: string[]; roles: string[]; organisations: { id: string; name: string }[] }>(
      apiPath('/audit/facets'),
      signal,
    ),
  staleTime: 60_000,
});

/** One entry, by its number. */
export function entryQuery(number: number) {
  return queryOptions({
    queryKey: ['audit', 'entry', number],
    queryFn: async ({ signal }) => {
      const page = await getJson<AuditPage>(apiPath('/audit', { before: number + 1, limit: 1 }), signal);
      return page.items.find((entry) => entry.number === number) ?? null;
    },
  });
}

/** The way from an entry to the root of the newest tree. */
export function proofQuery(entry: string) {
  return queryOptions({
    queryKey: ['audit', 'proof', entry],
    queryFn: ({ signal }) => getJson<InclusionProof>(apiPath('/audit/proof/inclusion', { entry }), signal),
  });
}

export const headQuery = queryOptions({
  queryKey: ['audit', 'head'],
  queryFn: ({ signal }) => getJson<SignedHead>(apiPath('/audit/head'), signal),
  refetchInterval: 10_000,
});

export function headsQuery(from: number) {
  return queryOptions({
    queryKey: ['audit', 'heads', from],
    queryFn: async ({ signal }) =>
      (await getJson<{ items: SignedHead[] }>(apiPath('/audit/heads', { from, limit: 200 }), signal)).items,
  });
}

export interface ConsistencyProof {
  from: number;
  to: number;
  path: string[];
  fromRoot: string;
  toRoot: string;
}

/** The proof that a log of so many entries is the beginning of today's. */
export function readConsistency(from: number): Promise<ConsistencyProof> {
  return getJson<ConsistencyProof>(apiPath('/audit/proof/consistency', { from }));
}

export function unusualQuery(search: { from?: string | undefined; to?: string | undefined }) {
  return queryOptions({
    queryKey: ['audit', 'unusual', search],
    queryFn: ({ signal }) => getJson<UnusualReading>(apiPath('/audit/unusual', search), signal),
  });
}
