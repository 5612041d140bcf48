import { queryOptions } from '@tanstack/react-query';
import { apiPath, getJson, sendJson } from '../../api/client.ts';

/** A role somebody holds, with its beginning, end and origin. */
export interface GrantedHolding {
  id: string;
  account: { id: string; name: string };
  role: string;
  organisationId: string | null;
  organisation: string | null;
  purpose: string;
  from: string;
  until: string | null;
  grantedBy: string;
  source: 'granted' | 'claims';
  endReason: string | null;
  reviewedAt: string | null;
}

export interface Account {
  id: string;
  kind: 'person' | 'service';
  name: string;
  login: string | null;
  person: string | null;
  demo: boolean;
  createdAt: string;
  disabledAt: string | null;
  lastSignInAt: string | null;
  holdings: GrantedHolding[];
}

export interface Organisation {
  id: string;
  name: string;
  kind: string;
  code: string | null;
  partOf: string | null;
  region: string | null;
  demo: boolean;
  closedAt: string | null;
}

export interface RoleFacts {
  role: string;
  purpose: string;
  heldIn: string[];
  service: boolean;
}

export interface Review {
  id: string;
  organisation: { id: string; name: string };
  openedBy: string;
  openedAt: string;
  dueAt: string;
  closedAt: string | null;
  items: number;
  waiting: number;
}

export interface ReviewItem {
  holding: GrantedHolding;
  lastSignInAt: string | null;
  decision: 'confirmed' | 'ended' | 'lapsed' | null;
  decidedBy: string | null;
  decidedAt: string | null;
}

export interface AccountsSearch {
  q?: string | undefined;
  role?: string | undefined;
  organisation?: string | undefined;
}

/** Whether a holding gives its role at a moment. */
export function isLive(holding: Pick<GrantedHolding, 'from' | 'until'>, now: number): boolean {
  const from = new Date(holding.from).getTime();
  return from <= now && (holding.until === null || new Date(holding.until).getTime() > now);
}

export function accountsQuery(search: AccountsSearch) {
  return queryOptions({
    queryKey: ['accounts', search],
    queryFn: ({ signal }) =>
      getJson<{ items: Account[]; total: number }>(apiPath('/accounts', { ...search, limit: 500 }), signal),
  });
}

export function accountQuery(id: string) {
  return queryOptions({
    queryKey: ['account', id],
    queryFn: ({ signal }) => getJson<Account>(apiPath(`/accounts/${encodeURIComponent(id)}`), signal),
  });
}

export const organisationsQuery = queryOptions({
  queryKey: ['organisations'],
  queryFn: async ({ signal }) => (await getJson<{ items: Organisation[] }>(apiPath('/organisations'), signal)).items,
  staleTime: 60_000,
});

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: async ({ signal }) => (await getJson<{ items: RoleFacts[] }>(apiPath('/roles'), signal)).items,
  staleTime: 600_000,
});

export const reviewsQuery = queryOptions({
  queryKey: ['reviews'],
  queryFn: async ({ signal }) => (await getJson<{ items: Review[] }>(apiPath('/reviews'), signal)).items,
});

export function reviewQuery(id: string) {
  return queryOptions({
    queryKey: ['review', id],
    queryFn: ({ signal }) =>
      getJson<Review & { list: ReviewItem[] }>(apiPath(`/reviews/${encodeURIComponent(id)}`), signal),
  });
}

export function openAccount(given: { name: string; login?: string }): Promise<Account & { setupCodes: string[] }> {
  return sendJson('POST', apiPath('/accounts'), given);
}

export function changeAccount(id: string, change: { disabled: boolean }): Promise<Account> {
  return sendJson('PATCH', apiPath(`/accounts/${encodeURIComponent(id)}`), change);
}

export function renewCodes(id: string): Promise<{ codes: string[] }> {
  return sendJson('POST', apiPath(`/accounts/${encodeURIComponent(id)}/recovery-codes`), {});
}

export function endSessions(id: string): Promise<unknown> {
  return sendJson('DELETE', apiPath(`/accounts/${encodeURIComponent(id)}/sessions`));
}

export function grantRole(given: {
  account: string;
  role: string;
  organisation: string | null;
  until?: string;
}): Promise<GrantedHolding> {
  return sendJson('POST', apiPath('/holdings'), given);
}

export function endRole(id: string, reason: string): Promise<GrantedHolding> {
  return sendJson('POST', apiPath(`/holdings/${encodeURIComponent(id)}/end`), { reason });
}

export function addOrganisation(given: {
  name: string;
  kind: string;
  code?: string;
  partOf: string | null;
}): Promise<Organisation> {
  return sendJson('POST', apiPath('/organisations'), given);
}

export function openReview(organisation: string): Promise<Review> {
  return sendJson('POST', apiPath('/reviews'), { organisation });
}

export function decideReview(review: string, holding: string, decision: 'confirmed' | 'ended'): Promise<unknown> {
  return sendJson('POST', apiPath(`/reviews/${encodeURIComponent(review)}/items/${encodeURIComponent(holding)}`), {
    decision,
  });
}
