import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActorRef, DatabaseHandle } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import { createPeople, mergePeople, type Person, peopleMigrations, unmergePeople } from '../people/index.ts';
import {
  choiceHistory,
  consentFollowsMerges,
  consentMigrations,
  countedAt,
  countedTotals,
  isOptedOut,
  optedOutPersons,
  recordOptIn,
  recordOptOut,
} from './index.ts';

const actor: ActorRef = { kind: 'operator', id: 'test' };
const followers = [consentFollowsMerges];
let db: DatabaseHandle;
beforeAll(async () => {
  db = await openTestDatabase([...peopleMigrations, ...consentMigrations]);
});
afterAll(() => db.close());

const size = 4;
const step = fc.record({
  kind: fc.constantFrom('out', 'out', 'in', 'merge', 'unmerge'),
  a: fc.nat({ max: size - 1 }),
  b: fc.nat({ max: size - 1 }),
});

interface Choice {
  who: number;
  madeAt: number;
  endedAt: number | null;
}

/** What should hold, kept as plain lists. */
function makeModel() {
  const into = new Map<number, { top: number; at: number }>();
  const choices: Choice[] = [];
  const top = (i: number): number => (into.has(i) ? top(into.get(i)!.top) : i);
  const group = (i: number) => Array.from({ length: size }, (_, k) => k).filter((k) => top(k) === top(i));
  const openOf = (i: number) => choices.filter((c) => c.endedAt === null && group(i).includes(c.who));
  return {
    top,
    isMerged: (i: number) => into.has(i),
    out: () => Array.from({ length: size }, (_, i) => i).filter((i) => openOf(i).length > 0),
    optOut(i: number, at: number) {
      if (openOf(i).length === 0) choices.push({ who: top(i), madeAt: at, endedAt: null });
    },
    optIn(i: number, at: number) {
      for (const choice of openOf(i)) choice.endedAt = at;
    },
    merge: (a: number, b: number, at: number) => into.set(a, { top: b, at }),
    unmerge(a: number, at: number) {
      const { at: since } = into.get(a)!;
      const stays = top(a);
      into.delete(a);
      for (const choice of choices.filter(({ who }) => group(a).includes(who))) {
        const endedMeanwhile = choice.endedAt !== null && choice.endedAt > since && choice.madeAt < since;
        const open = choices.some((c) => c.who === choice.who && c.endedAt === null);
        if (endedMeanwhile && !open) choices.push({ who: choice.who, madeAt: choice.madeAt, endedAt: null });
      }
      const meanwhile = choices.some(
        ({ who, madeAt, endedAt }) => group(stays).includes(who) && endedAt === null && madeAt > since,
      );
      if (meanwhile && openOf(a).length === 0) choices.push({ who: a, madeAt: at, endedAt: null });
    },
  };
}

async function perform(
  people: readonly Person[],
  { kind, a, b }: { kind: string; a: number; b: number },
): Promise<void> {
  const [first, second] = [people[a]!, people[b]!];
  await db.withActor(actor, async (trx) => {
    if (kind === 'out') await recordOptOut(trx, first.personNo, actor);
    if (kind === 'in') await recordOptIn(trx, first.personNo, actor);
    if (kind === 'merge') await mergePeople(trx, { from: first.id, into: second.id, reason: 'r', actor, followers });
    if (kind === 'unmerge') await unmergePeople(trx, { record: first.id, reason: 'r', actor, followers });
  });
}

test('who is out is what the model says through choices, merges and partings, now and for every past moment', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const people = await createPeople(
        db.app,
        Array.from({ length: size }, () => ({})),
      );
      const model = makeModel();
      const past: { at: Date; out: number[] }[] = [];
      for (const [at, given] of steps.entries()) {
        const { kind, a, b } = given;
        if (kind === 'merge' && (a === b || model.isMerged(a) || model.isMerged(b))) continue;
        if (kind === 'unmerge' && !model.isMerged(a)) continue;
        // A choice is made for the person, which is the record that stands.
        const who = kind === 'out' || kind === 'in' ? model.top(a) : a;
        await perform(people, { kind, a: who, b });
        if (kind === 'out') model.optOut(a, at);
        if (kind === 'in') model.optIn(a, at);
        if (kind === 'merge') model.merge(a, b, at);
        if (kind === 'unmerge') model.unmerge(a, at);
        const numbers = new Set((await optedOutPersons(db.app)).persons);
        const out = people.flatMap(({ personNo }, i) => (numbers.has(personNo) ? [i] : []));
        expect(out).toEqual(model.out());
        const { rows } = await sql<{ at: Date }>`select clock_timestamp() + interval '1 millisecond' as at`.execute(
          db.app,
        );
        past.push({ at: rows[0]!.at, out });
        await sql`select pg_sleep(0.003)`.execute(db.app);
      }
      for (const { at, out } of past) {
        for (const [i, { personNo }] of people.entries()) {
          const answer = await countedAt(db.app, personNo, 'research', { at });
          expect(answer.counted).toBe(!out.includes(i));
          expect((await countedAt(db.app, personNo, 'care', { at })).counted).toBe(true);
        }
      }
    }),
    { numRuns: 30 },
  );
}, 120_000);

test('what became known later does not change what was counted before, unless one asks with what is known now', async () => {
  const [person] = await createPeople(db.app, [{}]);
  const no = person!.personNo;
  const before = await countedTotals(db.app, { at: new Date() });
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db.app);
  await sql`select pg_sleep(0.005)`.execute(db.app);
  // An opt-out that was made on paper a year ago and is told only now.
  await sql`insert into trust.consent_choices (person_no, scope, source, valid_from, recorded_at, recorded_by)
    values (${no}, 'genetic', 'register', now() - interval '1 year', clock_timestamp(), 'test')`.execute(db.app);
  const at = new Date(rows[0]!.at.getTime() + 1);
  expect(await countedAt(db.app, no, 'statistics', { at })).toMatchObject({ counted: true });
  expect(await countedAt(db.app, no, 'statistics', { at, knownAt: new Date() })).toMatchObject({
    counted: false,
    because: 'opted-out',
    choices: [{ source: 'register' }],
  });
  const early = new Date('2001-01-01');
  expect(await countedAt(db.app, no, 'research', { at: early })).toMatchObject({ because: 'not-known-yet' });
  expect((await countedTotals(db.app, { at: new Date() })).optedOut).toBe(before.optedOut + 1);
});

test('the two scopes are apart: material says nothing of genetic information', async () => {
  const [person] = await createPeople(db.app, [{}]);
  const { personNo } = person!;
  const options = { scope: 'material', source: 'citizen' } as const;
  await db.withActor(actor, (trx) => recordOptOut(trx, personNo, actor, options));
  expect(await isOptedOut(db.app, personNo)).toBe(false);
  expect(await isOptedOut(db.app, personNo, 'material')).toBe(true);
  expect((await optedOutPersons(db.app)).persons).not.toContain(personNo);
  expect((await optedOutPersons(db.app, 'material')).persons).toContain(personNo);
  await db.withActor(actor, (trx) => recordOptIn(trx, personNo, actor, options));
  expect((await choiceHistory(db.app, personNo)).map(({ what, source }) => `${what} ${source}`)).toEqual([
    'opt-in citizen',
    'opt-out citizen',
  ]);
});
