import { facetNames, type personFacets, type SetFacet, setFacets, specimenFacets } from './facet-names.ts';
import type { Searcher } from './searcher.ts';
import { type AllFacets, personColumns } from './snapshot-layout.ts';

/** Facets that are counted from a column; living and genome are sets. */
export type PersonFacet = Exclude<keyof typeof personFacets, SetFacet>;
export type SpecimenFacet = keyof typeof specimenFacets;

/** People, and specimens, of each value of a facet, by the value's number; of facets of people there are no specimens. */
export interface FacetCounts {
  persons: number[];
  specimens: number[];
}
export type { AllFacets };

/** Facets that have a column. */
export const storedFacets = facetNames.filter((name): name is PersonFacet | SpecimenFacet => !(name in setFacets));

/** Those whose columns are of a byte; the kernel counts all of them in one go. */
const byteFacets = ['type', 'temperature', 'state', 'thaws', 'year', 'volumeBand', 'ageAtSampling'] as const;
const byteCells = 256 * 3;
/** Fewer than this are counted one by one. */
const fewFacets = 4;
/** The columns of facets that are not called like them. */
const otherColumns: Partial<Record<string, string>> = { ageAtSampling: 'ageBand', birthDecade: 'birthYear' };

/** The column of a facet. */
export function columnOfFacet(name: PersonFacet | SpecimenFacet): string {
  return otherColumns[name] ?? name;
}
/** A cell a bit, and one of those of whom nothing is stated. */
const consentCells = 9;
/** Its number. */
export const nothingStated = consentCells - 1;

/** Counts the people of each value of a facet of people. */
export function countPersonFacet(searcher: Searcher, name: PersonFacet, people: number): FacetCounts {
  const { kernel, memory, header, scratch } = searcher;
  const column = columnOfFacet(name) as Exclude<PersonFacet, 'birthDecade'> | 'birthYear';
  const counts = memory.u32(scratch.cells, 65_536).fill(0);
  const histogram = personColumns[column] === 1 ? kernel.histogramU8 : kernel.histogramU16;
  histogram(people, header.persons, searcher.column(column), scratch.cells);
  const values = column === 'birthYear' ? 256 : header.words[column]!.length;
  return { persons: Array.from(counts.subarray(0, values)), specimens: [] };
}

/** Counts the specimens, and the people who have them, of each value of facets of specimens. */
export function countSpecimenFacets(
  searcher: Searcher,
  names: readonly SpecimenFacet[],
  specimens: number,
): Map<SpecimenFacet, FacetCounts> {
  const { kernel, memory, header, scratch } = searcher;
  const person = searcher.column('specimenPerson');
  const bytes = byteFacets.filter((name) => names.includes(name));
  const counted = new Map<SpecimenFacet, FacetCounts>();
  if (bytes.length < fewFacets) {
    for (const name of bytes) {
      const cells = memory.u32(scratch.cells, byteCells).fill(0);
      kernel.facetU8(specimens, header.specimens, person, searcher.column(columnOfFacet(name)), scratch.cells);
      counted.set(name, countsOf(cells));
    }
  } else {
    const cells = memory.u32(scratch.cells, byteCells * byteFacets.length).fill(0);
    const [a, b, c, d, e, f, g] = byteFacets.map((name) => searcher.column(columnOfFacet(name)));
    kernel.facetSeven(specimens, header.specimens, person, a!, b!, c!, d!, e!, f!, g!, scratch.cells);
    for (const name of bytes) {
      const from = byteFacets.indexOf(name) * byteCells;
      counted.set(name, countsOf(cells.subarray(from, from + byteCells)));
    }
  }
  for (const name of names) {
    if ((bytes as readonly string[]).includes(name)) continue;
    if (name === 'consent') {
      const cells = memory.u32(scratch.cells, consentCells * 3).fill(0);
      kernel.facetBits(specimens, header.specimens, person, searcher.column(name), scratch.cells);
      counted.set(name, countsOf(cells));
      continue;
    }
    const cells = memory.u32(scratch.cells, header.words[name]!.length * 3).fill(0);
    kernel.facetU16(specimens, header.specimens, person, searcher.column(name), scratch.cells);
    counted.set(name, countsOf(cells));
  }
  return counted;
}

// The kernel's cells: specimens, people, and the last of these.
function countsOf(cells: Uint32Array): FacetCounts {
  const values = Array.from({ length: cells.length / 3 }, (_, number) => number * 3);
  return { specimens: values.map((at) => cells[at]!), persons: values.map((at) => cells[at + 1]!) };
}

/** All facets of some people and the specimens of theirs that are named, all without it. */
export function facetsOfPeople(searcher: Searcher, people: number, named: number | null = null): AllFacets {
  const { kernel, header } = searcher;
  const specimens = searcher.specimens.scratch();
  const among = named ?? searcher.allSpecimens;
  kernel.specimensOfPeople(people, header.persons, searcher.column('offsets'), among, specimens);
  const ofSpecimens = countSpecimenFacets(searcher, Object.keys(specimenFacets) as SpecimenFacet[], specimens);
  return Object.fromEntries(
    storedFacets.map((name) => [
      name,
      ofSpecimens.get(name as SpecimenFacet) ?? countPersonFacet(searcher, name as PersonFacet, people),
    ]),
  );
}

/** The facets of nobody. */
export function noFacets(): AllFacets {
  return Object.fromEntries(storedFacets.map((name) => [name, { persons: [], specimens: [] }]));
}

/** Facets with others added, or taken away; people are in one or the other, so that they add up. */
export function addFacets(to: AllFacets, others: AllFacets, sign: 1 | -1): AllFacets {
  const sum = (a: readonly number[], b: readonly number[]): number[] => {
    const total = [...a];
    while (total.length < b.length) total.push(0);
    for (let at = 0; at < b.length; at++) total[at]! += sign * b[at]!;
    return total;
  };
  return Object.fromEntries(
    storedFacets.map((name) => {
      const [a, b] = [to[name]!, others[name]!];
      return [name, { persons: sum(a.persons, b.persons), specimens: sum(a.specimens, b.specimens) }];
    }),
  );
}
