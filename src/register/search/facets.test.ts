import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { dateOf, noDay } from '../columns/index.ts';
import { type FacetName, facetNames, personFacets, specimenFacets } from './facet-names.ts';
import { countFacets } from './facets.ts';
import type { Condition, Query, SpecimenCondition } from './model.ts';
import { Oracle } from './oracle.ts';
import { anyCondition } from './queries.ts';
import { readQuery } from './read-query.ts';
import { ageBands, volumeBands } from './snapshot-layout.ts';
import { openPlain, type PlainNation, plainNations } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-facets-'));
afterAll(() => rmSync(folder, { recursive: true }));
const today = '2001-06-30';

type Person = PlainNation['persons'][number];
type Specimen = PlainNation['specimens'][number];

const bandOf = (bands: readonly number[], value: number): string => `${bands.findLast((from) => value >= from)}`;
const yearOf = (day: number): string => dateOf(day)?.slice(0, 4) ?? '';

/** The values of each facet, in plain words; a facet of people says nothing of whom nothing is known. */
const ofPerson: Record<keyof typeof personFacets, (person: Person, is: { genome: boolean }) => string | null> = {
  sex: ({ sex }) => sex || null,
  region: ({ region }) => region || null,
  municipality: () => null,
  birthDecade: ({ born }) => (born === noDay ? '' : `${yearOf(born).slice(0, 3)}0`),
  living: ({ died }) => `${died === noDay}`,
  genome: (_, { genome }) => `${genome}`,
};
const ofSpecimen: Record<keyof typeof specimenFacets, (one: Specimen, born: number) => string[]> = {
  biobank: ({ biobank }) => [biobank],
  collection: () => [''],
  type: ({ type }) => [type],
  temperature: ({ temperature }) => [temperature],
  state: ({ state }) => [state],
  sprec: ({ sprec }) => [sprec],
  thaws: ({ thaws }) => [`${thaws}`],
  year: ({ day }) => [yearOf(day)],
  volumeBand: ({ volume }) => [bandOf(volumeBands, volume)],
  ageAtSampling: ({ day }, born) =>
    born === noDay || day === noDay || day < born ? [''] : [bandOf(ageBands, Math.floor((day - born) / 365.25))],
  consent: ({ consent }) => consent.split(' '),
};

/** A question without the part that a facet is of. */
function withoutOwn(asked: Query, name: FacetName): Query {
  const own = { ...personFacets, ...specimenFacets }[name];
  const conditions = asked.conditions.flatMap((one): Condition[] => {
    if (!('field' in one)) return [one];
    if (name in personFacets) return one.field === own ? [] : [one];
    return [one.field === 'specimen' ? { ...one, [own]: undefined } : one];
  });
  return { ...asked, conditions };
}

/** Conditions whose facets are kept in the snapshot, alone and with another. */
const simple: object[] = [
  { field: 'sex', any: ['female'] },
  { field: 'region', any: ['A', 'C'] },
  { field: 'living', is: true },
  { field: 'specimen' },
  { field: 'specimen', type: ['serum'] },
  { field: 'specimen', biobank: ['North'] },
  { field: 'specimen', state: ['available'] },
  { field: 'specimen', temperature: ['liquid nitrogen'] },
];

const unknown = (no: number): Person => ({ no, born: noDay, died: noDay, sex: '', region: '' });

function cellsByLooking(nation: PlainNation, asked: Query, name: FacetName): Map<string, [number, number]> {
  const oracle = new Oracle(nation, today);
  const narrowed = withoutOwn(asked, name);
  const found = oracle.find(narrowed);
  const facts = new Map(nation.persons.map((person) => [person.no, person]));
  const people = new Map<string, Set<number>>();
  const specimens = new Map<string, number>();
  const add = (value: string, no: number): void => {
    people.set(value, (people.get(value) ?? new Set()).add(no));
    specimens.set(value, (specimens.get(value) ?? 0) + 1);
  };
  if (name in personFacets) {
    for (const no of found) {
      const genome = nation.genomes.includes(no) && !nation.genetic.includes(no);
      const value = ofPerson[name as keyof typeof personFacets](facts.get(no) ?? unknown(no), { genome });
      if (value !== null) add(value, no);
    }
  } else {
    const filters = narrowed.conditions.filter(
      (one): one is SpecimenCondition => 'field' in one && one.field === 'specimen',
    );
    for (const one of nation.specimens) {
      if (!found.includes(one.person)) continue;
      if (filters.length > 0 && !filters.some((filter) => oracle.fits(filter, one))) continue;
      const born = facts.get(one.person)?.born ?? noDay;
      for (const value of ofSpecimen[name as keyof typeof specimenFacets](one, born)) add(value, one.person);
    }
  }
  return new Map([...people].map(([value, some]) => [value, [some.size, specimens.get(value)!]]));
}

test('every facet counts what looking at everybody one by one does; nobody who said no is in one', () => {
  const seen = new Set<FacetName>();
  fc.assert(
    fc.property(
      plainNations,
      fc.array(fc.array(anyCondition, { maxLength: 2 }), { minLength: 6, maxLength: 6 }),
      (nation, asked) => {
        const searcher = openPlain(folder, nation);
        for (const conditions of [...asked, ...simple.map((condition) => [condition])]) {
          const one = readQuery(JSON.parse(JSON.stringify({ conditions })));
          const { facets } = countFacets(searcher, one, { names: facetNames, codes: [], today });
          for (const name of facetNames) {
            const cells = facets[name]!.map(({ value, persons, specimens = persons }): [string, [number, number]] => [
              value,
              [persons, specimens],
            ]);
            expect(new Map(cells), name).toEqual(cellsByLooking(nation, one, name));
            if (cells.length > 1) seen.add(name);
          }
        }
      },
    ),
    { numRuns: 6, endOnFailure: true },
  );
  // All of these had values to tell apart.
  expect([...seen].sort()).toEqual(facetNames.filter((name) => !['collection', 'municipality'].includes(name)).sort());
});

test('under a rule values that nobody has are told as those that few have', () => {
  const [nation] = fc.sample(plainNations, { numRuns: 1, seed: 5 });
  const searcher = openPlain(folder, nation!);
  const none = readQuery({ conditions: [{ field: 'birthYear', from: 2070 }] });
  const { facets } = countFacets(searcher, none, { names: facetNames, codes: [], today, empty: true });
  const values = (name: FacetName): string[] => facets[name]!.map(({ value }) => value).sort();
  expect(values('living')).toEqual(['false', 'true']);
  expect(values('ageAtSampling')).toEqual(['', ...ageBands.map(String)].sort());
  expect(values('consent')).toEqual(
    ['', 'abroad', 'biobank', 'companies', 'genome-research', 'none', 'recontact', 'research'].sort(),
  );
  expect(facets.consent!.every(({ persons }) => persons === 0)).toBe(true);
});
