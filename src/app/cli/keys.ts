import { Argument, type Command } from 'commander';
import { describeKeys, type KeyStates, renewAuditKey, renewMasterKey, renewSigningKeys } from '../keys/rotate.ts';
import type { CliContext } from './context.ts';

const day = (at: Date): string => at.toISOString().slice(0, 16).replace('T', ' ');
const finished = (resumed: boolean): string => (resumed ? 'Finished the rotation that was interrupted. ' : '');

async function rotateMaster(context: CliContext): Promise<void> {
  const answer = await renewMasterKey(await context.app(), {
    scope: await context.scope(),
    progress: context.progress,
  });
  context.print(answer, () =>
    [
      `${finished(answer.resumed)}${answer.rows} keys in the database and ${answer.files} key files are wrapped under the master key ${answer.to}.`,
      `The one before, ${answer.from}, is destroyed here. Servers that run go on; nothing has to be started again.`,
      'Backups made before hold it still, and restore as they are. If somebody has seen it, destroy them, and renew what it wrapped (docs/guides/keys.md).',
    ].join('\n'),
  );
}

async function rotateAudit(context: CliContext): Promise<void> {
  const answer = await renewAuditKey(await context.app(), { scope: await context.scope() });
  context.print(answer, () =>
    [
      `${finished(answer.resumed)}From ${answer.size} entries on the log is signed with the key ${answer.to}.`,
      `Both keys have signed that it follows ${answer.from}, whose secret part is destroyed: whoever knows that one can go on with it.`,
    ].join('\n'),
  );
}

async function rotateSignIn(context: CliContext): Promise<void> {
  const answer = await renewSigningKeys(await context.app(), { scope: await context.scope() });
  context.print(answer, () => signInLines(answer).join('\n'));
}

const signInLines = (keys: KeyStates['signIn']): string[] =>
  keys.map(({ kid, alg, madeAt, until }) =>
    until === null ? `${alg}  ${kid}  signs since ${day(madeAt)}` : `${alg}  ${kid}  published until ${day(until)}`,
  );

async function show(context: CliContext): Promise<void> {
  const answer = await describeKeys(await context.app());
  context.print(answer, ({ master, audit, signIn }: KeyStates) =>
    [
      `Master key ${master.id}, since ${day(master.since)}. It wraps:`,
      ...master.wraps.map(({ what, keys }) => `  ${String(keys).padStart(8)}  ${what}`),
      ...(master.unfinished === null
        ? []
        : [`A rotation from ${master.unfinished} was interrupted: idun keys rotate finishes it.`]),
      `Key of the log ${audit.keyId}${audit.since === null ? '' : `, since ${day(audit.since)}`}`,
      ...audit.before.map(({ keyId, until, size }) => `  before, up to ${size} entries, ${day(until)}: ${keyId}`),
      'Keys of sign-ins and visas:',
      ...signInLines(signIn).map((line) => `  ${line}`),
    ].join('\n'),
  );
}

const rotations = { master: rotateMaster, audit: rotateAudit, 'sign-in': rotateSignIn } as const;

/** `idun keys show|rotate`. */
export function registerKeys(program: Command, context: CliContext): void {
  const keys = program.command('keys').description('the keys of this installation, and new ones in their place');
  keys
    .command('show')
    .description('which keys there are, since when, and what they wrap')
    .action(() => show(context));
  keys
    .command('rotate')
    .description('a new key in the place of the present one, while everything goes on; interrupted, call it again')
    .addArgument(
      new Argument('[which]', 'the master key, the key of the log, or those of sign-ins')
        .choices(Object.keys(rotations))
        .default('master'),
    )
    .action((which: keyof typeof rotations) => rotations[which](context));
}
