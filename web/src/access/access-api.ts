import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiPath, getJson, sendJson } from '../api/client.ts';
import { type ListPage, type ListRequest, listPath } from '../api/list-queries.ts';
import type { BothLanguages } from '../formatting/use-text.ts';
import type {
  Application,
  Body,
  CaseInList,
  CaseKind,
  Enquiry,
  Estimate,
  Form,
  FrozenQuestion,
  Machine,
  PermitDetail,
  PermitInList,
  PublicProject,
  Relinking,
  Resource,
  Shipment,
  StepDays,
  Topic,
} from './model.ts';

const whole = (id: string): string => encodeURIComponent(id);
const items = async <T>(path: string, signal: AbortSignal): Promise<T[]> =>
  (await getJson<{ items: T[] }>(path, signal)).items;
/** What seldom changes: forms, words, terms. */
const long = 600_000;

export const machinesQuery = queryOptions({
  queryKey: ['access', 'machines'],
  queryFn: ({ signal }) => getJson<Record<CaseKind, Machine>>(apiPath('/access/machines'), signal),
  staleTime: long,
});
export const topicsQuery = queryOptions({
  queryKey: ['access', 'topics'],
  queryFn: ({ signal }) => items<Topic>(apiPath('/access/topics'), signal),
  staleTime: long,
});
export const bodiesQuery = queryOptions({
  queryKey: ['access', 'bodies'],
  queryFn: ({ signal }) =>
    getJson<{ kinds: Record<string, { words: BothLanguages; states: string[] }>; items: Body[] }>(
      apiPath('/access/bodies'),
      signal,
    ),
  staleTime: long,
});
export const resourcesQuery = queryOptions({
  queryKey: ['access', 'resources'],
  queryFn: ({ signal }) => items<Resource>(apiPath('/access/resources'), signal),
  staleTime: long,
});
export const formsQuery = queryOptions({
  queryKey: ['access', 'forms'],
  queryFn: ({ signal }) => items<Form>(apiPath('/access/forms'), signal),
  staleTime: long,
});
export const stepsQuery = queryOptions({
  queryKey: ['access', 'steps'],
  queryFn: ({ signal }) => items<StepDays>(apiPath('/access/steps'), signal),
  staleTime: long,
});

const facets = ['kind', 'state', 'waitsFor', 'organisation', 'secretariat', 'project'];

