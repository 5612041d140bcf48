import { text as readAll } from 'node:stream/consumers';
import type { Command } from 'commander';
import { recordAccess } from '../../trust/audit/index.ts';
import {
  changeCpr,
  cprWarnings,
  importPopulation,
  listHistory,
  listNumbers,
  type PopulationAnswer,
  parseCpr,
  type RotationAnswer,
  readPeople,
  resolvePerson,
  rotatePeopleKeys,
} from '../../trust/people/index.ts';
import { describeFamily, describePerson } from '../people/describe-person.ts';
import { mergeIdentities, unmergeIdentities } from '../people/index.ts';
import type { CliContext } from './context.ts';

const who = 'per_… , namespace:value, an identifier only one person has, or a civil registration number';

async function importFile(context: CliContext, path: string): Promise<void> {
  const { database, cprKeys } = await context.app();
  const scope = await context.scope();
  await recordAccess(database.app, scope, { action: 'people.import', object: 'population' });
  const { actor, progress, signal } = context;
  const answer = await importPopulation(database, cprKeys, { path, actor, progress, signal });
  context.print(answer, ({ rows, added, changed, same, relations, guardianships, warnings }: PopulationAnswer) =>
    [
      `${rows} people: ${added} added, ${changed} corrected, ${same} as they were.`,
      `${relations} parents and ${guardianships} holders of custody stated.`,
      ...(warnings === 0
        ? []
        : [`${warnings} numbers fail modulus 11 or begin with no day; they are taken all the same.`]),
    ].join('\n'),
  );
}

async function show(context: CliContext, text: string): Promise<void> {
  const { database, cprKeys } = await context.app();
  const db = database.app;
  const found = await resolvePerson(db, text, cprKeys);
  await recordAccess(db, await context.scope(), { action: 'people.read', object: found.id });
  const person = (await readPeople(db, [found.personNo])).get(found.personNo)!;
  const answer = {
    person: describePerson(person, 'care'),
    family: await describeFamily(db, person, 'care'),
    numbers: await listNumbers(db, person.personNo),
    history: await listHistory(db, person.personNo),
  };
  context.print(answer, () =>
    [
      `${person.id}  ${person.name ?? (person.provisional ? 'provisional' : 'without a name')}${person.protected ? '  [name and address protected]' : ''}`,
      `sex ${person.sex}, born ${person.born?.date ?? 'unknown'}${person.died === null ? '' : `, died ${person.died.date}`}, numbers: ${answer.numbers.length}`,
      ...Object.entries({ mother: answer.family.mother, father: answer.family.father }).flatMap(([relation, one]) =>
        one === null ? [] : [`${relation} ${one.id}`],
      ),
      ...answer.family.children.map(({ id }) => `child ${id}`),
      ...answer.family.guardians.map(({ id, kind }) => `${kind} held by ${id}`),
      ...answer.history.map(({ at, act, actor }) => `${at.toISOString()}  ${act}  ${actor}`),
    ].join('\n'),
  );
}

async function merge(context: CliContext, from: string, into: string, reason: string): Promise<void> {
  const { database, cprKeys } = await context.app();
  const scope = await context.scope();
  const answer = await database.withActor(context.actor, async (trx) => {
    const [a, b] = [await resolvePerson(trx, from, cprKeys), await resolvePerson(trx, into, cprKeys)];
    await mergeIdentities(trx, { from: a.id, into: b.id, reason, actor: context.actor });
    await recordAccess(trx, scope, { action: 'people.merge', object: b.id, detail: { record: a.id }, reason });
    return { record: a.id, person: b.id };
  });
  context.print(
    answer,
    () => `${answer.record} is ${answer.person} from now on; idun people unmerge ${answer.record} parts them.`,
  );
}

async function unmerge(context: CliContext, record: string, reason: string): Promise<void> {
  const { database } = await context.app();
  const scope = await context.scope();
  const answer = await database.withActor(context.actor, async (trx) => {
    const { from } = await unmergeIdentities(trx, { record, reason, actor: context.actor });
    await recordAccess(trx, scope, { action: 'people.unmerge', object: from.id, detail: { record }, reason });
    return { record, person: from.id };
  });
  context.print(answer, () => `${answer.record} and ${answer.person} are two people again.`);
}

async function setNumber(context: CliContext, text: string, issuer: string | undefined): Promise<void> {
  const { database, cprKeys } = await context.app();
  const scope = await context.scope();
  // Not an argument: arguments stand in the shell's history and in the list of processes.
  const cpr = parseCpr(await readAll(process.stdin));
  const answer = await database.withActor(context.actor, async (trx) => {
    const person = await resolvePerson(trx, text, cprKeys);
    await changeCpr(trx, cprKeys, person.personNo, { cpr, issuer: issuer ?? null }, context.actor);
    await recordAccess(trx, scope, { action: 'people.change', object: person.id, detail: { what: 'number' } });
    return { person: person.id, warnings: cprWarnings(cpr) };
  });
  context.print(answer, () =>
    [
      `${answer.person} has the number; an earlier one still finds them.`,
      ...answer.warnings.map((one) => `Worth a look: ${one}.`),
    ].join('\n'),
  );
}

async function rotate(context: CliContext): Promise<void> {
  const { database, cprKeys } = await context.app();
  const scope = await context.scope();
  await recordAccess(database.app, scope, { action: 'people.rotate-keys', object: 'people' });
  const { progress, signal } = context;
  const answer = await rotatePeopleKeys(database, cprKeys, { progress, signal });
  context.print(answer, ({ generation, resumed, numbers, addresses, hashesWaiting }: RotationAnswer) =>
    [
      `${resumed ? 'Finished the rotation that was interrupted. ' : ''}Generation ${generation}: ${numbers} numbers and ${addresses} addresses have new keys; the old ones are destroyed.`,
      ...(hashesWaiting === 0
        ? []
        : [
            `${hashesWaiting} hashes of numbers nobody has yet are renewed by the next import of the opt-out register.`,
          ]),
    ].join('\n'),
  );
}

/** `idun people import|show|merge|unmerge|number|rotate-keys`. */
export function registerPeople(program: Command, context: CliContext): void {
  const people = program.command('people').description('people: numbers, names, families, identities');
  people
    .command('import')
    .description('takes a population file (docs/reference/files.md), all of it or nothing')
    .argument('<file.csv>')
    .action((path: string) => importFile(context, path));
  people
    .command('show')
    .description('a person with family and history; never the number or the address')
    .argument('<person>', who)
    .action((person: string) => show(context, person));
  people
    .command('merge')
    .description('two records are one person; can be taken back')
    .argument('<from>', 'the record that points on from now on')
    .argument('<into>', 'the person it is')
    .requiredOption('--reason <text>', 'why, for the history')
    .action((from: string, into: string, { reason }: { reason: string }) => merge(context, from, into, reason));
  people
    .command('unmerge')
    .description('they are two people after all')
    .argument('<record>', 'per_… of the record that was merged')
    .requiredOption('--reason <text>', 'why, for the history')
    .action((record: string, { reason }: { reason: string }) => unmerge(context, record, reason));
  people
    .command('number')
    .description('gives a person a civil registration number, read from standard input')
    .argument('<person>', who)
    .option('--issuer <name>', 'who gave a local replacement number')
    .action((person: string, { issuer }: { issuer?: string }) => setNumber(context, person, issuer));
  people
    .command('rotate-keys')
    .description('new keys for every number and address; interrupted, the next call goes on')
    .action(() => rotate(context));
}
