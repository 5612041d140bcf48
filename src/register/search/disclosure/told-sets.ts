import type { Counts } from '../count.ts';
import { begin, countFound, namedSpecimens } from '../count.ts';
import { evaluate, intersect } from '../evaluate.ts';
import type { AskName, Condition, Query } from '../model.ts';
import type { Searcher } from '../searcher.ts';
import { sketchOf } from './sketch.ts';

/** A set of people whose numbers an answer tells: what was asked, how many they are, and its sketch. */
export interface ToldSet {
  conditions: Condition[];
  counts: Counts;
  sketch: Uint32Array;
}

/** The sets of people whose numbers an answer tells: a funnel those of every step, others their own. */
export function toldSets(searcher: Searcher, name: AskName, { conditions }: Query, today: string): ToldSet[] {
  begin(searcher);
  const sketchesOf = sketcher(searcher);
  const told = (people: number, some: Condition[]): ToldSet => ({
    conditions: some,
    counts: countFound(searcher, { people, named: namedSpecimens(searcher, some) }),
    sketch: sketchesOf(people),
  });
  if (name !== 'funnel') {
    const sets = conditions.map((one) => evaluate(searcher, one, today));
    return [told(intersect(searcher, [searcher.everybody, ...sets]), [...conditions])];
  }
  let left = searcher.everybody;
  const steps = conditions.flatMap((condition, at) => {
    const alone = intersect(searcher, [searcher.everybody, evaluate(searcher, condition, today)]);
    left = intersect(searcher, [left, alone]);
    return [told(left, conditions.slice(0, at + 1)), told(alone, [condition])];
  });
  return [told(searcher.everybody, []), ...steps];
}

// Of a set of more than half of everybody the rest is shorter to go through: sketches add up.
function sketcher(searcher: Searcher): (people: number) => Uint32Array {
  const { kernel, header, everybody } = searcher;
  const half = kernel.setCount(everybody, header.persons) / 2;
  return (people) => {
    if (kernel.setCount(people, header.persons) <= half) return sketchOf(searcher, people);
    const rest = searcher.people.scratch();
    kernel.setAndNot(everybody, people, rest, header.persons);
    const whole = searcher.sketchOfEverybody(() => sketchOf(searcher, everybody));
    return sketchOf(searcher, rest).map((word, at) => word ^ whole[at]!);
  };
}
