import { queryOptions } from '@tanstack/react-query';
import { apiPath, getJson, sendJson } from '../api/client.ts';
import type { Question } from './model.ts';

/** A question that somebody keeps. */
export interface KeptQuestion {
  id: string;
  name: string;
  note: string | null;
  question: Question;
  sharing: 'private' | 'organisation';
  organisation: string | null;
  mine: boolean;
  createdAt: string;
  changedAt: string;
}

const path = (id: string) => `/register/questions/${encodeURIComponent(id)}`;

export const savedQuestionsQuery = queryOptions({
  queryKey: ['register', 'questions'],
  queryFn: async ({ signal }) =>
    (await getJson<{ items: KeptQuestion[] }>(apiPath('/register/questions'), signal)).items,
});

export function savedQuery(id: string) {
  return queryOptions({
    queryKey: ['register', 'questions', id],
    queryFn: ({ signal }) => getJson<KeptQuestion>(apiPath(path(id)), signal),
    staleTime: 60_000,
    retry: false,
  });
}

/** What is kept of a question beside the question itself. */
export interface Keeping {
  name: string;
  sharing: KeptQuestion['sharing'];
}

/** Keeps a question under a name, or writes it over one that is kept. */
export function keepQuestion(question: Question, keeping: Keeping, over?: string): Promise<KeptQuestion> {
  return over === undefined
    ? sendJson('POST', apiPath('/register/questions'), { ...keeping, question })
    : sendJson('PATCH', apiPath(path(over)), { ...keeping, question });
}

/** Takes a question out of the lists. */
export function removeQuestion(id: string): Promise<void> {
  return sendJson('DELETE', apiPath(path(id)));
}
