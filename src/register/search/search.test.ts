import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { bitmapIndices } from '../../bits/index.ts';
import { orderCodes } from './code-tree.ts';
import { countFound, countFunnel, find } from './count.ts';
import { findMembers, standingOf } from './members.ts';
import type { Query, SpecimenCondition } from './model.ts';
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

test('members are the people and, by their custodian’s ids, the very specimens that a query names', () => {
  let named = 0;
  fc.assert(
    fc.property(
      plainNations,
      fc.array(fc.array(anyCondition, { maxLength: 2 }), { minLength: 8, maxLength: 8 }),
      (nation, asked) => {
        const searcher = open(nation);
        const oracle = new Oracle(nation, today);
        for (const conditions of asked) {
          const one = query(...conditions);
          const found = findMembers(searcher, one, { today, masks: true, columns: join(folder, 'columns') });
          expect([...found.persons]).toEqual(oracle.find(one));
          const filters = one.conditions.filter((c): c is SpecimenCondition => 'field' in c && c.field === 'specimen');
          const keys = nation.specimens.flatMap((s, at) =>
            found.persons.includes(s.person) &&
            (filters.length === 0 || filters.some((filter) => oracle.fits(filter, s)))
              ? [`${s.biobank}/é${at}`]
              : [],
          );
          expect([...found.specimens.keys].sort()).toEqual(keys.sort());
          named += keys.length;
          const unmasked = findMembers(searcher, one, { today, masks: false, columns: join(folder, 'columns') });
          const out = [...unmasked.persons].filter((no) => !found.persons.includes(no));
          expect(standingOf(searcher, Uint32Array.from(out)).every((standing) => standing === 'opted-out')).toBe(true);
          expect(out.every((no) => nation.material.includes(no))).toBe(true);
        }
      },
    ),
    { numRuns: 5, endOnFailure: true },
  );
  expect(named).toBeGreaterThan(200);
});

test('a chapter whose name begins as its first code does lies over that code, and not under it', () => {
  const parents = new Map([
    ['D50-D89', ''],
    ['D50-D53', 'D50-D89'],
    ['D50', 'D50-D53'],
    ['D500', 'D50'],
    ['D70', 'D50-D89'],
  ]);
  const { codes, ends } = orderCodes(['D500', 'D50X', 'D70', 'E1', 'E10'], parents);
  const under = (code: string) => codes.slice(codes.indexOf(code) + 1, ends[codes.indexOf(code)]);
  expect(under('D50')).toEqual(['D500', 'D50X']);
  expect(under('D50-D89')).toEqual(['D50-D53', 'D50', 'D500', 'D50X', 'D70']);
  expect(under('E1')).toEqual(['E10']);
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