/** A page of the cases one has a part in, with counts of their values. */
export function casesQuery(request: ListRequest) {
  return queryOptions({
    queryKey: ['access', 'cases', request],
    queryFn: ({ signal }) =>
      getJson<ListPage<CaseInList>>(
        listPath('/access/cases', { limit: 200, ...request, facets: facets.join(',') }),
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

export function applicationQuery(id: string, language: string) {
  return queryOptions({
    queryKey: ['access', 'application', id, language],
    queryFn: ({ signal }) => getJson<Application>(apiPath(`/access/applications/${whole(id)}`, { language }), signal),
  });
}
export function estimateQuery(id: string, revision: number) {
  return queryOptions({
    queryKey: ['access', 'estimate', id, revision],
    queryFn: ({ signal }) => getJson<Estimate>(apiPath(`/access/applications/${whole(id)}/estimate`), signal),
    placeholderData: keepPreviousData,
  });
}
/** Address of an application as a PDF. */
export function documentPath(id: string, language: string): string {
  return apiPath(`/access/applications/${whole(id)}/document`, { language });
}

/** What an application begins with. */
export interface Beginning {
  title: string;
  enquiry?: string;
  cohort?: { id: string; version?: number };
  question?: { name: string; query: FrozenQuestion['query'] };
}
export const beginApplication = (given: Beginning): Promise<{ id: string; revision: number }> =>
  sendJson('POST', apiPath('/access/applications'), given);

/** What is saved of an application that is being written; what is left out stays. */
export interface Saving {
  revision: number;
  answers?: Record<string, unknown>;
  request?: Application['request'];
  cohort?: { id: string; version?: number } | null;
  question?: null;
}
export const saveApplication = (id: string, saving: Saving): Promise<{ id: string; revision: number }> =>
  sendJson('PATCH', apiPath(`/access/applications/${whole(id)}`), saving);

/** An act on an application: `submit`, `withdraw`, `accept`, `return`, `sign`, `permit`, `messages`. */
export const actOnApplication = (id: string, act: string, body: object = {}): Promise<unknown> =>
  sendJson('POST', apiPath(`/access/applications/${whole(id)}/${act}`), body);
/** An act on a body's part: `decide`, `ask`, `reply`, `revoke`. */
export const actOnPart = (id: string, act: string, body: object): Promise<unknown> =>
  sendJson('POST', apiPath(`/access/approvals/${whole(id)}/${act}`), body);
/** Takes a case, or gives it back to the queue. */
export const assignCase = (id: string, take: boolean): Promise<unknown> =>
  sendJson('POST', apiPath(`/access/cases/${whole(id)}/assign`), { take });

export function enquiryQuery(id: string, asker: boolean) {
  return queryOptions({
    queryKey: ['access', 'enquiry', id, asker],
    queryFn: ({ signal }) =>
      getJson<Enquiry>(apiPath(`/access/enquiries/${whole(id)}${asker ? '' : '/handling'}`), signal),
  });
}
export const askQuestion = (given: {
  title: string;
  topic: string;
  text: string;
  context: Record<string, string>;
}): Promise<{ id: string }> => sendJson('POST', apiPath('/access/enquiries'), given);
/** An act on a question: `answer`, `pass-on`, `follow`. */
export const actOnEnquiry = (id: string, act: string, body: object): Promise<unknown> =>
  sendJson('POST', apiPath(`/access/enquiries/${whole(id)}/${act}`), body);

export const permitsQuery = queryOptions({
  queryKey: ['access', 'permits'],
  queryFn: ({ signal }) => items<PermitInList>(apiPath('/access/permits'), signal),
});
export function permitQuery(id: string) {
  return queryOptions({
    queryKey: ['access', 'permit', id],
    queryFn: ({ signal }) => getJson<PermitDetail>(apiPath(`/access/permits/${whole(id)}`), signal),
  });
}
/** An act on a permit: `change`, `end`, `state`. */
export const actOnPermit = <T>(id: string, act: string, body: object): Promise<T> =>
  sendJson<T>('POST', apiPath(`/access/permits/${whole(id)}/${act}`), body);

export const shipmentsQuery = queryOptions({
  queryKey: ['access', 'shipments'],
  queryFn: ({ signal }) => items<Shipment>(apiPath('/access/shipments'), signal),
});
export const receiveShipment = (
  id: string,
  scans: { code: string; condition?: string }[],
): Promise<{ missing: string[]; extra: string[] }> =>
  sendJson('POST', apiPath(`/access/shipments/${whole(id)}/receipt`), { scans });
export const returnData = (id: string, given: { name: string; kind: string; note?: string; sha256?: string }) =>
  sendJson<null>('POST', apiPath(`/access/shipments/${whole(id)}/data`), given);

export const returnResults = (
  id: string,
  given: { name: string; table: string; note?: string },
): Promise<{ tubes: number; values: number }> =>
  sendJson('POST', apiPath(`/access/shipments/${whole(id)}/results`), given);

/** Requests to open a pseudonym: one's own, or those to agree on. */
export function relinkingsQuery(toAgree: boolean) {
  return queryOptions({
    queryKey: ['access', 'relinkings', toAgree],
    queryFn: ({ signal }) => items<Relinking>(apiPath(`/access/relinkings${toAgree ? '/to-agree' : ''}`), signal),
    refetchInterval: 60_000,
  });
}
export const askRelinking = (given: { permit: string; pseudonym: string; reason: string }): Promise<{ id: string }> =>
  sendJson('POST', apiPath('/access/relinkings'), given);
export const decideRelinking = (id: string, given: { agree: boolean; reason: string }): Promise<unknown> =>
  sendJson('POST', apiPath(`/access/relinkings/${whole(id)}/decide`), given);
export const openRelinking = (id: string): Promise<{ person: string }> =>
  sendJson('POST', apiPath(`/access/relinkings/${whole(id)}/open`), {});

/** The public list of approved projects. */
export function projectsQuery(request: ListRequest) {
  return queryOptions({
    queryKey: ['access', 'projects', request],
    queryFn: ({ signal }) =>
      getJson<ListPage<PublicProject>>(
        listPath('/access/projects', { limit: 100, facets: 'state,payer', ...request }),
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}
export function projectQuery(id: string) {
  return queryOptions({
    queryKey: ['access', 'project', id],
    queryFn: ({ signal }) => getJson<PublicProject>(apiPath(`/access/projects/${whole(id)}`), signal),
  });
}
