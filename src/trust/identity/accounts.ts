import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { hashLogin, openLoginKey, stepUpLogin } from './back-off.ts';
import { errors } from './errors.ts';

export interface Account {
  accountNo: number;
  /** `acc_…` */
  id: string;
  kind: 'person' | 'service';
  name: string;
  login: string | null;
  /** `per_…` of the citizen it is, when known. */
  personId: string | null;
  demo: boolean;
  createdAt: Date;
  disabledAt: Date | null;
  lastSignInAt: Date | null;
}

/** What an account is made of. */
export interface NewAccount {
  name: string;
  kind?: Account['kind'];
  /** Kept in lower case; what is typed when signing in. */
  login?: string | undefined;
  person?: { personNo: number; id: string } | undefined;
  demo?: boolean;
  /** Who makes it: an account's id, or the operator. */
  by: string;
}

export const accountColumns = sql`a.account_no as "accountNo", a.id, a.kind, a.name, a.login, a.person_id as "personId",
  a.demo, a.created_at as "createdAt", a.disabled_at as "disabledAt", a.last_sign_in_at as "lastSignInAt"`;

/** How a login is written: the same whatever the keyboard did with case and spaces around it. */
export function normaliseLogin(login: string): string {
  return login.normalize('NFC').trim().toLowerCase();
}

/** Makes an account; it holds no role yet. @throws Problem IDUN_LOGIN_TAKEN */
export async function createAccount(trx: Db, given: NewAccount, clock: Clock = systemClock): Promise<Account> {
  const login = given.login === undefined ? null : normaliseLogin(given.login);
  const { rows } =
    await sql<Account>`insert into trust.accounts as a (id, kind, name, login, person_no, person_id, demo,
      created_at, created_by)
    values (${newId('acc')}, ${given.kind ?? 'person'}, ${given.name}, ${login}, ${given.person?.personNo ?? null},
      ${given.person?.id ?? null}, ${given.demo ?? false}, ${clock.now()}, ${given.by})
    on conflict (login) do nothing returning ${accountColumns}`.execute(trx);
  if (rows[0] !== undefined) return rows[0];
  throw new Problem(errors.loginTaken, 'Another account has this login.', { action: 'Choose another one.' });
}

/** The account with this id. @throws Problem IDUN_ACCOUNT_NOT_FOUND */
export async function findAccount(db: Db, id: string): Promise<Account> {
  const { rows } = await sql<Account>`select ${accountColumns} from trust.accounts a where a.id = ${id}`.execute(db);
  if (rows[0] !== undefined) return rows[0];
  throw new Problem(errors.accountNotFound, 'No account has this id.');
}

/** The account with this login, or undefined. */
export async function findAccountByLogin(db: Db, login: string): Promise<Account | undefined> {
  const { rows } = await sql<Account>`select ${accountColumns} from trust.accounts a
    where a.login = ${normaliseLogin(login)}`.execute(db);
  return rows[0];
}

/** Removes the demo nation's accounts with all that belongs to them, wrong tries included; needs the owner role. */
export async function removeDemoAccounts(ownerTrx: Db, dataDir: string): Promise<void> {
  const { rows } = await sql<{ id: string; login: string | null }>`delete from trust.accounts where demo
    returning id, login`.execute(ownerTrx);
  const key = openLoginKey(dataDir);
  const typed = rows.flatMap(({ id, login }) => [stepUpLogin(id), ...(login === null ? [] : [login])]);
  const hashes = typed.map((login) => hashLogin(key, login));
  await sql`delete from trust.sign_in_failures where login_hash = any(${hashes}::bytea[])`.execute(ownerTrx);
}
