import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { apiPath, getJson, postJson } from '../api/client.ts';
import type { BothLanguages } from '../formatting/use-text.ts';

/** A day, or as much of it as is known. */
export interface CivilDate {
  date: string;
  precision: 'day' | 'month' | 'year';
}

/** A citizen as their own page shows them. */
export interface Citizen {
  id: string;
  name: string | null;
  born: CivilDate | null;
  age: number | null;
  died: CivilDate | null;
  protected: boolean;
  mayDecide: { optOut: boolean; project: boolean; see: boolean };
}

/** A child, or somebody the citizen is guardian of. */
export interface Ward extends Citizen {
  relation: 'custody' | 'guardian';
  /** The day the child decides itself. */
  until: string | null;
}

export interface StoredGenome {
  id: string;
  dataset: string;
  source: string;
  assay: string;
  addedAt: string;
  notCounted: 'opted-out' | 'left-dataset' | 'not-current' | null;
}

/** A data set that holds something about the person, and who answers for it. */
export interface StoredDataset {
  name: string;
  source: string;
  controller: string | null;
  purpose: string | null;
  legalBasis: string | null;
  genomes: number;
  left: boolean;
}

export interface Stored {
  genomes: StoredGenome[];
  submissions: { id: string }[];
  datasets: StoredDataset[];
  identifiers: number;
}

/** Something that uses the person's data, or did. */
export interface Use {
  kind: 'dataset' | 'agreement';
  name: string;
  title: BothLanguages | null;
  controller: string | null;
  purpose: string | null;
  legalBasis: string | null;
  since: string;
  until: string | null;
  inUse: boolean;
  stopped: 'opted-out' | 'left-dataset' | 'withdrawn' | 'lapsed' | 'replaced' | null;
  canLeave: boolean;
}

export type ChoiceScope = 'genetic' | 'material';

/** One of the two choices of the opt-out register. */
export interface Choice {
  scope: ChoiceScope;
  out: boolean;
  since: string | null;
  source: 'citizen' | 'guardian' | 'register' | 'staff' | null;
  /** Keys of texts. */
  effects: { out: string[]; in: string[] };
}

export interface Choices {
  mayChange: boolean;
  mayNot: string | null;
  choices: Choice[];
}

/** A consent that was given. */
export interface Agreement {
  id: string;
  form: { version: number; kind: 'project' | 'biobank' | 'care'; title: BothLanguages };
  givenAt: string;
  givenBy: 'self' | 'guardian' | 'proxy' | 'emergency';
  validTo: string | null;
  endedAt: string | null;
  state: 'in-force' | 'withdrawn' | 'lapsed' | 'replaced';
  mayWithdraw: boolean;
}

export interface HistoryEvent {
  at: string;
  what: string;
  scope: ChoiceScope | null;
  name: string | null;
  by: string | null;
}

/** Somebody looked. */
export interface Look {
  number: number;
  id: string;
  at: string;
  what: BothLanguages;
  by: { role: BothLanguages; organisation: string | null; self: boolean };
  why: { purpose: BothLanguages; legalBasis: string; reason: string | null };
  refused: boolean;
}

export interface Looks {
  items: Look[];
  next: number | null;
  completeness: {
    aboutThisPerson: number;
    shown: number;
    withheld: { reason: BothLanguages; count: number }[];
    statement: BothLanguages;
  };
}

type Who = string | undefined;

/** Oneself and the people one decides for. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => getJson<{ person: Citizen; wards: Ward[] }>(apiPath('/me'), signal),
});

/** What is stored about a person; without one, about oneself. */
export const storedQuery = (person: Who) =>
  queryOptions({
    queryKey: ['me', 'data', person],
    queryFn: ({ signal }) => getJson<Stored>(apiPath('/me/data', { person }), signal),
  });

/** What uses it. */
export const usesQuery = (person: Who) =>
  queryOptions({
    queryKey: ['me', 'uses', person],
    queryFn: ({ signal }) => getJson<{ items: Use[] }>(apiPath('/me/uses', { person }), signal),
  });

/** The two choices of the opt-out register. */
export const choicesQuery = (person: Who) =>
  queryOptions({
    queryKey: ['me', 'choices', person],
    queryFn: ({ signal }) => getJson<Choices>(apiPath('/me/choices', { person }), signal),
  });

/** The consents. */
export const agreementsQuery = (person: Who) =>
  queryOptions({
    queryKey: ['me', 'agreements', person],
    queryFn: ({ signal }) => getJson<{ items: Agreement[] }>(apiPath('/me/agreements', { person }), signal),
  });

/** What was chosen, and when. */
export const historyQuery = (person: Who) =>
  queryOptions({
    queryKey: ['me', 'history', person],
    queryFn: ({ signal }) => getJson<{ items: HistoryEvent[] }>(apiPath('/me/history', { person }), signal),
  });

/** Who looked, fifty at a time. */
export const looksQuery = (person: Who) =>
  infiniteQueryOptions({
    queryKey: ['me', 'log', person],
    queryFn: ({ signal, pageParam }) =>
      getJson<Looks>(apiPath('/me/log', { person, before: pageParam, limit: 50 }), signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** Goes out of a scope of the opt-out register, or comes back. */
export const choose = (body: { person?: string | undefined; scope: ChoiceScope; out: boolean }) =>
  postJson<{ changed: boolean; effectiveAt: string }>(apiPath('/me/choices'), body);

/** Takes a consent back. */
export const withdraw = (id: string, person: Who) =>
  postJson<{ changed: boolean }>(apiPath(`/me/agreements/${encodeURIComponent(id)}/withdraw`), { person });

/** Leaves a data set. */
export const leaveDataset = (dataset: string, person: Who) =>
  postJson<{ changed: boolean }>(apiPath('/me/datasets/leave'), { dataset, person });

/** The address of the access report as a file. */
export const reportAddress = (person: Who, format: 'pdf' | 'json', lang: string) =>
  apiPath('/me/access-report', { person, format, lang });
