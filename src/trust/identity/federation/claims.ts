import { sql } from 'kysely';
import type { Clock } from '../../../platform/clock/index.ts';
import type { Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { findOrganisation, type Organisation } from '../../organisations/index.ts';
import { type Account, createAccount, findAccountByLogin } from '../accounts.ts';
import type { IdentityDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { endHolding, grantHolding } from '../holdings.ts';
import type { Role, RolePurpose } from '../roles.ts';
import { limits } from '../session-limits.ts';
import type { ClaimRule, Provider } from './providers.ts';

/** What a provider says of somebody: the claims of its ID token, and of userinfo if asked. */
export type Claims = Readonly<Record<string, unknown>>;

/** A claim by its name, or by a path through nested ones (`realm_access.roles`). */
export function claimOf(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path.split('.').reduce<unknown>((at, name) => {
    return typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? (at as Claims)[name] : undefined;
  }, claims);
}

function has(claims: Claims, path: string, wanted: ClaimRule['when'][string]): boolean {
  const found = [claimOf(claims, path)].flat();
  return [wanted].flat().some((value) => found.includes(value));
}

interface Held {
  role: Role;
  organisation: Organisation | null;
  purpose?: RolePurpose | undefined;
}

// A rule that names an organisation which is not here gives nothing; the others still hold.
async function findPlace(
  db: Db,
  { organisation }: ClaimRule,
  claims: Claims,
): Promise<Organisation | null | undefined> {
  if (organisation === null) return null;
  const named = typeof organisation === 'string' ? organisation : claimOf(claims, organisation.claim);
  if (typeof named !== 'string') return undefined;
  return await findOrganisation(db, named).catch((error: unknown) => {
    if (error instanceof Problem) return undefined;
    throw error;
  });
}

/** The roles that the rules give for these claims. */
export async function rolesOf(db: Db, provider: Provider, claims: Claims): Promise<Held[]> {
  const held: Held[] = [];
  for (const rule of provider.rules) {
    if (!Object.entries(rule.when).every(([path, wanted]) => has(claims, path, wanted))) continue;
    const organisation = await findPlace(db, rule, claims);
    if (organisation !== undefined) held.push({ role: rule.role, organisation, purpose: rule.purpose });
  }
  return held;
}

type Person = { personNo: number; id: string };

async function findLinked(db: Db, provider: Provider, subject: string): Promise<Account | undefined> {
  const { rows } = await sql<{ login: string | null; accountNo: number }>`select account_no as "accountNo"
    from trust.federated_identities where issuer = ${provider.issuer} and subject = ${subject}`.execute(db);
  return rows[0] as Account | undefined;
}

async function findOrMakeAccount(
  trx: Db,
  { provider, claims, person }: { provider: Provider; claims: Claims; person: Person | undefined },
  hasRole: boolean,
): Promise<Pick<Account, 'accountNo'>> {
  const known = await findLinked(trx, provider, String(claims['sub']));
  if (known !== undefined) return known;
  const login = provider.claims.login === undefined ? undefined : claimOf(claims, provider.claims.login);
  const named = typeof login === 'string' ? await findAccountByLogin(trx, login) : undefined;
  // A demo account is nobody's, and a service has no person behind it.
  if (named !== undefined && !named.demo && named.kind === 'person') return named;
  const makes = provider.newAccounts === 'always' || (provider.newAccounts === 'with-role' && hasRole);
  if (!makes) {
    throw new Problem(errors.noAccount, `${provider.name} knows you, but there is no account for you here.`, {
      action: 'Ask the administrator of your organisation for one.',
    });
  }
  const name = claimOf(claims, provider.claims.name);
  const shown = typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 200) : provider.name;
  return await createAccount(trx, { name: shown, person, by: `provider:${provider.id}` });
}

async function syncHoldings(
  trx: Db,
  { account, held, by }: { account: Pick<Account, 'accountNo'>; held: readonly Held[]; by: string },
  clock: Clock,
): Promise<{ granted: string[]; ended: string[] }> {
  const now = clock.now();
  const until = new Date(now.getTime() + limits.claims);
  type Row = { id: string; role: string; organisationNo: number | null };
  const { rows } = await sql<Row>`select id, role, organisation_no as "organisationNo" from trust.role_holdings
    where account_no = ${account.accountNo} and source = 'claims' and granted_by = ${by}
      and valid_to > ${now}`.execute(trx);
  const same = (row: Row, one: Held) =>
    row.role === one.role && row.organisationNo === (one.organisation?.organisationNo ?? null);
  const gone = rows.filter((row) => !held.some((one) => same(row, one)));
  for (const { id } of gone) await endHolding(trx, id, { by, reason: 'no longer claimed' }, clock);
  const kept = rows.filter((row) => !gone.includes(row));
  const ids = kept.map(({ id }) => id);
  await sql`update trust.role_holdings set valid_to = ${until} where id = any(${ids}::text[])`.execute(trx);
  const granted: string[] = [];
  for (const one of held.filter((wanted) => !kept.some((row) => same(row, wanted)))) {
    const given = { ...one, account: { ...account, kind: 'person' as const }, until, by, source: 'claims' as const };
    granted.push(await grantHolding(trx, given, clock));
  }
  return { granted, ended: gone.map(({ id }) => id) };
}

/**
 * The account of somebody whom a provider vouches for: the linked one, the one with their login, or a new one. Its roles from this
 * provider become what the claims say now; they last a day, so that whoever the provider forgets is out.
 * @throws Problem IDUN_SIGN_IN_NO_ACCOUNT
 */
export async function accountOfClaims(
  trx: Db,
  deps: Pick<IdentityDeps, 'findPersonByCpr' | 'recordAct'>,
  given: { provider: Provider; claims: Claims },
  clock: Clock,
): Promise<Pick<Account, 'accountNo'>> {
  const { provider, claims } = given;
  const cpr = provider.claims.cpr === undefined ? undefined : claimOf(claims, provider.claims.cpr);
  const person = typeof cpr === 'string' ? await deps.findPersonByCpr?.(cpr) : undefined;
  const held = await rolesOf(trx, provider, claims);
  const seen = new Set<string>();
  const unique = held.filter(({ role, organisation }) => {
    const key = `${role} ${organisation?.organisationNo ?? ''}`;
    return !seen.has(key) && seen.add(key);
  });
  if (provider.citizens && person !== undefined) unique.push({ role: 'citizen', organisation: null });
  const account = await findOrMakeAccount(trx, { provider, claims, person }, unique.length > 0);
  const now = clock.now();
  await sql`insert into trust.federated_identities (issuer, subject, account_no, linked_at, last_claims_at)
    values (${provider.issuer}, ${String(claims['sub'])}, ${account.accountNo}, ${now}, ${now})
    on conflict (issuer, subject) do update set last_claims_at = excluded.last_claims_at`.execute(trx);
  if (person !== undefined) {
    await sql`update trust.accounts set person_no = ${person.personNo}, person_id = ${person.id}
      where account_no = ${account.accountNo}`.execute(trx);
  }
  const by = `provider:${provider.id}`;
  const { granted, ended } = await syncHoldings(trx, { account, held: unique, by }, clock);
  for (const id of granted) await deps.recordAct(trx, null, { action: 'holdings.grant', object: id, detail: { by } });
  for (const id of ended) await deps.recordAct(trx, null, { action: 'holdings.end', object: id, detail: { by } });
  return account;
}
