import { evaluate, intersect } from './evaluate.ts';
import type { Condition, Query, SpecimenFilter } from './model.ts';
import type { Searcher } from './searcher.ts';
import { specimensOf } from './specimen-sets.ts';

/** Exact counts; they are protected where they leave. */
export interface Counts {
  persons: number;
  specimens: number;
  genomes: number;
}

/** A query run: who is meant, and which specimens of theirs. */
export interface Found {
  /** Set of people. */
  people: number;
  /** Set of specimens that the conditions name, of whomever; null for all. */
  named: number | null;
}

/**
 * Runs a query. The sets hold until the searcher's next question.
 * @param among people it asks of; everybody who may be counted
 */
export function find(
  searcher: Searcher,
  { conditions }: Query,
  today: string,
  among: number = searcher.everybody,
): Found {
  begin(searcher);
  const sets = conditions.map((one) => evaluate(searcher, one, today));
  return { people: intersect(searcher, [among, ...sets]), named: namedSpecimens(searcher, conditions) };
}

/** Begins a question: sets of earlier ones may be given away. */
export function begin(searcher: Searcher): void {
  searcher.people.begin();
  searcher.specimens.begin();
}

/** Specimens that the conditions ask for by themselves; with several such conditions those of any. Null when none does. */
export function namedSpecimens(searcher: Searcher, conditions: readonly Condition[]): number | null {
  const filters = conditions.filter(
    (one): one is Extract<Condition, SpecimenFilter> => 'field' in one && one.field === 'specimen',
  );
  if (filters.length === 0) return null;
  const sets = filters.map((filter) => specimensOf(searcher, filter));
  if (sets.length === 1) return sets[0]!;
  const out = searcher.specimens.scratch();
  for (const set of sets) searcher.kernel.setOr(out, set, out, searcher.header.specimens);
  return out;
}

/** Counts people, the specimens of theirs that are named, and genomes. */
export function countFound(searcher: Searcher, { people, named }: Found): Counts {
  const { kernel, header } = searcher;
  const persons = kernel.setCount(people, header.persons) >>> 0;
  return {
    persons,
    specimens: countSpecimens(searcher, { people, named }, persons),
    genomes: kernel.setCountAnd(people, searcher.genomes, header.persons) >>> 0,
  };
}

// From the side that is smaller: the people's specimens, or the specimens' people.
function countSpecimens(searcher: Searcher, { people, named }: Found, persons: number): number {
  const { kernel, header } = searcher;
  const offsets = searcher.column('offsets');
  if (named === null) return kernel.countSpecimens(people, header.persons, offsets) >>> 0;
  const asked = kernel.setCount(named, header.specimens) >>> 0;
  if (persons * 6 > asked) {
    return kernel.countSpecimensIn(named, header.specimens, searcher.column('specimenPerson'), people) >>> 0;
  }
  return kernel.setCount(specimensOfFound(searcher, { people, named }), header.specimens) >>> 0;
}

/** The named specimens of the people found, as a new set. */
export function specimensOfFound(searcher: Searcher, { people, named }: Found): number {
  const { kernel, header } = searcher;
  const out = searcher.specimens.scratch();
  kernel.specimensOfPeople(people, header.persons, searcher.column('offsets'), named ?? searcher.allSpecimens, out);
  return out;
}

/** What is left after a condition, and to whom it applies by itself. */
export interface FunnelStep {
  left: Counts;
  alone: Counts;
}

/** Counts a query with what each condition removes, in the order they are written. */
export function countFunnel(
  searcher: Searcher,
  { conditions }: Query,
  today: string,
): { everybody: Counts; steps: FunnelStep[] } {
  begin(searcher);
  let left = searcher.everybody;
  const everybody = countFound(searcher, { people: left, named: null });
  const steps = conditions.map((condition, at) => {
    const alone = intersect(searcher, [searcher.everybody, evaluate(searcher, condition, today)]);
    left = intersect(searcher, [left, alone]);
    return {
      left: countFound(searcher, { people: left, named: namedSpecimens(searcher, conditions.slice(0, at + 1)) }),
      alone: countFound(searcher, { people: alone, named: namedSpecimens(searcher, [condition]) }),
    };
  });
  return { everybody, steps };
}
