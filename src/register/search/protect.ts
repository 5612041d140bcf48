import type { DisclosureRule } from '../../trust/scope/index.ts';
import { protectCount } from '../cohorts/index.ts';
import type { Counts } from './count.ts';

/** Counts as they leave. Null is protected; then `protected` says below what the people are. */
export interface ShownCounts {
  persons: number | null;
  specimens: number | null;
  genomes: number | null;
  protected?: string;
}

/** Counts under a rule: where the people are too few to be told, nothing of theirs is. */
export function protectCounts({ persons, specimens, genomes }: Counts, rule: DisclosureRule): ShownCounts {
  const shown = protectCount(persons, rule);
  if (shown.persons === null) return { specimens: null, genomes: null, ...shown };
  return {
    ...shown,
    specimens: protectCount(specimens, rule).persons,
    genomes: protectCount(genomes, rule).persons,
  };
}

/** A cell of a table as it leaves. */
export type ShownCell<T> = Omit<T, 'persons' | 'specimens'> & {
  persons: number | null;
  specimens?: number | null;
  protected?: string;
};

/** Cells under a rule, each by itself. */
export function protectCells<T extends { persons: number; specimens?: number }>(
  cells: readonly T[],
  rule: DisclosureRule,
): ShownCell<T>[] {
  return cells.map(({ persons, specimens, ...rest }) => {
    const shown = protectCount(persons, rule);
    if (specimens === undefined) return { ...rest, ...shown };
    return { ...rest, ...shown, specimens: shown.persons === null ? null : protectCount(specimens, rule).persons };
  });
}
