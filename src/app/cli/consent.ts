import type { Command } from 'commander';
import { type ChoiceRecorded, recordOptIn, recordOptOut } from '../../trust/consent/index.ts';
import { resolvePerson } from '../../trust/people/index.ts';
import type { CliContext } from './context.ts';

async function record(context: CliContext, personText: string, choice: 'opt-out' | 'opt-in'): Promise<void> {
  const { database, cprKeys } = await context.app();
  const answer = await database.withActor(context.actor, async (trx) => {
    const person = await resolvePerson(trx, personText, cprKeys);
    const write = choice === 'opt-out' ? recordOptOut : recordOptIn;
    const recorded: ChoiceRecorded = await write(trx, person.personNo, context.actor);
    return { person: person.id, choice, ...recorded };
  });
  context.print(answer, () => {
    if (!answer.changed) return `${answer.person}: the ${choice} holds already; nothing changed.`;
    const effect =
      choice === 'opt-out'
        ? 'out of every frequency and research answer from now on; still there for care'
        : 'counted again from now on';
    return `${answer.person}: ${effect} (mask epoch ${answer.maskEpoch}).`;
  });
}

/** `idun consent opt-out|opt-in PERSON`. */
export function registerConsent(program: Command, context: CliContext): void {
  const consent = program.command('consent').description('a citizen’s choice over secondary use');
  const who = 'per_… , namespace:value, an identifier only one person has, or a civil registration number';
  consent
    .command('opt-out')
    .description('own treatment only: out of frequencies, research and extracts')
    .argument('<person>', who)
    .action((person: string) => record(context, person, 'opt-out'));
  consent
    .command('opt-in')
    .description('ends the opt-out')
    .argument('<person>', who)
    .action((person: string) => record(context, person, 'opt-in'));
}
