import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { Problem, type ProblemSpec } from '../../platform/problem/index.ts';
import {
  type AccountWithHoldings,
  type AdministrationDeps,
  addServiceKey,
  changeAccount,
  endRole,
  findAccountByLogin,
  grantRole,
  isRole,
  linkPerson,
  listAccounts,
  openAccount,
  readManagedService,
  replaceRecoveryCodes,
  roleNames,
} from '../../trust/identity/index.ts';
import { findOrganisation } from '../../trust/organisations/index.ts';
import { resolvePerson } from '../../trust/people/index.ts';
import { administrationOf } from './administration.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

const errors = {
  badRole: { code: 'IDUN_ROLE_UNKNOWN', status: 422, title: 'There is no such role.' },
  badDay: { code: 'IDUN_DAY_UNREADABLE', status: 422, title: 'This is not a day.' },
} as const satisfies Record<string, ProblemSpec>;

/** An account by its id or login. */
async function accountId({ db }: AdministrationDeps, text: string): Promise<string> {
  return (await findAccountByLogin(db, text))?.id ?? text;
}

/** The end of a day in UTC, from YYYY-MM-DD. */
export function endOfDay(text: string): Date {
  const day = new Date(`${text}T23:59:59Z`);
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime())) return day;
  throw new Problem(errors.badDay, `${text} is not a day.`, { expected: 'YYYY-MM-DD' });
}

const day = (at: Date | null): string => at?.toISOString().slice(0, 10) ?? '–';

function describe(account: AccountWithHoldings): object {
  const { accountNo: _, holdings, ...rest } = account;
  return { ...rest, holdings: holdings.map(({ organisationNo: __, ...holding }) => holding) };
}

async function list(context: CliContext, options: { search?: string; role?: string; limit: string }): Promise<void> {
  const acting = await administrationOf(context);
  const query = { text: options.search, role: options.role, limit: Number(options.limit), offset: 0 };
  const { items, total } = await listAccounts(acting, query);
  const now = new Date();
  context.print({ items: items.map(describe), total }, () =>
    formatTable(
      ['account', 'login', 'name', 'roles', 'last sign-in'],
      items.map(({ id, login, name, holdings, lastSignInAt, disabledAt }) => {
        const held = holdings.filter(({ until }) => until === null || until > now);
        const roles = held.map(
          ({ role, organisation }) => `${role}${organisation === null ? '' : ` @ ${organisation}`}`,
        );
        return [id, login ?? '–', disabledAt === null ? name : `${name} (closed)`, roles.join(', '), day(lastSignInAt)];
      }),
    ),
  );
}

async function add(context: CliContext, name: string, options: { login?: string; service?: boolean }): Promise<void> {
  const kind = options.service ? 'service' : 'person';
  const { account, setupCodes } = await openAccount(await administrationOf(context), {
    ...{ name, kind },
    login: options.login,
  });
  context.print({ account: describe(account), setupCodes }, () =>
    setupCodes.length === 0
      ? `${account.id} is open. Give it its public key: idun accounts key ${account.id} FILE`
      : `${account.id} is open. Codes for signing in the first time, each good once:\n${setupCodes.join('\n')}`,
  );
}

interface GrantOptions {
  organisation?: string;
  until?: string;
}

async function grant(context: CliContext, account: string, role: string, options: GrantOptions): Promise<void> {
  if (!isRole(role)) throw new Problem(errors.badRole, `${role} is not a role.`, { expected: roleNames.join(', ') });
  const acting = await administrationOf(context);
  const organisation =
    options.organisation === undefined ? null : await findOrganisation(acting.db, options.organisation);
  const until = options.until === undefined ? undefined : endOfDay(options.until);
  const holding = await grantRole(acting, { account: await accountId(acting, account), role, organisation, until });
  const { organisationNo: _, ...answer } = holding;
  context.print(answer, () => {
    const place = holding.organisation === null ? '' : ` in ${holding.organisation}`;
    return `${holding.accountName} is ${role}${place} until ${day(holding.until)} (${holding.id}).`;
  });
}

/** `idun accounts …`: who can sign in, and the roles they hold. */
export function registerAccounts(program: Command, context: CliContext): void {
  const accounts = program.command('accounts').description('who can sign in, and the roles they hold');
  accounts
    .command('list')
    .description('accounts with the roles they hold now')
    .option('--search <text>', 'part of a name or login')
    .option('--role <role>')
    .option('--limit <n>', 'at most so many', '200')
    .action((options: { search?: string; role?: string; limit: string }) => list(context, options));
  accounts
    .command('add')
    .description('open an account; prints codes for the first sign-in')
    .argument('<name>')
    .option('--login <login>', 'what the person types')
    .option('--service', 'of a program, which signs in with a key')
    .action((name: string, options: { login?: string; service?: boolean }) => add(context, name, options));
  accounts
    .command('grant')
    .description('give a role; a year unless --until is given')
    .argument('<account>', 'acc_… or login')
    .argument('<role>')
    .option('--organisation <organisation>', 'org_…, code or name')
    .option('--until <day>', 'YYYY-MM-DD')
    .action((account: string, role: string, options: GrantOptions) => grant(context, account, role, options));
  accounts
    .command('end')
    .description('end a role now')
    .argument('<holding>', 'hol_…')
    .requiredOption('--reason <text>')
    .action(async (holding: string, { reason }: { reason: string }) => {
      const ended = await endRole(await administrationOf(context), holding, reason);
      const { organisationNo: _, ...answer } = ended;
      context.print(answer, () => `${ended.accountName} is no longer ${ended.role}.`);
    });
  for (const [name, disabled] of [
    ['close', true],
    ['reopen', false],
  ] as const) {
    accounts
      .command(name)
      .description(disabled ? 'close an account: nobody signs in with it, its sessions end' : 'open it again')
      .argument('<account>', 'acc_… or login')
      .action(async (text: string) => {
        const acting = await administrationOf(context);
        const account = await changeAccount(acting, await accountId(acting, text), { disabled });
        context.print(describe(account), () => `${account.id} is ${disabled ? 'closed' : 'open'}.`);
      });
  }
  accounts
    .command('link')
    .description('say which citizen an account is')
    .argument('<account>', 'acc_… or login')
    .argument('<person>', 'per_…, namespace:value, or an identifier only one person has')
    .action(async (text: string, who: string) => {
      const acting = await administrationOf(context);
      const { cprKeys } = await context.app();
      const person = await resolvePerson(acting.db, who, cprKeys);
      const account = await linkPerson(acting, await accountId(acting, text), person);
      context.print(describe(account), () => `${account.name} is ${person.id}.`);
    });
  accounts
    .command('codes')
    .description('new recovery codes for somebody who lost every way in; their sessions end')
    .argument('<account>', 'acc_… or login')
    .action(async (text: string) => {
      const acting = await administrationOf(context);
      const codes = await replaceRecoveryCodes(acting, await accountId(acting, text));
      context.print({ codes }, () => codes.join('\n'));
    });
  accounts
    .command('key')
    .description('give a service’s account its public key')
    .argument('<account>', 'acc_…')
    .argument('<file>', 'the public key as JWK')
    .action(async (id: string, file: string) => {
      const acting = await administrationOf(context);
      const service = await readManagedService(acting, id);
      const { keyId } = await addServiceKey(acting.db, service.accountNo, JSON.parse(readFileSync(file, 'utf8')));
      await acting.recordAct(acting.db, acting.who, { action: 'accounts.key-added', object: id, detail: { keyId } });
      context.print({ keyId }, () => `${service.name} signs with the key ${keyId}.`);
    });
}
