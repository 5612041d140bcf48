import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '../api/client.ts';
import { type ListPage, listPath } from '../api/list-queries.ts';
import type { BothLanguages } from '../formatting/use-text.ts';

export const entryKinds = ['collections', 'biobanks', 'networks', 'studies'] as const;
/** Kinds of entries, by their name in addresses. */
export type EntryKind = (typeof entryKinds)[number];

export interface Quality {
  standard: string;
  level?: string;
  number?: string;
}

/** A row of a list of the catalogue. */
export interface ListedEntry {
  id: string;
  name: string;
  acronym: string | null;
  description: string | null;
  country: string | null;
  biobank: { id: string; name: string } | null;
  sampleTypes: string[];
  chapters: string[];
  conditions: string[];
  designs: string[];
  quality: Quality[];
  collections: number;
  persons: number | null;
  specimens: number | null;
  years: { from: number; to: number } | null;
  status: string | null;
  demo: boolean;
  changedAt: string;
  translated: Translated | null;
}

type Translated = Partial<Record<'da', { name?: string; description?: string }>>;

export interface Contact {
  firstName?: string;
  lastName?: string;
  phone?: string;
  email?: string;
  address?: string;
  zip?: string;
  city?: string;
  country?: string;
  role?: string;
}

export interface Disease {
  ontology?: string;
  version?: string;
  code?: string;
  description?: string;
  text?: string;
}

/** MIABIS's attributes of an entry; which there are depends on its kind. */
export interface EntryRecord {
  id: string;
  name: string;
  acronym?: string;
  url?: string;
  description?: string;
  contact?: Contact;
  translated?: Translated;
  juristicPerson?: string;
  country?: string;
  countries?: string[];
  city?: string;
  quality?: Quality[];
  diseases?: Disease[];
  ageLow?: number;
  ageLowUnit?: string;
  ageHigh?: number;
  ageHighUnit?: string;
  subjects?: number;
  samples?: number;
  publications?: string[];
  duo?: string[];
  accessDescription?: string;
  accessUrl?: string;
  commercialUse?: boolean;
  [list: string]: unknown;
}

export interface CountedValue {
  value: string;
  persons: number | null;
  specimens: number | null;
  protected?: string;
}

export interface Counted {
  persons: number | null;
  specimens: number | null;
  protected?: string;
  sexes: CountedValue[];
  ages: CountedValue[];
  types: CountedValue[];
  temperatures: CountedValue[];
  years: CountedValue[];
  diseases: CountedValue[];
  asOf: { dataVersion: number; maskEpoch: number; at: string };
  roundedTo: number;
}

export interface Named {
  kind: string | null;
  id: string | null;
  name: string;
  translated: Translated | null;
}

export interface ShownEntry {
  kind: 'biobank' | 'collection' | 'network' | 'study';
  id: string;
  origin: 'own' | 'kept' | 'imported';
  source: string | null;
  record: EntryRecord;
  counted: Counted | null;
  link: { world: string; biobank: string; collection: string | null } | null;
  biobank: Named | null;
  parent: Named | null;
  collections: (Named & { sampleTypes: string[]; persons: number | null; specimens: number | null })[];
  services: { id: string; name: string; record: EntryRecord }[];
  networks: Named[];
  studies: Named[];
  members: Named[];
  filled: { has: number; of: number; missing: { attribute: string; name: string }[] };
  demo: boolean;
  version: number;
  changedAt: string;
}

export interface Fact {
  sex: string | null;
  ageRange: string | null;
  sampleType: string | null;
  disease: Disease | null;
  samples: number | null;
  donors: number | null;
  asOf: string;
}

/** A register with its variables. */
export interface RegisterEntry {
  feed: string;
  title: BothLanguages;
  owner: string;
  kind: string;
  registers: string[];
  from: string | null;
  to: string | null;
  rows: number | null;
  people: number | null;
  permit: BothLanguages | null;
  variables: {
    name: string;
    title: BothLanguages;
    meaning: BothLanguages | null;
    list: { system: string; version: number | null } | null;
    unit: string | null;
    filled: number | null;
  }[];
  updatedAt: string;
  demo: boolean;
}

/** Something that can be applied for, with its terms. */
export interface AccessResource {
  id: string;
  kind: string;
  ref: string;
  name: BothLanguages;
  body: string;
  bodyName: string;
  terms: { duo: { id: string }[]; own: { words?: BothLanguages }[] };
}

export interface AccessBody {
  id: string;
  kind: string;
  name: string;
  rules: {
    days?: number;
    guidance?: BothLanguages;
    prices?: {
      currency: string;
      from: string;
      lines: { code: string; words: BothLanguages; unit: string; material?: string; public: number; company: number }[];
    };
  };
}

