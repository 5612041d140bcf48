import { type Command, Option } from 'commander';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import {
  type ChoiceScope,
  type CountedPurpose,
  choiceHistory,
  choiceScopes,
  countedAt,
  countedTotals,
  decisionRules,
  importRegister,
  type RegisterAnswer,
  recordOptIn,
  recordOptOut,
} from '../../trust/consent/index.ts';
import { resolvePerson } from '../../trust/people/index.ts';
import { registerAgreements } from './consent-agreements.ts';
import type { CliContext } from './context.ts';

const who = 'per_… , namespace:value, an identifier only one person has, or a civil registration number';
const errors = {
  badTime: { code: 'IDUN_CONSENT_TIME', status: 422, title: 'This is no point in time.' },
} as const;

const effects: Readonly<Record<ChoiceScope, Record<'opt-out' | 'opt-in', string>>> = {
  genetic: {
    'opt-out': 'out of every frequency and research answer from now on; still there for care',
    'opt-in': 'counted again from now on',
  },
  material: {
    'opt-out': 'samples are for own treatment only from now on',
    'opt-in': 'samples may be used for research again',
  },
};

async function record(
  context: CliContext,
  personText: string,
  choice: 'opt-out' | 'opt-in',
  { scope }: { scope: ChoiceScope },
): Promise<void> {
  const { database, cprKeys } = await context.app();
  const access = await context.scope();
  const answer = await database.withActor(context.actor, async (trx) => {
    const person = await resolvePerson(trx, personText, cprKeys);
    const write = choice === 'opt-out' ? recordOptOut : recordOptIn;
    const recorded = await write(trx, person.personNo, context.actor, { scope });
    await recordAccess(trx, access, { action: `consent.${choice}`, object: person.id, detail: { scope } });
    return { person: person.id, choice, scope, ...recorded };
  });
  context.print(answer, () => {
    if (!answer.changed) return `${answer.person}: the ${choice} holds already; nothing changed.`;
    return `${answer.person}: ${effects[scope][choice]} (mask epoch ${answer.maskEpoch}).`;
  });
}

function readTime(text: string): Date {
  const at = new Date(text);
  if (!Number.isNaN(at.getTime())) return at;
  throw new Problem(errors.badTime, 'The text is no point in time.', {
    expected: '2026-11-21 or 2026-11-21T02:00:00Z',
  });
}

async function takeRegister(
  context: CliContext,
  path: string,
  options: { asOf: string; allowShrinking?: boolean },
): Promise<void> {
  const { database, cprKeys } = await context.app();
  await recordAccess(database.app, await context.scope(), { action: 'consent.register.import', object: 'register' });
  const answer = await importRegister(database, cprKeys, {
    path,
    asOf: readTime(options.asOf),
    actor: context.actor,
    allowShrinking: options.allowShrinking ?? false,
    progress: context.progress,
    signal: context.signal,
  });
  context.print(answer, (taken: RegisterAnswer) =>
    taken.changed
      ? [
          `${taken.choices} choices of ${taken.lines} lines: ${taken.added} added, ${taken.ended} ended, ${taken.corrected} corrected, ${taken.same} as they were (mask epoch ${taken.maskEpoch}).`,
          ...(taken.unknown === 0 ? [] : [`${taken.unknown} are of numbers nobody has yet; they are kept as hashes.`]),
          ...(taken.differs === 0
            ? []
            : [`${taken.differs} were ended here by the person after they were registered; the person’s word stands.`]),
        ].join('\n')
      : `This file was taken before; nothing changed (mask epoch ${taken.maskEpoch}).`,
  );
}

async function history(context: CliContext, text: string): Promise<void> {
  const { database, cprKeys } = await context.app();
  const person = await resolvePerson(database.app, text, cprKeys);
  await recordAccess(database.app, await context.scope(), { action: 'consent.history', object: person.id });
  const items = await choiceHistory(database.app, person.personNo);
  context.print({ person: person.id, items }, () =>
    items.length === 0
      ? `${person.id} has made no choice.`
      : items
          .map((one) =>
            [
              `${one.at.toISOString()}  ${one.what}  ${one.scope}  ${one.source}`,
              `known here since ${one.recordedAt.toISOString()}, by ${one.recordedBy}`,
            ].join('  '),
          )
          .join('\n'),
  );
}

