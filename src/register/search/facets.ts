import { consentUses } from '../columns/index.ts';
import { type Counts, countFound, find, specimensOfFound } from './count.ts';
import { living } from './evaluate.ts';
import { eventsOf, peopleOfEvents } from './event-sets.ts';
import {
  type AllFacets,
  addFacets,
  countPersonFacet,
  countSpecimenFacets,
  type FacetCounts,
  facetsOfPeople,
  nothingStated,
  type PersonFacet,
  type SpecimenFacet,
} from './facet-cells.ts';
import { type FacetName, personFacets, type SetFacet, setFacets, specimenFacets } from './facet-names.ts';
import { nearestKept } from './kept-facets.ts';
import type { Condition, Query } from './model.ts';
import { setView } from './place-people.ts';
import type { Searcher } from './searcher.ts';
import { ageBands, noBand, volumeBands, type WordColumn, wordColumns } from './snapshot-layout.ts';

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
 * @param empty whether values that nobody has are told as well, where a facet has few
 */
export function countFacets(
  searcher: Searcher,
  query: Query,
  {
    names,
    codes,
    today,
    empty = false,
  }: { names: readonly FacetName[]; codes: readonly CodeFacet[]; today: string; empty?: boolean },
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
    const stored = group.names.filter((name): name is PersonFacet | SpecimenFacet => !(name in setFacets));
    const counted = stored.length === 0 ? {} : countGroup(searcher, group.query, stored, today);
    for (const name of stored) {
      facets[name] =
        name in personFacets
          ? peopleCells(searcher, name as PersonFacet, counted[name]!, empty)
          : specimenCells(searcher, name as SpecimenFacet, counted[name]!, empty);
    }
    for (const name of group.names) {
      if (name in setFacets) facets[name] = setCells(searcher, group.query, name as SetFacet, { today, empty });
    }
  }
  const { people } = find(searcher, query, today);
  return { counts, facets, codes: codes.map((facet) => countCodes(searcher, facet, people, empty)) };
}

