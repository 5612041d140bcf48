import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { type StoredTable, TableWriter } from '../columns/index.ts';
import { bringTo, openFresh } from './bring-to.ts';
import { countFound, find } from './count.ts';
import { crossFacet } from './cross.ts';
import { facetNames } from './facet-names.ts';
import { countFacets } from './facets.ts';
import { countCourses, countLags } from './lags.ts';
import { findMembers } from './members.ts';
import { anyCondition } from './queries.ts';
import { readQuery } from './read-query.ts';
import { Searcher } from './searcher.ts';
import { type PlainNation, plainNations, writeNation } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-patch-'));
afterAll(() => rmSync(folder, { recursive: true }));
const columns = join(folder, 'columns');
const today = '2001-06-30';

type Specimen = PlainNation['specimens'][number];

/** Specimens of the own biobank with their numbers. */
function writeOwn(rows: readonly (Specimen & { number: number })[]): StoredTable {
  const writer = new TableWriter(columns, 'own_specimens');
  writer.append(rows.length, {
    person: Uint32Array.from(rows, (row) => row.person),
    day: Uint16Array.from(rows, (row) => row.day),
    biobank: Uint16Array.from(rows, (row) => writer.word('biobank', row.biobank)),
    type: Uint8Array.from(rows, (row) => writer.word('type', row.type)),
    volume_ul: Uint32Array.from(rows, (row) => row.volume),
    thaws: Uint8Array.from(rows, (row) => row.thaws),
    sprec: Uint16Array.from(rows, (row) => writer.word('sprec', row.sprec)),
    consent: Uint8Array.from(rows, (row) => writer.word('consent', row.consent)),
    temperature: Uint8Array.from(rows, (row) => writer.word('temperature', row.temperature)),
    state: Uint8Array.from(rows, (row) => writer.word('state', row.state)),
    custodian_id: rows.map(({ number }) => `spc_${number}`),
    number: Uint32Array.from(rows, ({ number }) => number),
  });
  return writer.finish();
}

function searcherOf(tables: readonly StoredTable[], nation: PlainNation): Searcher {
  const searcher = new Searcher(openFresh(tables));
  searcher.setMasks({ epoch: 1, material: nation.material, genetic: nation.genetic });
  return searcher;
}

/** Conditions whose facets are kept in the snapshot. */
const kept = [
  { field: 'sex', any: ['male'] },
  { field: 'living', is: true },
  { field: 'specimen', type: ['serum'] },
];

const conditions = fc.array(fc.array(anyCondition, { maxLength: 2 }), { minLength: 6, maxLength: 6 });
// What becomes of a specimen: it is as it was, another person's row takes its place, or it is used up.
const steps = fc.array(fc.array(fc.tuple(fc.nat(400), fc.nat(400), fc.boolean()), { minLength: 5, maxLength: 40 }), {
  minLength: 2,
  maxLength: 4,
});

test('a snapshot that was brought to other tables answers as one that was built of them', () => {
  let changed = 0;
  fc.assert(
    fc.property(plainNations, conditions, steps, (nation, asked, changes) => {
      const { specimens } = nation;
      const half = specimens.length >> 1;
      const rest = writeNation(columns, { ...nation, specimens: specimens.slice(0, half) });
      let own = specimens.slice(half).map((one, number) => ({ ...one, number }));
      let base = writeOwn(own);
      const searcher = searcherOf([...rest, base], nation);
      const since = new Map<number, (typeof own)[number]>();
      for (const [at, step] of changes.entries()) {
        for (const [which, like, isNew] of step) {
          const donor = specimens[like % specimens.length]!;
          const number = isNew ? own.length : which % own.length;
          const row = { ...(isNew ? donor : own[number]!), volume: (like * 7) % 900, thaws: like % 5, number };
          if (like % 3 === 0) Object.assign(row, { person: donor.person, day: donor.day, type: `new ${like % 2}` });
          own = [...own.slice(0, number), row, ...own.slice(number + 1)];
          since.set(number, row);
        }
        // Every third time what has changed is written into the base.
        if (at % 3 === 2) {
          base = writeOwn(own);
          since.clear();
        }
        const tables = [...rest, base, ...(since.size > 0 ? [writeOwn([...since.values()])] : [])];
        expect(bringTo(searcher, tables)).toBe(true);
        searcher.setMasks({ epoch: 1, material: nation.material, genetic: nation.genetic });
        const anew = searcherOf(tables, nation);
        expect(searcher.header.specimens).toBe(anew.header.specimens);
        for (const condition of kept) {
          const query = readQuery({ conditions: [condition] });
          const facets = (one: Searcher) => countFacets(one, query, { names: facetNames, codes: [], today });
          expect(facets(searcher)).toEqual(facets(anew));
        }
        expect(searcher.header.mostSpecimens).toBe(anew.header.mostSpecimens);
        changed += step.length;
        for (const some of asked) {
          const query = readQuery(JSON.parse(JSON.stringify({ conditions: some.filter((one) => !namesNew(one)) })));
          const both = <T>(answer: (one: Searcher) => T): void => expect(answer(searcher)).toEqual(answer(anew));
          const anchor = { register: 'diagnoses', codes: ['DA'] };
          both((one) => countFound(one, find(one, query, today)));
          both((one) => countFacets(one, query, { names: facetNames, codes: [], today }));
          both((one) =>
            crossFacet(one, query, { rows: 'biobank', columns: 'type', today }).sort((a, b) =>
              `${a.row} ${a.column}` < `${b.row} ${b.column}` ? -1 : 1,
            ),
          );
          both((one) => countLags(one, query, { anchor, stepDays: 50, today }));
          both((one) => countCourses(one, query, { anchor, today }));
          both((one) => {
            const { persons, specimens: found } = findMembers(one, query, { today, masks: true, columns });
            return { persons, keys: found.keys.map((key, k) => `${key} ${found.volumeUl[k]}`).sort() };
          });
        }
      }
    }),
    { numRuns: 5, endOnFailure: true },
  );
  expect(changed).toBeGreaterThan(50);
});

// Words that are gone from one of the two are refused there, which is no difference of answers.
function namesNew(one: object): boolean {
  return /"biobank"|"sprec"/.test(JSON.stringify(one));
}

test('where there is no room a snapshot stays as it is', () => {
  const [nation] = fc.sample(plainNations, { numRuns: 1, seed: 3 });
  const rest = writeNation(columns, nation!);
  const searcher = searcherOf(rest, nation!);
  const before = { ...searcher.header };
  const many = Array.from({ length: searcher.header.capacity }, (_, number) => ({ ...nation!.specimens[0]!, number }));
  expect(bringTo(searcher, [...rest, writeOwn(many)])).toBe(false);
  const stranger = [{ ...nation!.specimens[0]!, number: 0, person: searcher.header.persons }];
  expect(bringTo(searcher, [...rest, writeOwn(stranger)])).toBe(false);
  expect(searcher.header).toEqual(before);
});
