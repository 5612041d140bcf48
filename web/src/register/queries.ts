import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiPath, askJson, getJson } from '../api/client.ts';
import type {
  CatalogueItem,
  CodeNode,
  ContentsAnswer,
  CountAnswer,
  CoursesAnswer,
  CrossAnswer,
  FacetsAnswer,
  FunnelAnswer,
  LagsAnswer,
  MatchAnswer,
  MatchRule,
  OverlapAnswer,
  PowerAnswer,
} from './answers.ts';
import { type Condition, completed, type Events, type Question, type SpecimenParts, type World } from './model.ts';

/** What the register answers to a question; the last answer stays until the next is here. */
function ask<T>(verb: string, question: Question, more: Record<string, unknown> = {}) {
  const body = { query: completed(question), ...more };
  return queryOptions({
    queryKey: ['register', verb, body],
    // A question that the next one has overtaken is not waited for.
    queryFn: ({ signal }) => askJson<T>(apiPath(`/register/${verb}`), body, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });
}

export type Anchor = 'death' | 'birth' | Events;

export const countQuery = (question: Question) => ask<CountAnswer>('count', question);
export const funnelQuery = (question: Question) => ask<FunnelAnswer>('funnel', question);
export const facetsQuery = (question: Question, facets: readonly string[]) =>
  ask<FacetsAnswer>('facets', question, { facets });
export const codesQuery = (question: Question, codes: { register: string; under?: string }[]) =>
  ask<FacetsAnswer>('facets', question, { facets: [], codes });
export const crossQuery = (question: Question, rows: string, columns: string) =>
  ask<CrossAnswer>('cross', question, { rows, columns });
export const overlapQuery = (question: Question, sources: { label: string; condition: Condition }[]) =>
  ask<OverlapAnswer>('overlap', question, { sources });
export const lagsQuery = (question: Question, anchor: Anchor, stepDays: number) =>
  ask<LagsAnswer>('lags', question, { anchor, stepDays });
export const coursesQuery = (question: Question, anchor: Anchor) => ask<CoursesAnswer>('courses', question, { anchor });

/** What is asked of matching beside the question. */
export interface MatchAsk {
  event: Events;
  perCase: number;
  rule: MatchRule;
  relax: boolean;
  /** Whom controls are taken from, beside being at risk. */
  pool: Condition[];
  /** Which specimens of theirs will do, where sampling days are matched. */
  specimens: SpecimenParts;
}
export const matchQuery = (question: Question, asked: MatchAsk) => ask<MatchAnswer>('match', question, { ...asked });

/** A study whose power is asked; it reads no data. */
export interface StudySize {
  cases: number;
  controls: number;
  exposure: number;
  allele: boolean;
  alpha: number;
  power: number;
  oddsRatios?: number[];
}
export function powerQuery(study: StudySize) {
  return queryOptions({
    queryKey: ['register', 'power', study],
    queryFn: ({ signal }) => askJson<PowerAnswer>(apiPath('/register/power'), study, signal),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

export function contentsQuery(data: World) {
  return queryOptions({
    queryKey: ['register', 'contents', data],
    queryFn: ({ signal }) => getJson<ContentsAnswer>(apiPath('/register/contents', { data }), signal),
    staleTime: 60_000,
    retry: false,
  });
}

export const catalogueQuery = queryOptions({
  queryKey: ['register', 'catalogue'],
  queryFn: async ({ signal }) =>
    (await getJson<{ items: CatalogueItem[] }>(apiPath('/register/catalogue'), signal)).items,
  staleTime: 60_000,
});

const codePath = (system: string) => `/register/codes/${encodeURIComponent(system)}`;

/** Codes right below one, or at the top. */
export function codesBelowQuery(system: string, below: string | undefined) {
  return queryOptions({
    queryKey: ['register', 'codes', system, 'below', below ?? ''],
    queryFn: async ({ signal }) =>
      (await getJson<{ items: CodeNode[] }>(apiPath(codePath(system), { below, limit: 500 }), signal)).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Codes that words or the beginning of a code find. */
export function codesFoundQuery(system: string, words: string) {
  return queryOptions({
    queryKey: ['register', 'codes', system, 'found', words],
    queryFn: async ({ signal }) =>
      (await getJson<{ items: CodeNode[] }>(apiPath(codePath(system), { q: words, limit: 40 }), signal)).items,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** One code with its name. */
export function codeQuery(system: string, code: string) {
  return queryOptions({
    queryKey: ['register', 'codes', system, 'one', code],
    queryFn: ({ signal }) =>
      getJson<{ code: string; text: string | null }>(
        apiPath(`${codePath(system)}/${encodeURIComponent(code)}`),
        signal,
      ),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}