// Of nearly all of whom facets are kept those who are missing are counted, and taken away from these.
function countGroup(
  searcher: Searcher,
  query: Query,
  names: readonly (PersonFacet | SpecimenFacet)[],
  today: string,
): AllFacets {
  const { kernel, header } = searcher;
  const found = find(searcher, query, today);
  const ofSpecimens = names.filter((name): name is SpecimenFacet => name in specimenFacets);
  const onlySpecimens = ofSpecimens.length === names.length;
  const kept = nearestKept(searcher, query, { named: found.named, today, ofSpecimens: onlySpecimens });
  if (kept !== null) {
    const missing = searcher.people.scratch();
    kernel.setAndNot(kept.people, found.people, missing, header.persons);
    const [few, all] = [missing, kept.people].map((set) => kernel.setCount(set, header.persons) >>> 0) as [
      number,
      number,
    ];
    if (few * 3 < all) return addFacets(kept.facets, facetsOfPeople(searcher, missing, kept.named), -1);
  }
  const specimens = ofSpecimens.length > 0 ? specimensOfFound(searcher, found) : 0;
  return Object.fromEntries([
    ...countSpecimenFacets(searcher, ofSpecimens, specimens),
    ...names
      .filter((name): name is PersonFacet => name in personFacets)
      .map((name) => [name, countPersonFacet(searcher, name, found.people)] as const),
  ]);
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

function setCells(
  searcher: Searcher,
  query: Query,
  name: SetFacet,
  { today, empty }: { today: string; empty: boolean },
): FacetCell[] {
  const { kernel, header } = searcher;
  const { people } = find(searcher, query, today);
  const set = name === 'genome' ? searcher.genomes : living(searcher);
  const [all, within] = [kernel.setCount(people, header.persons), kernel.setCountAnd(people, set, header.persons)];
  const cells = [
    { value: 'true', persons: within >>> 0 },
    { value: 'false', persons: (all >>> 0) - (within >>> 0) },
  ];
  return cells.filter(({ persons }) => empty || persons > 0);
}

function peopleCells(
  searcher: Searcher,
  name: PersonFacet,
  { persons: counts }: FacetCounts,
  empty: boolean,
): FacetCell[] {
  if (name === 'birthDecade') return decades(counts, empty);
  const words = searcher.header.words[name]!;
  const fill = empty && words.length <= mostEmptyValues;
  return words
    .map((value, number) => ({ value, persons: counts[number] ?? 0 }))
    .filter(({ value, persons }) => value !== '' && (fill || persons > 0))
    .sort(mostFirst);
}

function decades(counts: readonly number[], empty: boolean): FacetCell[] {
  const cells = Array.from({ length: 18 }, (_, decade) => ({
    value: `${1900 + decade * 10}`,
    persons: counts.slice(decade * 10, decade * 10 + 10).reduce((sum, n) => sum + n, 0),
  }));
  return [...cells, { value: '', persons: counts[255] ?? 0 }].filter(({ persons }) => empty || persons > 0);
}

function specimenCells(
  searcher: Searcher,
  name: SpecimenFacet,
  { persons, specimens }: FacetCounts,
  empty: boolean,
): FacetCell[] {
  const size = sizeOf(searcher, name);
  const fill = empty && size <= mostEmptyValues;
  const unknown = unknownOf[name];
  const numbers = new Set(specimens.keys());
  if (fill)
    for (const number of [...Array(size).keys(), ...(unknown === undefined ? [] : [unknown])]) numbers.add(number);
  const told = [...numbers]
    .sort((a, b) => a - b)
    .flatMap((number) => {
      const cell = {
        value: wordOf(searcher, name, number),
        specimens: specimens[number] ?? 0,
        persons: persons[number] ?? 0,
      };
      return cell.specimens > 0 || (fill && (number < size || number === unknown)) ? [cell] : [];
    });
  return (wordColumns as readonly string[]).includes(name) ? told.sort(mostFirst) : told;
}

function wordOf({ header }: Searcher, name: SpecimenFacet, number: number): string {
  if (name === 'year') return number === 255 ? '' : `${1900 + number}`;
  if (name === 'thaws') return `${number}`;
  if (name === 'volumeBand') return `${volumeBands[number] ?? ''}`;
  if (name === 'ageAtSampling') return `${ageBands[number] ?? ''}`;
  if (name === 'consent') return consentUses[number] ?? '';
  return header.words[name as WordColumn]![number]!;
}

/** Where the number of what is not known lies behind the others. */
const unknownOf: Partial<Record<SpecimenFacet, number>> = {
  year: noBand,
  ageAtSampling: noBand,
  consent: nothingStated,
};

/** A facet of more values has no empty ones in it. */
const mostEmptyValues = 200;

// How many values a facet can have.
function sizeOf({ header }: Searcher, name: SpecimenFacet): number {
  if (name === 'year') return 180;
  if (name === 'thaws') return 16;
  if (name === 'ageAtSampling') return ageBands.length;
  if (name === 'consent') return consentUses.length;
  return name === 'volumeBand' ? volumeBands.length : header.words[name as WordColumn]!.length;
}
const mostFirst = (a: FacetCell, b: FacetCell): number => b.persons - a.persons || (a.value < b.value ? -1 : 1);

// Codes right under one, those nobody has left out.
function countCodes(
  searcher: Searcher,
  { register: name, under }: CodeFacet,
  people: number,
  empty: boolean,
): FacetCell[] {
  const register = searcher.register(name);
  const root = under === undefined ? undefined : searcher.code(register, under);
  const end = root === undefined ? register.codes.length : register.ends[root]!;
  // A tree with one root begins below it.
  if (root === undefined && register.codes.length > 1 && register.ends[0] === end) {
    return countCodes(searcher, { register: name, under: register.codes[0] }, people, empty);
  }
  const cells: FacetCell[] = [];
  for (let code = root === undefined ? 0 : root + 1; code < end; code = register.ends[code]!) {
    const value = register.codes[code]!;
    cells.push({ value, persons: countWithCode(searcher, { register: name, codes: [value] }, people) });
  }
  return empty && cells.length <= mostEmptyValues ? cells : cells.filter(({ persons }) => persons > 0);
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
