import { queryOptions } from '@tanstack/react-query';
import { apiPath, getJson, sendJson } from '../../api/client.ts';

/** How an account proves who it is. */
export interface Credentials {
  login: string | null;
  password: { set: boolean; changedAt: string | null };
  passkeys: { id: string; name: string; createdAt: string; lastUsedAt: string | null; backedUp: boolean }[];
  recoveryCodes: { left: number; createdAt: string | null };
  federated: { issuer: string; linkedAt: string }[];
}

/** A place where the account is signed in. */
export interface OpenSession {
  id: string;
  current: boolean;
  authentication: string;
  browser: string | null;
  createdAt: string;
  seenAt: string;
  expiresAt: string;
}

/** A key for a program that acts as this account; its secret was shown once. */
export interface ApiToken {
  id: string;
  name: string;
  holding?: string | { id: string; role: string; organisation: string | null } | null;
  scopes: string[] | null;
  createdAt: string;
  until?: string;
  expiresAt?: string;
  lastUsedAt: string | null;
  revokedAt?: string | null;
}

export const credentialsQuery = queryOptions({
  queryKey: ['me', 'credentials'],
  queryFn: ({ signal }) => getJson<Credentials>(apiPath('/me/credentials'), signal),
});

export const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: async ({ signal }) => (await getJson<{ items: OpenSession[] }>(apiPath('/sessions'), signal)).items,
});

export const tokensQuery = queryOptions({
  queryKey: ['me', 'tokens'],
  queryFn: async ({ signal }) => (await getJson<{ items: ApiToken[] }>(apiPath('/me/tokens'), signal)).items,
});

export function removePasskey(id: string): Promise<unknown> {
  return sendJson('DELETE', apiPath(`/me/passkeys/${encodeURIComponent(id)}`));
}

export function renewRecoveryCodes(): Promise<{ codes: string[] }> {
  return sendJson('POST', apiPath('/me/recovery-codes'), {});
}

export function endSession(id: string): Promise<unknown> {
  return sendJson('DELETE', apiPath(`/sessions/${encodeURIComponent(id)}`));
}

export function makeToken(given: { name: string; holding: string; until: string }): Promise<{ token: string }> {
  return sendJson('POST', apiPath('/me/tokens'), given);
}

export function revokeToken(id: string): Promise<unknown> {
  return sendJson('DELETE', apiPath(`/me/tokens/${encodeURIComponent(id)}`));
}
