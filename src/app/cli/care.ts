import { type Command, Option } from 'commander';
import { systemClock } from '../../platform/clock/index.ts';
import {
  beginRelation,
  type CareDeps,
  type CareRelation,
  type EmergencyOpening,
  endRelation,
  listOpenings,
  listRelations,
  type RelationKind,
  relationKindNames,
} from '../../trust/care/index.ts';
import type { CliContext } from './context.ts';

async function depsOf(context: CliContext): Promise<CareDeps> {
  const { database, cprKeys } = await context.app();
  return { database, cprKeys, clock: systemClock };
}

const line = ({ id, person, organisation, kind, from, until }: CareRelation): string =>
  `${id}  ${person}  ${kind}  ${organisation}  ${from.toISOString()} – ${until?.toISOString() ?? 'open'}`;

async function begin(
  context: CliContext,
  person: string,
  options: { to: string; kind: RelationKind; until?: string },
): Promise<void> {
  const until = options.until === undefined ? undefined : new Date(options.until);
  const request = { person, kind: options.kind, organisation: options.to, until };
  context.print(await beginRelation(await depsOf(context), await context.scope(), request), line);
}

/** `idun care begin|end|list|emergencies`. */
export function registerCare(program: Command, context: CliContext): void {
  const care = program.command('care').description('who treats whom, from when until when');
  care
    .command('begin')
    .description('a department takes part in a patient’s treatment')
    .argument('<person>', 'per_… , namespace:value, an identifier only one person has, or a civil registration number')
    .requiredOption('--to <department>', 'name or id of the department')
    .addOption(new Option('--kind <kind>', 'what it follows from').choices(relationKindNames).default('referral'))
    .option('--until <date>', 'its end; the usual one of its kind otherwise')
    .action((person: string, options) => begin(context, person, options));
  care
    .command('end')
    .description('ends a care relation')
    .argument('<id>', 'car_…')
    .requiredOption('--reason <text>', 'why, for its history')
    .action(async (id: string, { reason }: { reason: string }) => {
      await endRelation(await depsOf(context), await context.scope(), id, reason);
      context.print({ id, ended: true }, () => `${id} has ended.`);
    });
  care
    .command('list')
    .description('care relations that hold now')
    .option('--person <per_…>', 'of one person')
    .option('--all', 'also those that have ended')
    .action(async (options: { person?: string; all?: boolean }) => {
      const relations = await listRelations(await depsOf(context), await context.scope(), { ...options, limit: 1000 });
      context.print(relations, (items: CareRelation[]) => items.map(line).join('\n') || 'No care relation holds.');
    });
  care
    .command('emergencies')
    .description('patients opened in an emergency')
    .option('--waiting', 'only those nobody has reviewed')
    .action(async (options: { waiting?: boolean }) => {
      const openings = await listOpenings(await depsOf(context), await context.scope(), options);
      const words = (one: EmergencyOpening): string =>
        `${one.id}  ${one.person}  ${one.accountName}  ${one.openedAt.toISOString()}  ${one.outcome ?? 'waiting'}  ${one.reason}`;
      context.print(openings, (items: EmergencyOpening[]) => items.map(words).join('\n') || 'None.');
    });
}
