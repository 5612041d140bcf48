import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseHandle } from '../../../platform/database/index.ts';
import { openTestDatabase } from '../../../platform/database/testing.ts';
import { recordOptOut } from '../../../trust/consent/index.ts';
import { trustMigrations } from '../../../trust/migrations/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import { mintTestScope, testSession } from '../../../trust/scope/testing.ts';
import { columnMigrations, columnsFolder, publishTables, TableWriter } from '../../columns/index.ts';
import { askRegister } from '../ask-register.ts';
import { searchMigrations } from '../migrations/index.ts';
import type { AskName, Condition } from '../model.ts';
import { openRegister, type RegisterService } from '../open-register.ts';
import { readAsk } from '../read-query.ts';
import { type KnownSum, possibleRange } from './adversary.ts';
import { hiddenCells, type ShownNumber } from './protect.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'idun-adversary-'));
const actor = { kind: 'system', id: 'test' } as const;
let database: DatabaseHandle;
let service: RegisterService;
let numbers: number[];

beforeAll(async () => {
  database = await openTestDatabase([...trustMigrations, ...columnMigrations, ...searchMigrations]);
  service = openRegister({ database, dataDir });
  const { rows } = await sql<{ no: number }>`insert into trust.people (id, sex)
    select 'per_' || lpad(n::text, 22, '0'), 'female' from generate_series(1, 300) n returning person_no as no`.execute(
    database.owner,
  );
  numbers = rows.map(({ no }) => no);
});
afterAll(async () => {
  await service.close();
  await database.close();
  rmSync(dataDir, { recursive: true });
});

const sexes = ['female', 'male'];
const regions = ['A', 'B', 'C', 'D'];
/** Kinds of people that a question can tell apart; the adversary knows what there can be, and not how many there are of each. */
const atoms = sexes.flatMap((sex) =>
  regions.flatMap((region) => [true, false].map((genome) => ({ sex, region, genome }))),
);
type Atom = (typeof atoms)[number];

function applies(condition: Condition, atom: Atom): boolean {
  if ('all' in condition) return condition.all.every((one) => applies(one, atom));
  if ('not' in condition) return !applies(condition.not, atom);
  if (!('field' in condition)) return condition.any.some((one) => applies(one, atom));
  if (condition.field === 'genome') return atom.genome === condition.is;
  if (condition.field === 'sex' || condition.field === 'region') return condition.any.includes(atom[condition.field]);
  throw new RangeError('the adversary does not ask this');
}

const placesOf = (conditions: readonly Condition[]): number[] =>
  atoms.flatMap((atom, at) => (conditions.every((one) => applies(one, atom)) ? [at] : []));

const field: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom(...sexes).map((one): Condition => ({ field: 'sex', any: [one] })),
  fc.subarray(regions, { minLength: 1, maxLength: 3 }).map((any): Condition => ({ field: 'region', any })),
  fc.boolean().map((is): Condition => ({ field: 'genome', is })),
);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 4, arbitrary: field },
  { weight: 1, arbitrary: field.map((not): Condition => ({ not })) },
  { weight: 1, arbitrary: fc.tuple(field, field).map(([a, b]): Condition => ({ any: [a, b] })) },
  {
    weight: 2,
    arbitrary: fc.tuple(field, field, field).map(([a, b, c]): Condition => ({ any: [{ all: [a, b] }, c] })),
  },
);
const question = fc.record({
  name: fc.constantFrom<AskName>('count', 'funnel', 'facets', 'overlap', 'cross'),
  conditions: fc.array(condition, { maxLength: 3 }),
  sources: fc.array(condition, { minLength: 2, maxLength: 3 }),
});

