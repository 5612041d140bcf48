import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { type Account, findAccount, findAccountByLogin, normaliseLogin } from './accounts.ts';
import { countTry, forgetTries, hashLogin, stepUpLogin } from './back-off.ts';
import type { RecordAct } from './deps.ts';
import { errors } from './errors.ts';
import { finishAuthentication, type PasskeySite } from './passkeys.ts';
import { isPassword } from './passwords.ts';
import { takeRecoveryCode } from './recovery-codes.ts';
import { type Authentication, type OpenedSession, openPersonSession, type Session, stepUp } from './sessions.ts';

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

/** Refuses and puts that on the record; the login that was typed is not, since people also type passwords there. */
async function refuse({ db, recordAct }: SignInDeps, account: Account | undefined, by: string): Promise<never> {
  const object = account?.id ?? 'unknown';
  await recordAct(db, null, { action: 'session.refused', object, detail: { by } });
  throw refusal();
}

interface Admission {
  authentication: Authentication;
  by: string;
  browser?: string | undefined;
}

/** Opens the session of a person who was proven, and puts it on the record with it. */
async function admit(deps: SignInDeps, account: Pick<Account, 'accountNo'>, how: Admission): Promise<OpenedSession> {
  return await deps.db.transaction().execute((trx) => admitIn(trx, deps, account, how));
}

async function admitIn(
  trx: Db,
  { recordAct, clock = systemClock }: SignInDeps,
  account: Pick<Account, 'accountNo'>,
  { authentication, by, browser }: Admission,
): Promise<OpenedSession> {
  const opened = await openPersonSession(trx, { accountNo: account.accountNo, authentication, browser }, clock);
  await recordAct(trx, opened.session, { action: 'session.open', object: opened.session.id, detail: { by } });
  return opened;
}

interface Typing {
  /** undefined: nobody has the login that was typed. */
  account: Account | undefined;
  login: string;
  local: boolean;
}

/** Whether somebody is there who may sign in with something typed. */
const isAble = (account: Account | undefined): account is Account =>
  account !== undefined && account.kind === 'person' && account.disabledAt === null;

/**
 * Compares what was typed with what is stored, counting wrong tries by login.
 * @returns how it was right, or undefined
 */
async function provePassword(deps: SignInDeps, { account, login, local }: Typing, password: string) {
  const { db, clock = systemClock } = deps;
  if (isAble(account) && account.demo && local && password === demoPassword) return 'demo password';
  const loginHash = hashLogin(deps.loginKey, login);
  await countTry(db, loginHash, clock);
  const right = await isPassword(password, isAble(account) ? await findPasswordHash(db, account) : undefined);
  if (right) await forgetTries(db, loginHash);
  return right ? 'password' : undefined;
}

/**
 * Signs in with a password.
 * @throws Problem IDUN_SIGN_IN_FAILED, the same for an unknown login and a wrong password; IDUN_SIGN_IN_WAIT after many tries
 */
export async function signInWithPassword(
  deps: SignInDeps,
  given: Typed & { password: string },
): Promise<OpenedSession> {
  const { login, password, local, browser } = given;
  const account = await findAccountByLogin(deps.db, login);
  const by = await provePassword(deps, { account, login: normaliseLogin(login), local }, password);
  if (by === undefined || account === undefined) return await refuse(deps, account, 'password');
  return await admit(deps, account, { authentication: 'password', by, browser });
}

/** Signs in with a recovery code, which is used up. @throws Problem as signInWithPassword */
export async function signInWithRecoveryCode(
  deps: SignInDeps,
  given: Typed & { code: string },
): Promise<OpenedSession> {
  const { db, clock = systemClock } = deps;
  const { login, code, browser } = given;
  const account = await findAccountByLogin(db, login);
  const loginHash = hashLogin(deps.loginKey, normaliseLogin(login));
  await countTry(db, loginHash, clock);
  // The code goes with the session it opens, or stays.
  const opened = await db.transaction().execute(async (trx) => {
    if (!isAble(account) || !(await takeRecoveryCode(trx, account, code, clock))) return undefined;
    return await admitIn(trx, deps, account, { authentication: 'password', by: 'recovery code', browser });
  });
  if (opened === undefined) return await refuse(deps, account, 'recovery code');
  await forgetTries(db, loginHash);
  return opened;
}

/** Signs in with a passkey's answer. @throws Problem IDUN_SIGN_IN_FAILED, IDUN_CEREMONY_OVER */
export async function signInWithPasskey(
  deps: SignInDeps,
  given: { ceremony: string; site: PasskeySite; response: AuthenticationResponseJSON; browser?: string | undefined },
): Promise<OpenedSession> {
  const { browser, ...answer } = given;
  const proven = await finishAuthentication(deps.db, answer, deps.clock).catch(async (error: unknown) => {
    await deps.recordAct(deps.db, null, { action: 'session.refused', object: 'unknown', detail: { by: 'passkey' } });
    throw error;
  });
  return await admit(deps, proven, { authentication: 'passkey', by: 'passkey', browser });
}

/** Proves with the password that it is still the person of the session. @throws Problem as signInWithPassword */
export async function stepUpWithPassword(
  deps: SignInDeps,
  session: Session & { accountId: string },
  given: { password: string; local: boolean },
): Promise<Date> {
  const { db, recordAct } = deps;
  const account = await findAccount(db, session.accountId);
  const typing = { account, login: stepUpLogin(account.id), local: given.local };
  const by = await provePassword(deps, typing, given.password);
  if (by === undefined) {
    await recordAct(db, session, { action: 'session.step-up-refused', object: session.id, detail: { by: 'password' } });
    throw refusal();
  }
  return await notedStepUp(deps, session, by);
}

/** Proves with a passkey that it is still the person of the session. @throws Problem as signInWithPasskey */
export async function stepUpWithPasskey(
  deps: SignInDeps,
  session: Session & { accountId: string },
  answer: { ceremony: string; site: PasskeySite; response: AuthenticationResponseJSON },
): Promise<Date> {
  await finishAuthentication(deps.db, { ...answer, sessionId: session.id }, deps.clock);
  return await notedStepUp(deps, session, 'passkey');
}

/** Opens dangerous acts and puts that on the record. */
export async function notedStepUp({ db, recordAct, clock }: SignInDeps, session: Session, by: string): Promise<Date> {
  return await db.transaction().execute(async (trx) => {
    await recordAct(trx, session, { action: 'session.step-up', object: session.id, detail: { by } });
    return await stepUp(trx, session.id, clock);
  });
}

/** The stored hash of an account's password, if it has one. */
export async function findPasswordHash(db: Db, { accountNo }: Pick<Account, 'accountNo'>): Promise<string | undefined> {
  const { rows } = await sql<{ hash: string }>`select hash from trust.passwords
    where account_no = ${accountNo}`.execute(db);
  return rows[0]?.hash;
}
