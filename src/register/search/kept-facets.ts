import { hasBit } from '../../bits/index.ts';
import { noDay } from '../columns/index.ts';
import { type Found, find } from './count.ts';
import { evaluate, intersect } from './evaluate.ts';
import {
  type AllFacets,
  addFacets,
  columnOfFacet,
  facetsOfPeople,
  noFacets,
  nothingStated,
  type SpecimenFacet,
  storedFacets,
} from './facet-cells.ts';
import { personFacets } from './facet-names.ts';
import type { Condition, Query } from './model.ts';
import { setView } from './place-people.ts';
import { viewOf } from './place-specimens.ts';
import type { Searcher } from './searcher.ts';
import { personColumns, type SnapshotHeader, specimenColumns } from './snapshot-layout.ts';

/**
 * The facets of everybody and of single simple conditions, by which questions begin. A condition's key is its column and the number of its
 * word; that of everybody is empty.
 */
export type KeptFacets = SnapshotHeader['facets'];

const keptOfPeople = ['sex', 'region'] as const;
const keptOfSpecimens = ['biobank', 'type', 'temperature', 'state'] as const;
const living: Condition = { field: 'living', is: true };
const anySpecimen: Condition = { field: 'specimen', atLeast: 1 };

/** Counts what is kept of a snapshot. */
export function countKept(searcher: Searcher): KeptFacets {
  const { words } = searcher.header;
  const kept: KeptFacets = {};
  const count = (key: string, conditions: Condition[]): void => {
    // Masks are of a day; what is kept is of all who exist.
    const { people, named } = find(searcher, { data: 'real', conditions }, '2000-01-01', searcher.column('exists'));
    kept[key] = facetsOfPeople(searcher, people, named);
  };
  count('', []);
  count('living', [living]);
  count('specimen', [anySpecimen]);
  for (const field of keptOfPeople) {
    for (const [number, word] of words[field]!.entries()) count(`${field} ${number}`, [{ field, any: [word] }]);
  }
  for (const part of keptOfSpecimens) {
    for (const [number, word] of words[part]!.entries()) {
      count(`${part} ${number}`, [{ field: 'specimen', [part]: [word], atLeast: 1 }]);
    }
  }
  return kept;
}

/** What some people have in each facet that is kept: by looking at them one by one, for they are few. */
export function keptOf(searcher: Searcher, persons: Iterable<number>): KeptFacets {
  const { memory, header } = searcher;
  const exists = setView(memory, searcher.column('exists'), header.persons);
  const offsets = memory.u32(searcher.column('offsets'), header.persons + 1);
  const died = memory.u16(searcher.column('died'), header.persons);
  const ofPerson = (name: keyof typeof personColumns) =>
    viewOf(memory, searcher.column(name), personColumns[name], header.persons);
  const ofSpecimen = (name: keyof typeof specimenColumns) =>
    viewOf(memory, searcher.column(name), specimenColumns[name], header.specimens);
  const facets = storedFacets.map((name) =>
    name in personFacets
      ? { name, people: ofPerson(columnOfFacet(name) as keyof typeof personColumns), specimens: null }
      : { name, people: null, specimens: ofSpecimen(columnOfFacet(name) as keyof typeof specimenColumns) },
  );
  const keysOfPeople = keptOfPeople.map((name) => ({ name, values: ofPerson(name) }));
  const keysOfSpecimens = keptOfSpecimens.map((name) => ({ name, values: ofSpecimen(name) }));
  const kept: KeptFacets = {};

  function add(key: string, person: number, specimens: readonly number[]): void {
    kept[key] ??= noFacets();
    const into = kept[key];
    for (const { name, people, specimens: values } of facets) {
      const counts = into[name]!;
      if (people) increase(counts.persons, people[person]!);
      else addSpecimens(counts, name as SpecimenFacet, values, specimens);
    }
  }

  for (const person of persons) {
    if (!hasBit(exists, person)) continue;
    const specimens = Array.from({ length: offsets[person + 1]! - offsets[person]! }, (_, at) => offsets[person]! + at);
    add('', person, specimens);
    if (died[person] === noDay) add('living', person, specimens);
    for (const { name, values } of keysOfPeople) add(`${name} ${values[person]}`, person, specimens);
    if (specimens.length === 0) continue;
    add('specimen', person, specimens);
    for (const { name, values } of keysOfSpecimens) {
      for (const number of new Set(specimens.map((one) => values[one]!))) {
        add(
          `${name} ${number}`,
          person,
          specimens.filter((one) => values[one] === number),
        );
      }
    }
  }
  return kept;
}