export interface DuoTerm {
  id: string;
  shorthand: string;
  words: BothLanguages;
}

export interface Estimate {
  fees: {
    body: string;
    fee: {
      currency: string;
      lines: { code: string; quantity: number; price: number; amount: number }[];
      total: number;
    };
  }[];
  steps: { step: string; days: number; from: 'measured' | 'rule' }[];
  days: number;
}

const facets: Record<EntryKind, readonly string[]> = {
  collections: ['material', 'chapter', 'condition', 'design', 'biobank'],
  biobanks: ['country'],
  networks: ['country'],
  studies: ['material', 'design'],
};

/** Pages of the catalogue; the counts of values come with the first. */
export function entryPages(
  kind: EntryKind,
  request: Readonly<Record<string, string | number | readonly string[] | undefined>>,
) {
  return infiniteQueryOptions({
    queryKey: ['catalogue', kind, request],
    queryFn: ({ pageParam, signal }) =>
      getJson<ListPage<ListedEntry>>(
        listPath(`/catalogue/${kind}`, {
          ...request,
          limit: 50,
          ...(pageParam === '' ? { facets: facets[kind].join(',') } : { after: pageParam }),
        }),
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last: ListPage<ListedEntry>) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

const minutes = 60_000;

export const entryQuery = (kind: EntryKind, id: string) =>
  queryOptions({
    queryKey: ['catalogue', kind, 'one', id],
    queryFn: ({ signal }) => getJson<ShownEntry>(`/api/catalogue/${kind}/${encodeURIComponent(id)}`, signal),
  });

export const factsQuery = (id: string) =>
  queryOptions({
    queryKey: ['catalogue', 'facts', id],
    queryFn: ({ signal }) =>
      getJson<{ items: Fact[]; roundedTo: number | null }>(
        `/api/catalogue/collections/${encodeURIComponent(id)}/facts`,
        signal,
      ),
  });

export const registersQuery = queryOptions({
  queryKey: ['catalogue', 'registers'],
  queryFn: async ({ signal }) => (await getJson<{ items: RegisterEntry[] }>('/api/register/catalogue', signal)).items,
  staleTime: minutes,
});

export const resourcesQuery = queryOptions({
  queryKey: ['access', 'resources'],
  queryFn: async ({ signal }) => (await getJson<{ items: AccessResource[] }>('/api/access/resources', signal)).items,
  staleTime: minutes,
});

export const bodiesQuery = queryOptions({
  queryKey: ['access', 'bodies'],
  queryFn: async ({ signal }) => (await getJson<{ items: AccessBody[] }>('/api/access/bodies', signal)).items,
  staleTime: minutes,
});

export const duoQuery = queryOptions({
  queryKey: ['access', 'duo'],
  queryFn: async ({ signal }) => (await getJson<{ items: DuoTerm[] }>('/api/access/duo', signal)).items,
  staleTime: 60 * minutes,
});

/** A document that an application needs, as headings with what to write under each. */
export interface Template {
  key: string;
  title: BothLanguages;
  lead: BothLanguages;
  sections: { heading: BothLanguages; hint: BothLanguages }[];
}

export const templatesQuery = queryOptions({
  queryKey: ['access', 'templates'],
  queryFn: async ({ signal }) => (await getJson<{ items: Template[] }>('/api/access/templates', signal)).items,
  staleTime: 60 * minutes,
});

export interface EstimateRequest {
  resources: readonly string[];
  specimens?: number;
  /** `rsc_…:material:count`, instead of so many specimens of each resource. */
  tubes?: readonly string[];
  material?: string;
  persons: number;
  months: number;
  payer: 'public' | 'company';
  mapping?: 'none' | 'targeted' | 'extensive';
}

/** Which entry of the catalogue the register's words for a biobank and its collection mean. */
export const placesQuery = (world: string) =>
  queryOptions({
    queryKey: ['catalogue', 'places', world],
    queryFn: async ({ signal }) =>
      (
        await getJson<{ items: { kind: string; id: string; biobank: string; collection: string | null }[] }>(
          listPath('/catalogue/places', { world }),
          signal,
        )
      ).items,
    staleTime: minutes,
  });

export const estimateQuery = (request: EstimateRequest) =>
  queryOptions({
    queryKey: ['access', 'estimate', request],
    queryFn: ({ signal }) => getJson<Estimate>(listPath('/access/estimate', { ...request }), signal),
    placeholderData: keepPreviousData,
  });
