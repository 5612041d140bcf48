import { queryOptions } from '@tanstack/react-query';
import { getJson, sendJson } from '../../api/client.ts';
import type { EntryKind, EntryRecord, ShownEntry } from '../catalogue-api.ts';

/** Kinds of entries as the server names them, by their name in addresses. */
export const kindOf = {
  collections: 'collection',
  biobanks: 'biobank',
  networks: 'network',
  studies: 'study',
} as const;

/** A field of the form of an entry, as the server's schema has it. */
export interface FormField {
  field: string;
  part: string;
  filling: string | { entry: ShownEntry['kind'] };
  list?: { name: string; keys: string[] };
  attribute: string | null;
  standard: string | null;
  many: boolean;
  needed: boolean;
  asked: boolean;
  most?: number;
}

export interface EntryForms {
  parts: string[];
  contact: string[];
  kinds: Record<ShownEntry['kind'], FormField[]>;
}

export interface Fault {
  kind: 'wrong' | 'missing' | 'advice';
  attribute: string | null;
  field: string;
  expected: string;
}

export interface Draft {
  kind: ShownEntry['kind'];
  id: string;
  origin: ShownEntry['origin'];
  source: string | null;
  version: number;
  stated: Record<string, unknown>;
  edited: Record<string, unknown>;
  record: EntryRecord;
  link: ShownEntry['link'];
  versions: { version: number; note: string | null; at: string; by: string | null; fields: string[] }[];
}

export interface KeptEntry {
  kind: ShownEntry['kind'];
  id: string;
  origin: ShownEntry['origin'];
  source: string | null;
  name: string;
  translated: EntryRecord['translated'] | null;
  biobank: string | null;
  version: number;
  changedAt: string;
  demo: boolean;
  filled: ShownEntry['filled'];
}

export interface ImportReport {
  source: string;
  dryRun: boolean;
  /** Why it would be refused, where it would. */
  refused?: string;
  added?: number;
  changed?: number;
  same?: number;
  withdrawn?: number;
  facts?: number;
  changes?: { kind: string; id: string; name: string; change: string; fields: string[] }[];
  faults: { table: string; line: number | null; column: string | null; expected: string; wrong: boolean }[];
  leftOut: string[];
}

const whole = encodeURIComponent;

export const formsQuery = queryOptions({
  queryKey: ['catalogue', 'forms'],
  queryFn: ({ signal }) => getJson<EntryForms>('/api/catalogue/forms', signal),
  staleTime: 600_000,
});

export const keptQuery = queryOptions({
  queryKey: ['catalogue', 'kept'],
  queryFn: async ({ signal }) => (await getJson<{ items: KeptEntry[] }>('/api/catalogue/kept', signal)).items,
});

export const draftQuery = (kind: EntryKind, id: string) =>
  queryOptions({
    queryKey: ['catalogue', kind, 'draft', id],
    queryFn: ({ signal }) => getJson<Draft>(`/api/catalogue/${kind}/${whole(id)}/draft`, signal),
    // What somebody is writing is not put aside for what comes meanwhile; the server says when it is older.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

/** Names of entries of a kind, for those who choose one. */
export const namesQuery = (kind: EntryKind) =>
  queryOptions({
    queryKey: ['catalogue', kind, 'names'],
    queryFn: async ({ signal }) =>
      (await getJson<{ items: { id: string; name: string }[] }>(`/api/catalogue/${kind}?limit=1000`, signal)).items,
    staleTime: 60_000,
  });

type Fields = Record<string, unknown>;

export const checkRecord = (kind: Draft['kind'], record: Fields) =>
  sendJson<{ faults: Fault[]; filled: ShownEntry['filled'] | null }>('POST', '/api/catalogue/check', { kind, record });

export const addEntry = (kind: Draft['kind'], record: Fields) =>
  sendJson<{ id: string }>('POST', '/api/catalogue/entries', { kind, record });

export const changeEntry = (
  kind: EntryKind,
  id: string,
  change: { version: number; changes: Fields; link?: Draft['link']; note?: string },
) => sendJson<ShownEntry>('PATCH', `/api/catalogue/${kind}/${whole(id)}`, change);

export const removeEntry = (kind: EntryKind, id: string, reason: string) =>
  sendJson<null>('DELETE', `/api/catalogue/${kind}/${whole(id)}`, { reason });

export const importCatalogue = (request: object) => sendJson<ImportReport>('POST', '/api/catalogue/import', request);
