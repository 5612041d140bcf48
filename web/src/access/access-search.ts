import { given, textParam, wordParam } from '../search-params.ts';

const yes = (value: unknown): true | undefined => (value === true || value === 'true' ? true : undefined);

/** Address of the work queue. */
export function readQueueSearch(search: Record<string, unknown>) {
  return given({
    mine: search['mine'] === false || search['mine'] === 'false' ? (false as const) : undefined,
    late: yes(search['late']),
    kind: textParam(search['kind']),
    state: textParam(search['state']),
    waitsFor: textParam(search['waitsFor']),
    organisation: textParam(search['organisation']),
    secretariat: textParam(search['secretariat']),
    text: textParam(search['text']),
    after: textParam(search['after']),
  });
}
export type QueueSearch = ReturnType<typeof readQueueSearch>;

/** A question to the register in an address: what `/applications/new` is handed. */
export interface QuestionInAddress {
  data: string;
  conditions: unknown[];
}

function readQuestion(value: unknown): QuestionInAddress | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { data, conditions } = value as { data?: unknown; conditions?: unknown };
  if (!Array.isArray(conditions)) return undefined;
  return { data: typeof data === 'string' ? data : 'real', conditions };
}

/** Address of a new application: the question or cohort it begins with, and what is applied for. */
export function readNewApplicationSearch(search: Record<string, unknown>) {
  return given({
    question: readQuestion(search['question']),
    name: textParam(search['name']),
    cohort: textParam(search['cohort']),
    enquiry: textParam(search['enquiry']),
    resource: textParam(search['resource']),
  });
}

/** Address of an application that is being written: which section is open. */
export function readApplicationSearch(search: Record<string, unknown>) {
  return given({ section: textParam(search['section']) });
}

/** Address of a new question: what it is about. */
export function readNewEnquirySearch(search: Record<string, unknown>) {
  return given({
    about: textParam(search['about']),
    topic: textParam(search['topic']),
    resource: textParam(search['resource']),
    application: textParam(search['application']),
    page: textParam(search['page']),
  });
}

/** Address of the public list of projects. */
export function readProjectsSearch(search: Record<string, unknown>) {
  return given({
    text: textParam(search['text']),
    state: wordParam(search['state'], ['running', 'all'] as const),
    after: textParam(search['after']),
  });
}