interface CountedOptions {
  at: string;
  knownAt?: string;
  purpose: CountedPurpose;
  scope: ChoiceScope;
}

async function counted(context: CliContext, text: string | undefined, options: CountedOptions): Promise<void> {
  const { database, cprKeys } = await context.app();
  const at = readTime(options.at);
  const when = { at, scope: options.scope, ...(options.knownAt ? { knownAt: readTime(options.knownAt) } : {}) };
  const access = await context.scope();
  if (text === undefined) {
    await recordAccess(database.app, access, {
      action: 'consent.counted',
      object: 'everybody',
      detail: { at: options.at },
    });
    const totals = await countedTotals(database.app, when);
    context.print(
      { at, ...totals },
      () =>
        `${at.toISOString()}: ${totals.people} people known, ${totals.optedOut} out, ${totals.counted} counted for research and statistics.`,
    );
    return;
  }
  const person = await resolvePerson(database.app, text, cprKeys);
  await recordAccess(database.app, access, {
    action: 'consent.counted',
    object: person.id,
    detail: { at: options.at },
  });
  const answer = await countedAt(database.app, person.personNo, options.purpose, when);
  context.print({ person: person.id, at, purpose: options.purpose, ...answer }, () =>
    [
      `${person.id} was ${answer.counted ? '' : 'not '}counted for ${options.purpose} at ${at.toISOString()}: ${answer.because}.`,
      ...answer.choices.map(({ scope, since, source }) => `${scope}: out since ${since.toISOString()}, ${source}`),
    ].join('\n'),
  );
}

const scopeOption = () =>
  new Option('--scope <scope>', 'what the choice is about: genetic information or biological material')
    .choices(choiceScopes)
    .default('genetic');

/** `idun consent opt-out|opt-in|import|history|counted` and those of consents that are given. */
export function registerConsent(program: Command, context: CliContext): void {
  const consent = program.command('consent').description('a citizen’s choices over secondary use, and consents');
  consent
    .command('rules')
    .description('from which age a person decides, by what law, and whether that was read again by a lawyer')
    .action(async () => {
      await context.app();
      const items = decisionRules();
      context.print({ items }, () =>
        items
          .map(
            ({ matter, selfFromAge, source, verified }) =>
              `${matter}  ${selfFromAge}  ${source}${verified ? '' : '  (not verified)'}`,
          )
          .join('\n'),
      );
    });
  consent
    .command('opt-out')
    .description('own treatment only: out of frequencies, research and extracts')
    .argument('<person>', who)
    .addOption(scopeOption())
    .action((person: string, options: { scope: ChoiceScope }) => record(context, person, 'opt-out', options));
  consent
    .command('opt-in')
    .description('ends the opt-out')
    .argument('<person>', who)
    .addOption(scopeOption())
    .action((person: string, options: { scope: ChoiceScope }) => record(context, person, 'opt-in', options));
  consent
    .command('import')
    .description('takes the whole opt-out register (docs/guides/consent.md), all of it or nothing')
    .argument('<file.csv>')
    .requiredOption('--as-of <time>', 'when the register was written out')
    .option('--allow-shrinking', 'take it although it ends many opt-outs at once')
    .action((path: string, options: { asOf: string; allowShrinking?: boolean }) =>
      takeRegister(context, path, options),
    );
  consent
    .command('history')
    .description('every opt-out and opt-in of a person, and since when it was known')
    .argument('<person>', who)
    .action((person: string) => history(context, person));
  consent
    .command('counted')
    .description('whether a person was counted at a past moment; without a person, how many were')
    .argument('[person]', who)
    .requiredOption('--at <time>', 'the moment')
    .option('--known-at <time>', 'with what was known then instead of at that moment')
    .addOption(
      new Option('--purpose <purpose>').choices(['care', 'research', 'statistics', 'operation']).default('research'),
    )
    .addOption(scopeOption())
    .action((person: string | undefined, options: CountedOptions) => counted(context, person, options));
  registerAgreements(consent, context);
}
