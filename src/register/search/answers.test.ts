import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { dateOf, noDay } from '../columns/index.ts';
import { crossFacet } from './cross.ts';
import { countFacets } from './facets.ts';
import { countCourses, countLags } from './lags.ts';
import { matchControls } from './match.ts';
import type { Query, SpecimenCondition } from './model.ts';
import { Oracle } from './oracle.ts';
import { countOverlap } from './overlap.ts';
import { costOf, detectableOddsRatio, normalQuantile, powerFor } from './power.ts';
import { anyCondition } from './queries.ts';
import { readQuery } from './read-query.ts';
import { openPlain, type PlainNation, plainNations } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-answers-'));
afterAll(() => rmSync(folder, { recursive: true }));
const today = '2001-06-30';
const query = (conditions: Query['conditions']): Query => readQuery(JSON.parse(JSON.stringify({ conditions })));

/** Counts by a value, of rows and of different people. */
function tally<T>(
  rows: readonly T[],
  value: (row: T) => string,
  person: (row: T) => number,
): Map<string, [number, number]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(value(row), [...(groups.get(value(row)) ?? []), row]);
  return new Map([...groups].map(([key, some]) => [key, [some.length, new Set(some.map(person)).size]]));
}

/** The specimens that a query names, of the people it finds. */
function namedBy(nation: PlainNation, oracle: Oracle, asked: Query): PlainNation['specimens'] {
  const people = new Set(oracle.find(asked));
  const filters = asked.conditions.filter(
    (one): one is SpecimenCondition => 'field' in one && one.field === 'specimen',
  );
  return nation.specimens.filter(
    (one) => people.has(one.person) && (filters.length === 0 || filters.some((filter) => oracle.fits(filter, one))),
  );
}

