import { find } from './count.ts';
import { evaluate, intersect } from './evaluate.ts';
import type { Condition, Query } from './model.ts';
import type { Searcher } from './searcher.ts';

export interface OverlapCell {
  /** Places of the sources that hold these people; of no other source. */
  in: number[];
  persons: number;
}

/**
 * People by which of some sources they are in: every combination that occurs, largest first.
 * @param empty whether those that do not occur are told as well
 */
export function countOverlap(
  searcher: Searcher,
  query: Query,
  { sources, today, empty = false }: { sources: readonly Condition[]; today: string; empty?: boolean },
): OverlapCell[] {
  const { kernel, memory, header, scratch } = searcher;
  const { people } = find(searcher, query, today);
  memory.u8(scratch.bytes, header.persons).fill(0);
  for (const [at, source] of sources.entries()) {
    kernel.spread(
      intersect(searcher, [people, evaluate(searcher, source, today)]),
      header.persons,
      1 << at,
      scratch.bytes,
    );
  }
  const counts = memory.u32(scratch.cells, 256).fill(0);
  kernel.histogramU8(people, header.persons, scratch.bytes, scratch.cells);
  return [...counts.entries()]
    .filter(([bits, persons]) => persons > 0 || (empty && bits < 1 << sources.length))
    .map(([bits, persons]) => ({ in: sources.flatMap((_, at) => ((bits >> at) & 1 ? [at] : [])), persons }))
    .sort((a, b) => b.persons - a.persons);
}
