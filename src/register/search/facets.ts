import { type Counts, countFound, find, specimensOfFound } from './count.ts';
import { eventsOf, peopleOfEvents } from './event-sets.ts';
import { type FacetName, personFacets, specimenFacets } from './facet-names.ts';
import type { Condition, Query } from './model.ts';
import { setView } from './place-people.ts';
import type { Searcher } from './searcher.ts';
import { personColumns, specimenColumns, volumeBands, type WordColumn, wordColumns } from './snapshot-layout.ts';

/** One value of a facet; specimens only where the facet is of specimens. */
export interface FacetCell {
  value: string;
  persons: number;
  specimens?: number;
}

/** Codes of a register under a code, the top of its tree without one: how many people have each. */
export interface CodeFacet {
  register: string;
  under?: string | undefined;
}

export interface Facets {
  counts: Counts;
  facets: Partial<Record<FacetName, FacetCell[]>>;
  codes: FacetCell[][];
}

/**
 * Counts the values of facets. A facet is counted under all conditions but its own, so that it shows what another choice would
 * give.
 */
export function countFacets(
  searcher: Searcher,
  query: Query,
  { names, codes, today }: { names: readonly FacetName[]; codes: readonly CodeFacet[]; today: string },
): Facets {
  const counts = countFound(searcher, find(searcher, query, today));
  const facets: Facets['facets'] = {};
  // Facets that are narrowed alike share one run.
  const groups = new Map<string, { query: Query; names: FacetName[] }>();
  for (const name of names) {
    const narrowed = { ...query, conditions: withoutOwn(query.conditions, name) };
    const key = JSON.stringify(narrowed);
    const group = groups.get(key) ?? { query: narrowed, names: [] };
    group.names.push(name);
    groups.set(key, group);
  }
  for (const group of groups.values()) {
    const found = find(searcher, group.query, today);
    const wantsSpecimens = group.names.some((name) => name in specimenFacets);
    const specimens = wantsSpecimens ? specimensOfFound(searcher, found) : 0;
    for (const name of group.names) {
      facets[name] =
        name in personFacets
          ? countPeople(searcher, name as keyof typeof personFacets, found.people)
          : countSpecimens(searcher, name as keyof typeof specimenFacets, specimens);
    }
  }
  const { people } = find(searcher, query, today);
  return { counts, facets, codes: codes.map((facet) => countCodes(searcher, facet, people)) };
}

function withoutOwn(conditions: readonly Condition[], name: FacetName): Condition[] {
  if (name in personFacets) {
    const field = personFacets[name as keyof typeof personFacets];
    return conditions.filter((one) => !('field' in one && one.field === field));
  }
  const part = specimenFacets[name as keyof typeof specimenFacets];
  return conditions.flatMap((one) => {
    if (!('field' in one) || one.field !== 'specimen' || one[part] === undefined) return [one];
    return [{ ...one, [part]: undefined }];
  });
}

function countPeople(searcher: Searcher, name: keyof typeof personFacets, people: number): FacetCell[] {
  const { kernel, memory, header, scratch } = searcher;
  const column = name === 'birthDecade' ? 'birthYear' : name;
  const counts = memory.u32(scratch.cells, 65_536).fill(0);
  const histogram = personColumns[column] === 1 ? kernel.histogramU8 : kernel.histogramU16;
  histogram(people, header.persons, searcher.column(column), scratch.cells);
  if (column === 'birthYear') return decades(counts);
  return header.words[column]!.map((value, number) => ({ value, persons: counts[number]! }))
    .filter(told)
    .sort(mostFirst);
}

function decades(counts: Uint32Array): FacetCell[] {
  const cells = Array.from({ length: 18 }, (_, decade) => ({
    value: `${1900 + decade * 10}`,
    persons: counts.subarray(decade * 10, decade * 10 + 10).reduce((sum, n) => sum + n, 0),
  }));
  return [...cells, { value: '', persons: counts[255]! }].filter(({ persons }) => persons > 0);
}

function countSpecimens(searcher: Searcher, name: keyof typeof specimenFacets, specimens: number): FacetCell[] {
  const { kernel, memory, header, scratch } = searcher;
  const narrow = specimenColumns[name] === 1;
  const values = narrow ? 256 : header.words[name]!.length;
  const cells = memory.u32(scratch.cells, values * 3).fill(0);
  const facet = narrow ? kernel.facetU8 : kernel.facetU16;
  facet(specimens, header.specimens, searcher.column('specimenPerson'), searcher.column(name), scratch.cells);
  const out = Array.from({ length: values }, (_, number) => ({
    value: wordOf(searcher, name, number),
    specimens: cells[number * 3]!,
    persons: cells[number * 3 + 1]!,
  })).filter(({ specimens: some }) => some > 0);
  return (wordColumns as readonly string[]).includes(name) ? out.sort(mostFirst) : out;
}

function wordOf({ header }: Searcher, name: keyof typeof specimenFacets, number: number): string {
  if (name === 'year') return number === 255 ? '' : `${1900 + number}`;
  if (name === 'thaws') return `${number}`;
  if (name === 'volumeBand') return `${volumeBands[number] ?? ''}`;
  return header.words[name as WordColumn]![number]!;
}

const told = ({ value, persons }: FacetCell): boolean => value !== '' && persons > 0;
const mostFirst = (a: FacetCell, b: FacetCell): number => b.persons - a.persons || (a.value < b.value ? -1 : 1);

// Codes right under one, those nobody has left out.
function countCodes(searcher: Searcher, { register: name, under }: CodeFacet, people: number): FacetCell[] {
  const register = searcher.register(name);
  const root = under === undefined ? undefined : searcher.code(register, under);
  const end = root === undefined ? register.codes.length : register.ends[root]!;
  // A tree with one root begins below it.
  if (root === undefined && register.codes.length > 1 && register.ends[0] === end) {
    return countCodes(searcher, { register: name, under: register.codes[0] }, people);
  }
  const cells: FacetCell[] = [];
  for (let code = root === undefined ? 0 : root + 1; code < end; code = register.ends[code]!) {
    const value = register.codes[code]!;
    cells.push({ value, persons: countWithCode(searcher, { register: name, codes: [value] }, people) });
  }
  return cells.filter(({ persons }) => persons > 0);
}

function countWithCode(searcher: Searcher, code: { register: string; codes: string[] }, people: number): number {
  const { kernel, memory, header } = searcher;
  const ranges = eventsOf(searcher, code);
  const events = ranges.events.reduce((sum, { from, to }) => sum + to - from, 0);
  // A set is made where it is kept; few events are quicker counted one by one.
  if (events > header.persons / 64) {
    return kernel.setCountAnd(peopleOfEvents(searcher, ranges), people, header.persons) >>> 0;
  }
  const seen = searcher.people.get('seen', () => {});
  setView(memory, seen, header.persons).fill(0);
  const { personAt } = ranges.register;
  return ranges.events.reduce(
    (sum, { from, to }) => sum + kernel.countEventPeople(personAt, from, to, people, seen),
    0,
  );
}
