import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { countFacts, type FactAxes, type FactCell, type FactPart, factCells } from './fact-table.ts';
import type { Condition, Query } from './model.ts';
import { Oracle } from './oracle.ts';
import { readQuery } from './read-query.ts';
import { biobanks, openPlain, plainNations } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-facts-'));
afterAll(() => rmSync(folder, { recursive: true }));
const today = '2001-06-30';

const axes: FactAxes = {
  sexes: ['male', 'female'],
  ages: [
    { from: 0, to: 17 },
    { from: 18, to: 29 },
    { from: 30, to: 64 },
  ],
  // One value of two words, and a word that is no value.
  types: [['serum', 'plasma']],
  codes: { register: 'diagnoses', codes: ['DA', 'DB10', 'DC'] },
};

const orAny = <T>(values: readonly T[]): (number | null)[] => [null, ...values.keys()];

/** The conditions of a cell, as somebody would ask for it alone. */
function queryOf(places: object, { sex, age, type, code }: Omit<FactCell, 'persons' | 'specimens'>): Query {
  const specimen = {
    ...{ field: 'specimen', ...places },
    ...(age === null ? {} : { ageAtSampling: axes.ages[age] }),
    ...(type === null ? {} : { type: axes.types[type] }),
  };
  return readQuery({
    conditions: [
      specimen,
      ...(sex === null ? [] : [{ field: 'sex', any: [axes.sexes[sex]] }]),
      ...(code === null ? [] : [{ field: 'event', register: 'diagnoses', codes: [axes.codes!.codes[code]] }]),
    ] as unknown as Condition[],
  });
}

test('a fact table is what each of its cells would be asked by itself', () => {
  fc.assert(
    fc.property(plainNations, fc.subarray(biobanks, { minLength: 1 }), (nation, some) => {
      const places = { biobank: some };
      const searcher = openPlain(folder, nation);
      const oracle = new Oracle(nation, today);
      const none = { sex: null, age: null, type: null, code: null };
      // In parts of a few specimens each: they add up.
      const parts: FactPart[] = [];
      for (let from: number | null = 0; from !== null; from = parts.at(-1)!.next) {
        parts.push(countFacts(searcher, queryOf(places, none), axes, { today, from, mostSpecimens: 70 }));
      }
      const cells = factCells(axes, parts);
      const keyOf = ({ sex, age, type, code }: Omit<FactCell, 'persons' | 'specimens'>) =>
        `${sex} ${age} ${type} ${code}`;
      const told = new Map(cells.map((cell) => [keyOf(cell), cell]));
      for (const sex of orAny(axes.sexes))
        for (const age of orAny(axes.ages))
          for (const type of orAny(axes.types))
            for (const code of orAny(axes.codes!.codes)) {
              const cell = { sex, age, type, code };
              const { persons, specimens } = oracle.count(queryOf(places, cell));
              const { persons: p = 0, specimens: s = 0 } = told.get(keyOf(cell)) ?? {};
              expect([keyOf(cell), p, s]).toEqual([keyOf(cell), persons, specimens]);
            }
      expect(cells.every(({ persons }) => persons > 0)).toBe(true);
    }),
    { numRuns: 8 },
  );
});