/** Publishes so many people of each kind, none with the one before. */
async function publish(counts: readonly number[]): Promise<Map<number, number[]>> {
  const people = atoms.map((_, at) => {
    const before = counts.slice(0, at).reduce((sum, n) => sum + n, 0);
    return numbers.slice(before, before + counts[at]!);
  });
  const rows = people.flatMap((some, at) => some.map((no) => ({ no, ...atoms[at]! })));
  const persons = new TableWriter(columnsFolder(dataDir), 'persons');
  for (const one of sexes) persons.word('sex', one);
  for (const one of regions) persons.word('region', one);
  persons.append(rows.length, {
    person: Uint32Array.from(rows, ({ no }) => no),
    sex: Uint8Array.from(rows, ({ sex }) => persons.word('sex', sex)),
    region: Uint8Array.from(rows, ({ region }) => persons.word('region', region)),
  });
  const genomes = new TableWriter(columnsFolder(dataDir), 'genomes');
  const having = rows.filter(({ genome }) => genome);
  genomes.append(having.length, { person: Uint32Array.from(having, ({ no }) => no) });
  // One tube each: its material tells the sex and its biobank the region, so that a cross table is one more way to the same people.
  const specimens = new TableWriter(columnsFolder(dataDir), 'specimens');
  for (const one of sexes) specimens.word('type', one);
  for (const one of regions) specimens.word('biobank', one);
  specimens.append(rows.length, {
    person: Uint32Array.from(rows, ({ no }) => no),
    type: Uint8Array.from(rows, ({ sex }) => specimens.word('type', sex)),
    biobank: Uint16Array.from(rows, ({ region }) => specimens.word('biobank', region)),
  });
  const tables = [persons.finish(), genomes.finish(), specimens.finish()];
  await database.withActor(actor, (trx) => publishTables(trx, { feed: 'all', world: 'real', tables }));
  return new Map(people.map((some, at) => [at, some]));
}

/** What a shown number says of how many there are. Numbers of another question may be off by those it differs by. */
function rangeOf({ persons, protected: mark }: ShownNumber, least: number, step: number, held: boolean): KnownSum {
  const slack = held ? least + 2 : 0;
  if (mark === '~') return { of: [], low: least, high: Infinity };
  // Numbers are moved by up to two, and none that is too small is told.
  if (persons === null) return { of: [], low: 0, high: least + 1 + slack };
  const low = least + (persons / step - 1) * step;
  return { of: [], low: Math.max(held ? 0 : least, low - 2 - slack), high: low + step + 1 + slack };
}

interface Told {
  name: AskName;
  ask: { query: { conditions: Condition[] } };
  shown: object;
}

/** Asks, and writes down all that the answer says. */
async function learn(
  scope: Scope,
  { name, conditions, sources }: { name: AskName; conditions: Condition[]; sources: Condition[] },
): Promise<{ known: KnownSum[]; told: Told }> {
  const more = {
    ...(name === 'overlap' ? { sources: sources.map((one, at) => ({ label: `${at}`, condition: one })) } : {}),
    ...(name === 'facets' ? { facets: ['sex', 'region'] } : {}),
    ...(name === 'cross' ? { rows: 'biobank', columns: 'type' } : {}),
  };
  const ask = readAsk(name, { query: { conditions }, ...more });
  const answer = (await askRegister(service, scope, name, ask)) as unknown as ShownNumber & {
    held?: true;
    roundedTo: number;
    everybody: ShownNumber;
    steps: { left: ShownNumber; alone: ShownNumber }[];
    counts: ShownNumber;
    facets: Record<'sex' | 'region', (ShownNumber & { value: string })[]>;
    cells: (ShownNumber & { in: number[]; row: string; column: string })[];
  };
  const { minimumCount } = scope.disclosure;
  const known: KnownSum[] = [];
  const add = (of: readonly number[], shown: ShownNumber, held = answer.held === true): void => {
    known.push({ ...rangeOf(shown, minimumCount, answer.roundedTo, held), of });
  };
  if (name === 'count') add(placesOf(conditions), answer);
  if (name === 'funnel') {
    add(placesOf([]), answer.everybody);
    for (const [at, { left, alone }] of answer.steps.entries()) {
      add(placesOf(conditions.slice(0, at + 1)), left, true);
      add(placesOf([conditions[at]!]), alone, true);
    }
  }
  if (name === 'facets') {
    add(placesOf(conditions), answer.counts);
    // The table of another question: the adversary does not know of which.
    for (const facet of answer.held ? [] : (['sex', 'region'] as const)) {
      const under = conditions.filter((one) => !('field' in one && one.field === facet));
      for (const cell of answer.facets[facet]) {
        add(placesOf([...under, { field: facet, any: [cell.value] }]), cell);
      }
    }
  }
  if (name === 'overlap' && !answer.held) {
    for (const cell of answer.cells) {
      const which = sources.map((one, at): Condition => (cell.in.includes(at) ? one : { not: one }));
      add(placesOf([...conditions, ...which]), cell);
    }
  }
  if (name === 'cross' && !answer.held) {
    for (const cell of answer.cells) {
      const both: Condition[] = [
        { field: 'sex', any: [cell.column] },
        { field: 'region', any: [cell.row] },
      ];
      add(placesOf([...conditions, ...both]), cell);
    }
  }
  const { asOf: _, milliseconds: __, ...shown } = answer as unknown as Record<string, unknown>;
  return { known, told: { name, ask, shown } };
}

