import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { type Administered, administeredBy, assertAdministered, type Organisation } from '../organisations/index.ts';
import { type Account, accountColumns, createAccount, findAccount, normaliseLogin } from './accounts.ts';
import type { ActingSession, RecordAct } from './deps.ts';
import { errors } from './errors.ts';
import { endHolding, findHolding, grantHolding, type Holding, holdingColumns } from './holdings.ts';
import { makeRecoveryCodes } from './recovery-codes.ts';
import type { Role, RolePurpose } from './roles.ts';
import { limits } from './session-limits.ts';

/** Who administers, and what it takes. */
export interface AdministrationDeps {
  db: Db;
  recordAct: RecordAct;
  who: NonNullable<ActingSession>;
  clock?: Clock;
}

/** An account and all it holds or held. */
export interface AccountWithHoldings extends Account {
  holdings: Holding[];
}

/** Who acts, as rows name it. */
const nameOf = ({ accountId, id }: NonNullable<ActingSession>): string => accountId ?? id;

async function holdingsOf(db: Db, accountNos: readonly number[]): Promise<(Holding & { accountNo: number })[]> {
  const { rows } = await sql<Holding & { accountNo: number }>`select h.account_no as "accountNo", ${holdingColumns}
    from trust.role_holdings h left join trust.organisations o using (organisation_no)
    where h.account_no = any(${[...accountNos]}::int[]) order by h.holding_no`.execute(db);
  return rows;
}

async function withHoldings(db: Db, accounts: readonly Account[]): Promise<AccountWithHoldings[]> {
  const held = await holdingsOf(
    db,
    accounts.map(({ accountNo }) => accountNo),
  );
  return accounts.map((account) => ({
    ...account,
    holdings: held.filter(({ accountNo }) => accountNo === account.accountNo),
  }));
}

/** What of the accounts is asked for. */
export interface AccountQuery {
  /** Part of the name, login or id. */
  text?: string | undefined;
  role?: string | undefined;
  organisationNo?: number | undefined;
  limit: number;
  offset: number;
}

// An account is somebody's to see who made it or in whose organisations it holds or held a role.
function seenBy({ within }: Administered, by: string) {
  if (within === null) return sql`true`;
  return sql`(a.created_by = ${by} or exists (select 1 from trust.role_holdings s
    where s.account_no = a.account_no and s.organisation_no = any(${[...within]}::int[])))`;
}

/** The accounts that an administrator may see, by name, with how many there are. */
export async function listAccounts(
  { db, who }: Pick<AdministrationDeps, 'db' | 'who'>,
  query: AccountQuery,
): Promise<{ items: AccountWithHoldings[]; total: number }> {
  const administered = await administeredBy(db, who);
  const like = `%${(query.text ?? '').replaceAll(/[\\%_]/g, '\\$&')}%`;
  const held = sql`exists (select 1 from trust.role_holdings f where f.account_no = a.account_no
    and (f.valid_to is null or f.valid_to > now())
    and (${query.role ?? null}::text is null or f.role = ${query.role ?? null})
    and (${query.organisationNo ?? null}::int is null or f.organisation_no = ${query.organisationNo ?? null}))`;
  const chosen = sql`${seenBy(administered, nameOf(who))}
    and (a.name ilike ${like} or a.login ilike ${like} or a.id = ${query.text ?? ''})
    and (${query.role === undefined && query.organisationNo === undefined} or ${held})`;
  const { rows } = await sql<Account & { total: number }>`select ${accountColumns}, count(*) over () as total
    from trust.accounts a where ${chosen} order by a.name, a.account_no
    limit ${query.limit} offset ${query.offset}`.execute(db);
  const items = await withHoldings(
    db,
    rows.map(({ total: _, ...account }) => account),
  );
  return { items, total: rows[0]?.total ?? 0 };
}

/** One account that the administrator may see. @throws Problem IDUN_ACCOUNT_NOT_FOUND, the same when it is not theirs to see */
export async function readAccount(
  { db, who }: Pick<AdministrationDeps, 'db' | 'who'>,
  id: string,
): Promise<AccountWithHoldings> {
  const administered = await administeredBy(db, who);
  const { rows } = await sql<Account>`select ${accountColumns} from trust.accounts a
    where a.id = ${id} and ${seenBy(administered, nameOf(who))}`.execute(db);
  if (rows[0] === undefined) throw new Problem(errors.accountNotFound, 'No account of yours to see has this id.');
  return (await withHoldings(db, rows))[0]!;
}

