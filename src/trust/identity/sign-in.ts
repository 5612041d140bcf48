import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { type Account, findAccountByLogin, normaliseLogin } from './accounts.ts';
import { countTry, forgetTries, hashLogin } from './back-off.ts';
import type { RecordAct } from './deps.ts';
import { errors } from './errors.ts';
import { isPassword } from './passwords.ts';
import { type Authentication, type OpenedSession, openPersonSession } from './sessions.ts';

/** What signing in works with. */
export interface SignInDeps {
  db: Db;
  recordAct: RecordAct;
  /** Key of the hashes of logins. */
  loginKey: Uint8Array;
  clock?: Clock;
}

/** Everybody may know it, so it opens demo accounts only, and only on the machine the server runs on. */
export const demoPassword = 'demo';

/** Proves a login with something typed. */
export interface Typed {
  login: string;
  /** Whether the demo password counts: this request came to a loopback address. */
  local: boolean;
  browser?: string | undefined;
}

function refusal(): Problem {
  return new Problem(errors.signInFailed, 'The login and what was typed with it do not belong together.', {
    action: 'Check both and try again, or sign in another way.',
  });
}

async function refuse({ db, recordAct }: SignInDeps, account: Account | undefined, by: string): Promise<never> {
  const object = account?.id ?? 'unknown';
  await recordAct(db, null, { action: 'session.refused', object, detail: { by } });
  throw refusal();
}

/** Opens the session of a person who was proven, and puts it on the record with it. */
export async function admit(
  { db, recordAct, clock = systemClock }: SignInDeps,
  account: Pick<Account, 'accountNo'>,
  how: { authentication: Authentication; by: string; browser?: string | undefined },
): Promise<OpenedSession> {
  return await db.transaction().execute(async (trx) => {
    const { authentication, by, browser } = how;
    const opened = await openPersonSession(trx, { accountNo: account.accountNo, authentication, browser }, clock);
    await recordAct(trx, opened.session, { action: 'session.open', object: opened.session.id, detail: { by } });
    return opened;
  });
}

/**
 * Signs in with a password.
 * @throws Problem IDUN_SIGN_IN_FAILED, the same for an unknown login and a wrong password; IDUN_SIGN_IN_WAIT after many tries
 */
export async function signInWithPassword(
  deps: SignInDeps,
  given: Typed & { password: string },
): Promise<OpenedSession> {
  const { db, clock = systemClock } = deps;
  const { login, password, local, browser } = given;
  const account = await findAccountByLogin(db, login);
  const able = account !== undefined && account.kind === 'person' && account.disabledAt === null;
  if (able && account.demo && local && password === demoPassword) {
    return await admit(deps, account, { authentication: 'password', by: 'demo password', browser });
  }
  const loginHash = hashLogin(deps.loginKey, normaliseLogin(login));
  await countTry(db, loginHash, clock);
  const hash = able ? await findPasswordHash(db, account) : undefined;
  const right = await isPassword(password, hash);
  if (!right || account === undefined) return await refuse(deps, account, 'password');
  await forgetTries(db, loginHash);
  return await admit(deps, account, { authentication: 'password', by: 'password', browser });
}

/** The stored hash of an account's password, if it has one. */
export async function findPasswordHash(db: Db, { accountNo }: Pick<Account, 'accountNo'>): Promise<string | undefined> {
  const { rows } = await sql<{ hash: string }>`select hash from trust.passwords
    where account_no = ${accountNo}`.execute(db);
  return rows[0]?.hash;
}