let organisation = 0;

test.each([3, 5, 10])(
  'all that one organisation is told leaves more than one size possible for every group below %i people',
  async (least) => {
    let small = 0;
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.nat(4), fc.nat(12), fc.constant(0)), { minLength: atoms.length, maxLength: atoms.length }),
        fc.array(question, { minLength: 20, maxLength: 20 }),
        async (counts, questions) => {
          await publish(counts);
          organisation++;
          const session = testSession({ role: 'researcher', organisationNo: organisation });
          const scope = await mintTestScope(database.app, session, 'register.search', least);
          const known: KnownSum[] = [];
          const exact: KnownSum[] = [];
          for (const one of questions) {
            const learnt = await learn(scope, one);
            known.push(...learnt.known);
            for (const { of } of learnt.known) {
              const n = of.reduce((sum, at) => sum + counts[at]!, 0);
              exact.push({ of, low: n, high: n });
            }
          }
          // The adversary's sums are right: the truth is possible.
          for (const { of, low, high } of known) {
            const n = of.reduce((sum, at) => sum + counts[at]!, 0);
            expect(n).toBeGreaterThanOrEqual(low);
            expect(n).toBeLessThanOrEqual(high);
          }
          for (const [at, n] of counts.entries()) {
            if (n === 0 || n >= least) continue;
            small++;
            const { low, high } = possibleRange(atoms.length, known, [at]);
            expect(high, `${JSON.stringify(atoms[at])}: ${n}`).toBeGreaterThan(low);
            const open = possibleRange(atoms.length, exact, [at]);
            if (open.low === open.high) opened++;
          }
        },
      ),
      { numRuns: least === 3 ? 1 : 2, seed: least, endOnFailure: true },
    );
    expect(small).toBeGreaterThan(2);
    // The same adversary with exact numbers does find them.
    expect(opened).toBeGreaterThan(small / 3);
  },
);

test('the same questions before and after somebody opts out are answered alike', async () => {
  const counts = atoms.map((_, at) => (at * 7) % 13);
  const people = await publish(counts);
  const session = testSession({ role: 'researcher', organisationNo: 900 });
  const scope = await mintTestScope(database.app, session, 'register.search', 5);
  const questions = fc.sample(question, { numRuns: 40, seed: 5 });
  const before: object[] = [];
  for (const one of questions) before.push((await learn(scope, one)).told.shown);
  const chosen = [...people.values()].find((some) => some.length > 0)![0]!;
  await database.withActor(actor, (trx) => recordOptOut(trx, chosen, actor, { scope: 'material' }));
  for (const [at, one] of questions.entries()) expect((await learn(scope, one)).told.shown).toEqual(before[at]);
  // Officers see that there is one fewer.
  const officer = await mintTestScope(database.app, testSession({ role: 'coordinator' }), 'register.search');
  const { persons } = await askRegister(service, officer, 'count', readAsk('count', { query: {} }));
  expect(persons).toBe(counts.reduce((sum, n) => sum + n, 0) - 1);
});

test('what is hidden of a table is nobody, or at least as many as the minimum, in every margin', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }).chain((width) =>
        fc.tuple(
          fc.constant(width),
          fc
            .array(fc.nat(12), { minLength: width, maxLength: width * 6 })
            .map((cells) => cells.slice(0, cells.length - (cells.length % width))),
        ),
      ),
      fc.constantFrom(3, 5, 10),
      ([width, cells], minimumCount) => {
        const rows = cells.length / width;
        const groups = [
          ...Array.from({ length: rows }, (_, r) => Array.from({ length: width }, (__, c) => r * width + c)),
          ...Array.from({ length: width }, (_, c) => Array.from({ length: rows }, (__, r) => r * width + c)),
        ];
        const hidden = hiddenCells(cells, { minimumCount }, groups);
        for (const [at, n] of cells.entries()) if (n < minimumCount) expect(hidden.has(at)).toBe(true);
        for (const group of groups) {
          const sum = group.reduce((total, at) => total + (hidden.has(at) ? cells[at]! : 0), 0);
          const all = group.every((at) => hidden.has(at));
          expect(sum === 0 || sum >= minimumCount || all).toBe(true);
        }
      },
    ),
    { numRuns: 300 },
  );
});
