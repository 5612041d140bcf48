import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { bitmapIndices } from '../../bits/index.ts';
import { countFound, countFunnel, find } from './count.ts';
import type { Query } from './model.ts';
import { Oracle } from './oracle.ts';
import { setView } from './place-people.ts';
import { anyCondition } from './queries.ts';
import { readQuery } from './read-query.ts';
import type { Searcher } from './searcher.ts';
import { openPlain, type PlainNation, plainNations } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-search-'));
afterAll(() => rmSync(folder, { recursive: true }));
const today = '2001-06-30';
const open = (nation: PlainNation): Searcher => openPlain(folder, nation);
const members = (searcher: Searcher, query: Query): number[] =>
  bitmapIndices(setView(searcher.memory, find(searcher, query, today).people, searcher.header.persons));
const query = (...conditions: Query['conditions']): Query => readQuery(JSON.parse(JSON.stringify({ conditions })));

test('every answer is that of looking at everybody one by one', () => {
  let counted = 0;
  let found = 0;
  fc.assert(
    fc.property(
      plainNations,
      fc.array(fc.array(anyCondition, { maxLength: 3 }), { minLength: 20, maxLength: 20 }),
      (nation, asked) => {
        const searcher = open(nation);
        const oracle = new Oracle(nation, today);
        for (const conditions of asked) {
          const one = query(...conditions);
          expect(members(searcher, one), JSON.stringify(one)).toEqual(oracle.find(one));
          const counts = countFound(searcher, find(searcher, one, today));
          expect(counts, JSON.stringify(one)).toEqual(oracle.count(one));
          counted++;
          if (counts.persons > 0 && conditions.length > 0) found++;
        }
      },
    ),
    { numRuns: 12, endOnFailure: true },
  );
  expect(counted).toBeGreaterThan(200);
  expect(found).toBeGreaterThan(40);
});

test('laws of filters: each condition takes away, either adds, not is the rest', () => {
  fc.assert(
    fc.property(
      plainNations,
      fc.array(fc.tuple(anyCondition, anyCondition), { minLength: 10, maxLength: 10 }),
      (nation, pairs) => {
        const searcher = open(nation);
        const everybody = members(searcher, query());
        const of = (...conditions: Query['conditions']): Set<number> =>
          new Set(members(searcher, query(...conditions)));
        for (const [a, b] of pairs) {
          const [inA, inB, inBoth] = [of(a), of(b), of(a, b)];
          expect([...inBoth]).toEqual([...inA].filter((no) => inB.has(no)));
          expect(of({ any: [a, b] }).size).toBe(inA.size + inB.size - inBoth.size);
          expect([...of({ not: a })]).toEqual(everybody.filter((no) => !inA.has(no)));
          const { everybody: all, steps } = countFunnel(searcher, query(a, b), today);
          expect(all.persons).toBe(everybody.length);
          expect(steps.map(({ left, alone }) => [left.persons, alone.persons])).toEqual([
            [inA.size, inA.size],
            [inBoth.size, inB.size],
          ]);
        }
      },
    ),
    { numRuns: 6, endOnFailure: true },
  );
});