test('facets, cross tables, overlaps, lags and courses are those of plain counting', () => {
  fc.assert(
    fc.property(
      plainNations,
      fc.array(fc.array(anyCondition, { maxLength: 2 }), { minLength: 5, maxLength: 5 }),
      (nation, asked) => {
        const searcher = openPlain(folder, nation);
        const oracle = new Oracle(nation, today);
        for (const conditions of asked) {
          const one = query(conditions);
          const without = (part: 'type' | 'sex'): Query => ({
            ...one,
            conditions: one.conditions.flatMap((condition): Query['conditions'] => {
              if (!('field' in condition)) return [condition];
              if (part === 'sex') return condition.field === 'sex' ? [] : [condition];
              return condition.field === 'specimen' ? [{ ...condition, type: undefined }] : [condition];
            }),
          });
          const codes = [{ register: 'diagnoses' }, { register: 'diagnoses', under: 'DA' }];
          const { facets, codes: ofCodes } = countFacets(searcher, one, {
            names: ['sex', 'type', 'year'],
            codes,
            today,
          });

          const sexes = tally(
            oracle.find(without('sex')),
            (no) => nation.persons.find((person) => person.no === no)?.sex ?? '',
            (no) => no,
          );
          sexes.delete('');
          expect(new Map(facets.sex!.map(({ value, persons }) => [value, [persons, persons]]))).toEqual(sexes);
          const byType = tally(
            namedBy(nation, oracle, without('type')),
            ({ type }) => type,
            ({ person }) => person,
          );
          expect(new Map(facets.type!.map(({ value, persons, specimens }) => [value, [specimens, persons]]))).toEqual(
            byType,
          );
          const named = namedBy(nation, oracle, one);
          const byYear = tally(
            named,
            ({ day }) => dateOf(day)?.slice(0, 4) ?? '',
            ({ person }) => person,
          );
          if (one.conditions.every((c) => !('field' in c && c.field === 'specimen' && c.taken))) {
            expect(new Map(facets.year!.map(({ value, persons, specimens }) => [value, [specimens, persons]]))).toEqual(
              byYear,
            );
          }
          const people = new Set(oracle.find(one));
          const withCode = (code: string): number =>
            new Set(
              nation.events
                .filter((e) => e.register === 'diagnoses' && e.code.startsWith(code) && people.has(e.person))
                .map((e) => e.person),
            ).size;
          expect(ofCodes[0]).toEqual(
            ['DA', 'DB', 'DC']
              .map((value) => ({ value, persons: withCode(value) }))
              .filter(({ persons }) => persons > 0),
          );
          expect(ofCodes[1]).toEqual(
            ['DA01', 'DA02'].map((value) => ({ value, persons: withCode(value) })).filter(({ persons }) => persons > 0),
          );

          const cross = crossFacet(searcher, one, { rows: 'biobank', columns: 'type', today });
          const cells = tally(
            named,
            ({ biobank, type }) => `${biobank} ${type}`,
            ({ person }) => person,
          );
          expect(new Map(cross.map((cell) => [`${cell.row} ${cell.column}`, [cell.specimens, cell.persons]]))).toEqual(
            cells,
          );

          const sources = [
            query([{ field: 'genome', is: true }]),
            query([{ field: 'event', register: 'diagnoses', codes: ['DA'], which: 'any', atLeast: 1 }]),
          ];
          const overlap = countOverlap(searcher, one, {
            sources: sources.map(({ conditions: [only] }) => only!),
            today,
          });
          const of = sources.map((source) => new Set(oracle.find(source)));
          const groups = tally(
            [...people],
            (no) => of.flatMap((set, at) => (set.has(no) ? [at] : [])).join(),
            (no) => no,
          );
          expect(new Map(overlap.map((cell) => [cell.in.join(), [cell.persons, cell.persons]]))).toEqual(groups);

          const firstOf = (no: number): number =>
            Math.min(
              noDay,
              ...nation.events
                .filter((e) => e.person === no && e.register === 'diagnoses' && e.code.startsWith('DA'))
                .map((e) => e.day),
            );
          const dated = named.filter(({ person, day }) => day !== noDay && firstOf(person) !== noDay);
          const anchor = { register: 'diagnoses', codes: ['DA'] };
          const lags = countLags(searcher, one, { anchor, stepDays: 100, today });
          const steps = tally(
            dated,
            ({ person, day }) => `${Math.floor((day - firstOf(person)) / 100) * 100}`,
            ({ person }) => person,
          );
          expect(new Map(lags.map((lag) => [`${lag.fromDays}`, [lag.specimens, lag.persons]]))).toEqual(steps);
          // Ages: counted from birth.
          const bornOf = new Map(nation.persons.map(({ no, born }) => [no, born]));
          const aged = named.filter(({ person, day }) => day !== noDay && (bornOf.get(person) ?? noDay) !== noDay);
          const ages = countLags(searcher, one, { anchor: 'birth', stepDays: 1826, today });
          expect(ages.reduce((sum, { specimens }) => sum + specimens, 0)).toBe(aged.length);
          const courses = countCourses(searcher, one, { anchor, today });
          const years = (days: number): string => {
            const whole = Math.floor(days / 365.25);
            return whole < 0 ? `${whole}` : `+${whole}`;
          };
          const courseOf = (no: number): string => {
            const days = dated.flatMap(({ person, day }) => (person === no ? [day] : [])).sort((a, b) => a - b);
            const taken = [...new Set(days.map((day) => years(day - firstOf(no))))];
            const died = nation.persons.find((person) => person.no === no)?.died ?? noDay;
            return [...taken, ...(died === noDay ? [] : [`dead${years(died - firstOf(no))}`])].join(' ');
          };
          const expected = tally([...new Set(dated.map(({ person }) => person))], courseOf, (no) => no);
          expect(new Map(courses.map(({ course, persons }) => [course, [persons, persons]]))).toEqual(expected);
        }
      },
    ),
    { numRuns: 8, endOnFailure: true },
  );
});

const rules = fc.record({
  sex: fc.boolean(),
  region: fc.boolean(),
  birthYears: fc.constantFrom(0, 10, 30, 80),
  samplingDays: fc.constantFrom(null, 300, 5000),
  biobank: fc.boolean(),
});