// Whoever can give somebody a new way in can become them, so all they hold must be the administrator's to give.
async function readManagedAccount(deps: AdministrationDeps, id: string): Promise<AccountWithHoldings> {
  const account = await readAccount(deps, id);
  const administered = await administeredBy(deps.db, deps.who);
  if (account.id === deps.who.accountId) {
    throw new Problem(errors.oneself, 'Your own account is changed by another administrator, or on your profile.');
  }
  const now = (deps.clock ?? systemClock).now();
  for (const holding of account.holdings) {
    if (holding.until === null || holding.until > now) assertAdministered(administered, holding.organisationNo);
  }
  return account;
}

/** A service's account that the administrator may change. @throws Problem IDUN_ACCOUNT_NOT_FOUND, IDUN_ORGANISATION_NOT_YOURS */
export async function readManagedService(deps: AdministrationDeps, id: string): Promise<AccountWithHoldings> {
  const account = await readManagedAccount(deps, id);
  if (account.kind === 'service') return account;
  throw new Problem(errors.accountNotFound, 'This account is a person’s; keys are for services.');
}

/** Makes an account with codes for the first sign-in, which its owner uses to register a passkey. */
export async function openAccount(
  { db, recordAct, who, clock = systemClock }: AdministrationDeps,
  given: { name: string; login?: string | undefined; kind: Account['kind'] },
): Promise<{ account: AccountWithHoldings; setupCodes: string[] }> {
  if (given.kind === 'person' && given.login === undefined) {
    throw new Problem(errors.loginMissing, 'A person needs a login.', { expected: 'a login that nobody else has' });
  }
  return await db.transaction().execute(async (trx) => {
    const account = await createAccount(trx, { ...given, by: nameOf(who) }, clock);
    const setupCodes = given.kind === 'person' ? await makeRecoveryCodes(trx, account, clock) : [];
    await recordAct(trx, who, { action: 'accounts.add', object: account.id, detail: { kind: given.kind } });
    return { account: { ...account, holdings: [] }, setupCodes };
  });
}

/** What may change of an account. */
export interface AccountChange {
  name?: string | undefined;
  login?: string | undefined;
  disabled?: boolean | undefined;
}

/** Renames, closes or reopens an account; closing ends its sessions and takes its tokens back. @throws Problem IDUN_LOGIN_TAKEN */
export async function changeAccount(
  deps: AdministrationDeps,
  id: string,
  change: AccountChange,
): Promise<AccountWithHoldings> {
  const { recordAct, who, clock = systemClock } = deps;
  await deps.db.transaction().execute(async (trx) => {
    const account = await readManagedAccount({ ...deps, db: trx }, id);
    const login = change.login === undefined ? account.login : normaliseLogin(change.login);
    const taken = await sql`select 1 from trust.accounts where login = ${login} and id <> ${id}`.execute(trx);
    if (taken.rows.length > 0) throw new Problem(errors.loginTaken, 'Another account has this login.');
    const disabled = change.disabled ?? account.disabledAt !== null;
    await sql`update trust.accounts set name = ${change.name ?? account.name}, login = ${login},
        disabled_at = case when ${disabled} then coalesce(disabled_at, ${clock.now()}) end
      where account_no = ${account.accountNo}`.execute(trx);
    if (disabled) await shutOut(trx, account, clock);
    await recordAct(trx, who, { action: 'accounts.change', object: id, detail: change });
  });
  return await readAccount(deps, id);
}

async function shutOut(trx: Db, { accountNo }: Account, clock: Clock): Promise<void> {
  const now = clock.now();
  await sql`update trust.sessions set ended_at = ${now} where account_no = ${accountNo} and ended_at is null`.execute(
    trx,
  );
  await sql`update trust.api_tokens set revoked_at = ${now}
    where account_no = ${accountNo} and revoked_at is null`.execute(trx);
}

/** A citizen as an account names them. */
export interface LinkedPerson {
  personNo: number;
  id: string;
}

/**
 * Says which citizen an account is, or with null that it is none; only who administers everywhere may, since it opens that person's
 * own page. Sessions that are open end: what they read was another's.
 */
