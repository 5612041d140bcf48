import type { Db } from '../platform/database/index.ts';
import { createAccount, grantHolding, openPersonSession, type Role } from '../trust/identity/index.ts';
import { ensureOrganisation, type Organisation } from '../trust/organisations/index.ts';
import type { Person } from '../trust/people/index.ts';

/** A session's cookie for injected requests, under both ports that a server which does not listen may take itself to have. */
export function cookieOf(secret: string): string {
  return ['idun_session_0', 'idun_session_80'].map((name) => `${name}=${secret}`).join('; ');
}

/** Makes an account that holds one role, and opens a session of it. @returns the account's id and the session's cookie */
export async function signInAs(
  db: Db,
  given: { name: string; login?: string; role: Role; organisation: Organisation | null; person?: Person | undefined },
): Promise<{ account: string; cookie: string }> {
  const { name, login = name.toLowerCase(), role, organisation, person } = given;
  const account = await createAccount(db, { name, login, ...(person && { person }), by: 'test' });
  await grantHolding(db, { account, role, organisation, by: 'test' });
  const { secret } = await openPersonSession(db, { accountNo: account.accountNo, authentication: 'password' });
  return { account: account.id, cookie: cookieOf(secret) };
}

/** Opens a session of each role, in an organisation of its own of the given kind. @returns cookies by role */
export async function signInRoles(
  db: Db,
  kinds: Partial<Record<Role, Organisation['kind']>>,
): Promise<Record<string, string>> {
  const cookies: Record<string, string> = {};
  for (const [role, kind] of Object.entries(kinds) as [Role, Organisation['kind']][]) {
    const organisation = await ensureOrganisation(db, { name: `${role}'s`, kind });
    cookies[role] = (await signInAs(db, { name: role, role, organisation })).cookie;
  }
  return cookies;
}