test('a control is at risk, fits the rule, and is found where there is one', () => {
  let matched = 0;
  fc.assert(
    fc.property(plainNations, rules, fc.nat(), fc.boolean(), (nation, rule, seed, reuse) => {
      const searcher = openPlain(folder, nation);
      const event = { register: 'diagnoses', codes: ['DA', 'DC'] };
      const asked = query(rule.samplingDays === null ? [] : [{ field: 'specimen', type: ['serum'], atLeast: 1 }]);
      const request = { event, perCase: 3, rule, pool: [], specimens: { type: ['serum'] }, reuse, seed };
      const { pairs, cases, controls, casesByControls } = matchControls(searcher, asked, request, today);
      const oracle = new Oracle(nation, today);
      const everybody = oracle.everybody();
      const facts = new Map(nation.persons.map((person) => [person.no, person]));
      const firstOf = (no: number): number =>
        Math.min(
          noDay,
          ...nation.events
            .filter((e) => e.person === no && e.register === 'diagnoses' && /^D[AC]/.test(e.code))
            .map((e) => e.day),
        );
      const sera = (no: number) =>
        nation.specimens.filter((one) => one.person === no && one.type === 'serum' && one.day !== noDay);
      const fits = (no: number, other: number): boolean => {
        const [a, b] = [facts.get(no), facts.get(other)];
        const day = firstOf(no);
        if (other === no || !a || !b || a.born === noDay || b.born === noDay) return false;
        if (b.born > day || b.died <= day || firstOf(other) <= day) return false;
        if ((rule.sex && a.sex !== b.sex) || (rule.region && a.region !== b.region)) return false;
        const years = Number(dateOf(a.born)!.slice(0, 4)) - Number(dateOf(b.born)!.slice(0, 4));
        if (Math.abs(years) > rule.birthYears) return false;
        if (rule.samplingDays === null) return true;
        const first = sera(no).sort((x, y) => x.day - y.day)[0]!;
        const tied = sera(no).filter(({ day: when }) => when === first.day);
        return sera(other).some(
          (one) =>
            Math.abs(one.day - first.day) <= rule.samplingDays! &&
            (!rule.biobank || tied.some(({ biobank }) => biobank === one.biobank)),
        );
      };
      expect(casesByControls.reduce((sum, n) => sum + n, 0)).toBe(cases);
      let seen = 0;
      for (let at = 0; at < pairs.length; at += 4) {
        const [no, ...chosen] = pairs.subarray(at, at + 4);
        const got = chosen.filter((one) => one >= 0);
        seen += got.length;
        for (const other of got) expect(fits(no!, other), `${no} ${other}`).toBe(true);
        expect(new Set(got).size).toBe(got.length);
        const ties = sera(no!).filter(({ day }) => day === Math.min(...sera(no!).map((one) => one.day))).length > 1;
        if (reuse && !(ties && rule.biobank)) {
          expect(got.length).toBe(Math.min(3, everybody.filter((other) => fits(no!, other)).length));
        }
      }
      expect(seen).toBe(controls);
      if (!reuse) {
        const all = [...pairs].filter((one, at) => at % 4 !== 0 && one >= 0);
        expect(new Set(all).size).toBe(all.length);
      }
      matched += controls;
    }),
    { numRuns: 20, endOnFailure: true },
  );
  expect(matched).toBeGreaterThan(40);
});

test('power and cost', () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 4);
  const study = { cases: 1000, controls: 4000, exposure: 0.2, allele: true, alpha: 0.05, power: 0.8 };
  const ratio = detectableOddsRatio(study)!;
  expect(powerFor(study, ratio)).toBeCloseTo(0.8, 6);
  expect(detectableOddsRatio({ ...study, cases: 2000 })!).toBeLessThan(ratio);
  expect(detectableOddsRatio({ ...study, cases: 0 })).toBeNull();
  // Two groups of 100, 20 % against 40 %: power 0.87 in textbooks.
  const textbook = { cases: 100, controls: 100, exposure: 0.2, allele: false, alpha: 0.05 };
  expect(powerFor(textbook, 0.4 / 0.6 / (0.2 / 0.8))).toBeCloseTo(0.876, 2);
  expect(costOf({ tubes: 97, perTube: 10, perSample: 5, fixed: 100, picksPerWeek: 50 })).toEqual({
    tubes: 97,
    plates: 2,
    weeks: 2,
    cost: 1555,
  });
});