export async function linkPerson(
  deps: AdministrationDeps,
  id: string,
  person: LinkedPerson | null,
  reason?: string,
): Promise<AccountWithHoldings> {
  const { recordAct, who, clock = systemClock } = deps;
  await deps.db.transaction().execute(async (trx) => {
    assertAdministered(await administeredBy(trx, who), null);
    const account = await readManagedAccount({ ...deps, db: trx }, id);
    if (account.kind === 'service') throw new Problem(errors.accountNotFound, 'A service is nobody.');
    await sql`update trust.accounts set person_no = ${person?.personNo ?? null}, person_id = ${person?.id ?? null}
      where account_no = ${account.accountNo}`.execute(trx);
    await sql`delete from trust.person_claims where account_no = ${account.accountNo}`.execute(trx);
    if (account.personId !== null && account.personId !== person?.id) await shutOut(trx, account, clock);
    await recordAct(trx, who, {
      action: person === null ? 'accounts.unlink' : 'accounts.link',
      object: id,
      detail: { person: person?.id ?? account.personId },
      ...(reason === undefined ? {} : { reason }),
    });
  });
  return await readAccount(deps, id);
}

/** Signs somebody out everywhere. */
export async function endAccountSessions(deps: AdministrationDeps, id: string): Promise<void> {
  const { recordAct, who, clock = systemClock } = deps;
  await deps.db.transaction().execute(async (trx) => {
    const account = await readManagedAccount({ ...deps, db: trx }, id);
    await shutOut(trx, account, clock);
    await recordAct(trx, who, { action: 'accounts.sessions-ended', object: id });
  });
}

/** Gives somebody who lost every way in new recovery codes; their sessions end. */
export async function replaceRecoveryCodes(deps: AdministrationDeps, id: string): Promise<string[]> {
  const { recordAct, who, clock = systemClock } = deps;
  return await deps.db.transaction().execute(async (trx) => {
    const account = await readManagedAccount({ ...deps, db: trx }, id);
    await shutOut(trx, account, clock);
    await recordAct(trx, who, { action: 'accounts.recovery-codes-made', object: id });
    return await makeRecoveryCodes(trx, account, clock);
  });
}

/** A role to give. */
export interface Grant {
  account: string;
  role: Role;
  organisation: Organisation | null;
  purpose?: RolePurpose | undefined;
  /** A year from now unless given; a citizen's has no end. */
  until?: Date | undefined;
}

/**
 * Gives somebody a role in an organisation that is administered; nobody gives themselves one.
 * @throws Problem IDUN_ROLE_MISPLACED, IDUN_ORGANISATION_NOT_YOURS, IDUN_ACCOUNT_ONESELF
 */
export async function grantRole(deps: AdministrationDeps, grant: Grant): Promise<Holding> {
  const { db, recordAct, who, clock = systemClock } = deps;
  const { role, organisation, purpose } = grant;
  if (grant.account === who.accountId) throw new Problem(errors.oneself, 'Nobody gives themselves a role.');
  const year = new Date(clock.now().getTime() + limits.holding);
  const until = grant.until ?? (organisation === null ? undefined : year);
  return await db.transaction().execute(async (trx) => {
    assertAdministered(await administeredBy(trx, who), organisation?.organisationNo ?? null);
    const account = await findAccount(trx, grant.account);
    const id = await grantHolding(trx, { account, role, organisation, purpose, until, by: nameOf(who) }, clock);
    const detail = { account: account.id, role, organisation: organisation?.id ?? null, until: until ?? null };
    await recordAct(trx, who, { action: 'holdings.grant', object: id, detail });
    return await findHolding(trx, id);
  });
}

/** Ends a role now, with the reason. @throws Problem IDUN_HOLDING_NOT_FOUND, IDUN_ORGANISATION_NOT_YOURS */
export async function endRole(deps: AdministrationDeps, id: string, reason: string): Promise<Holding> {
  const { db, recordAct, who, clock = systemClock } = deps;
  return await db.transaction().execute(async (trx) => {
    const holding = await findHolding(trx, id);
    assertAdministered(await administeredBy(trx, who), holding.organisationNo);
    await endHolding(trx, id, { by: nameOf(who), reason }, clock);
    await recordAct(trx, who, { action: 'holdings.end', object: id, detail: { account: holding.accountId }, reason });
    return await findHolding(trx, id);
  });
}