function addSpecimens(
  { persons, specimens: counts }: AllFacets[string],
  name: SpecimenFacet,
  values: ArrayLike<number>,
  specimens: readonly number[],
): void {
  const seen = new Set<number>();
  for (const one of specimens) {
    for (const value of name === 'consent' ? bitsOf(values[one]!) : [values[one]!]) {
      increase(counts, value);
      if (seen.has(value)) continue;
      seen.add(value);
      increase(persons, value);
    }
  }
}

function bitsOf(byte: number): number[] {
  if (byte === 0) return [nothingStated];
  return [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (byte >> bit) & 1);
}

function increase(counts: number[], value: number): void {
  while (counts.length <= value) counts.push(0);
  counts[value]!++;
}

/** What is kept, with other counts added or taken away. */
export function addKept(to: KeptFacets, others: KeptFacets, sign: 1 | -1): KeptFacets {
  const changed = Object.entries(others).map(([key, facets]) => [key, addFacets(to[key] ?? noFacets(), facets, sign)]);
  return { ...to, ...Object.fromEntries(changed) };
}

/** Facets that are kept, with the people, and the specimens of theirs, that they are of. */
export interface KeptBase extends Found {
  facets: AllFacets;
}

/**
 * The smallest kept facets in whose people all whom a question finds are, with the very specimens that it names; null when there are none.
 * @param ofSpecimens whether only facets of specimens are wanted: then who has none is as good as not there
 */
export function nearestKept(
  searcher: Searcher,
  { conditions }: Query,
  { named, today, ofSpecimens }: { named: number | null; today: string; ofSpecimens: boolean },
): KeptBase | null {
  const { kernel, header } = searcher;
  const kept = header.facets;
  const bases: KeptBase[] = [];
  const everything = named === null || (ofSpecimens && named === searcher.allSpecimens);
  const sampled = everything && named !== null ? [evaluate(searcher, anySpecimen, today)] : [];
  const exists = intersect(searcher, [searcher.column('exists'), ...sampled]);
  if (everything && kept['']) bases.push({ facets: kept[''], people: exists, named });
  const several = conditions.filter((one) => 'field' in one && one.field === 'specimen').length;
  for (const one of conditions) {
    const keys = keysOf(searcher, one);
    if (keys === null || !keys.every((key) => key in kept)) continue;
    const isOfSpecimens = 'field' in one && one.field === 'specimen';
    // With several conditions on specimens those of any are named.
    if (isOfSpecimens ? several !== 1 : !everything) continue;
    const people = intersect(searcher, [exists, evaluate(searcher, one, today)]);
    const facets = keys.map((key) => kept[key]!).reduce((sum, next) => addFacets(sum, next, 1));
    bases.push({ facets, people, named });
  }
  const sizes = bases.map(({ people }) => kernel.setCount(people, header.persons) >>> 0);
  return bases[sizes.indexOf(Math.min(...sizes))] ?? null;
}

// The keys of what is kept whose people together are those of a condition, nobody in two of them; null where there are none.
function keysOf(searcher: Searcher, condition: Condition): string[] | null {
  if (!('field' in condition)) return null;
  if (condition.field === 'living') return condition.is ? ['living'] : null;
  if (condition.field === 'sex' || condition.field === 'region') {
    const { field, any } = condition;
    return [...new Set(any)].map((word) => `${field} ${searcher.word(field, word)}`);
  }
  if (condition.field !== 'specimen' || condition.atLeast !== 1) return null;
  const { field: _, atLeast: __, gapDays: ___, ...filter } = condition;
  const stated = Object.entries(filter).filter(([, value]) => value !== undefined);
  if (stated.length === 0) return ['specimen'];
  const [part, words] = stated[0]! as [(typeof keptOfSpecimens)[number], string[]];
  if (stated.length > 1 || !keptOfSpecimens.includes(part) || words.length !== 1) return null;
  return [`${part} ${searcher.word(part, words[0]!)}`];
}
