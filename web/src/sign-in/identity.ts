import { queryOptions } from '@tanstack/react-query';
import { apiPath, getJson, postJson, sendJson } from '../api/client.ts';
import type { Role } from '../session/roles.ts';

/** A made-up person to sign in as. */
export interface DemoPerson {
  login: string;
  name: string;
  role: Role;
  organisation: string | null;
}

/** How one can sign in at this server. */
export interface SignInWays {
  password: boolean;
  /** `address` is where passkeys work, when they cannot at this one: they need a name, not a number. */
  passkeys: { available: boolean; address: string | null };
  issuers: { id: string; name: string }[];
  demo: DemoPerson[];
}

/** The person closed the browser's own dialog, or it gave up. */
export class PasskeyStopped extends Error {
  override readonly name = 'PasskeyStopped';
}

interface Begun<Options> {
  ceremony: string;
  options: Options;
}

export const waysQuery = queryOptions({
  queryKey: ['sign-in'],
  queryFn: ({ signal }) => getJson<SignInWays>(apiPath('/sign-in'), signal),
});

/** Whether this browser knows passkeys at this address. */
export function passkeysWork(): boolean {
  return typeof window.PublicKeyCredential === 'function' && window.isSecureContext;
}

export function signInByPassword(login: string, password: string): Promise<unknown> {
  return postJson(apiPath('/sign-in/password'), { login, password });
}

export function signInByRecovery(login: string, code: string): Promise<unknown> {
  return postJson(apiPath('/sign-in/recovery'), { login, code });
}

/** Where an outside issuer is asked who this is; it comes back to `next`. */
export function issuerPath(issuer: string, next: string): string {
  return apiPath(`/sign-in/with/${encodeURIComponent(issuer)}`, { return: next });
}

// The library is loaded when a passkey is used: most visits never need it.
async function authenticate(path: string): Promise<unknown> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  type Options = Parameters<typeof startAuthentication>[0]['optionsJSON'];
  const { ceremony, options } = await postJson<Begun<Options>>(apiPath(`${path}/begin`), {});
  const response = await startAuthentication({ optionsJSON: options }).catch(() => {
    throw new PasskeyStopped();
  });
  return await postJson(apiPath(`${path}/finish`), { ceremony, response });
}

export function signInByPasskey(): Promise<unknown> {
  return authenticate('/sign-in/passkey');
}

/** A fresh sign-in for a dangerous act. */
export function confirmByPasskey(): Promise<unknown> {
  return authenticate('/session/step-up/passkey');
}

export function confirmByPassword(password: string): Promise<unknown> {
  return postJson(apiPath('/session/step-up/password'), { password });
}

/** Makes a passkey in this browser and gives its public half to the server. */
export async function addPasskey(name: string): Promise<void> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  type Options = Parameters<typeof startRegistration>[0]['optionsJSON'];
  const { ceremony, options } = await sendJson<Begun<Options>>('POST', apiPath('/me/passkeys/begin'), {});
  const response = await startRegistration({ optionsJSON: options }).catch(() => {
    throw new PasskeyStopped();
  });
  await postJson(apiPath('/me/passkeys/finish'), { ceremony, name, response });
}
