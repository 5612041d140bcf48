import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiPath, getJson, sendJson } from '../api/client.ts';
import type { Role } from './roles.ts';

/** One role of an account: held in an organisation, for a purpose, until a date. */
export interface Holding {
  id: string;
  role: Role;
  organisationId: string | null;
  organisation: string | null;
  purpose: string;
  until?: string | null;
}

/** What the person does now: one of the holdings. The access log writes it with every look-up. */
export interface Visit extends Omit<Holding, 'id' | 'until'> {
  holdingId: string;
}

/** Who this browser acts as. */
export interface Session {
  kind: 'public' | 'operator' | 'person' | 'service';
  account?: { id: string; name: string; demo: boolean; person?: string | null } | null;
  visit?: Visit | null;
  holdings?: Holding[];
  authentication?: string | null;
  steppedUpUntil?: string | null;
  expiresAt: string | null;
  purpose: string;
  organisation: string | null;
}

/** The session of this browser; the public one when nobody signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => getJson<Session>(apiPath('/session'), signal),
  staleTime: 60_000,
});

/** The session, undefined until it is known. */
export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data;
}

/** Opens a page as somebody else: a whole load, so that nothing read in one role stays in memory in another. */
export function openAfresh(path = '/'): void {
  location.assign(path);
}

/** Changes to another of the account's holdings. */
export async function changeVisit(holding: string): Promise<void> {
  await sendJson('POST', apiPath('/session/visit'), { holding });
}

/** Ends this session. */
export async function signOut(): Promise<void> {
  await sendJson('DELETE', apiPath('/session'));
}

/** Ends all sessions of the account, this one too. */
export async function signOutEverywhere(): Promise<void> {
  await sendJson('DELETE', apiPath('/sessions'));
}
