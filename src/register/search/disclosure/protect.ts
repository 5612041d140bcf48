import type { DisclosureRule } from '../../../trust/scope/index.ts';
import { protectCount } from '../../cohorts/index.ts';
import type { Counts } from '../count.ts';

/** A number as it leaves. Null is protected: `<5` is below the minimum, nobody included; `~` is kept so that another cannot be reckoned. */
export interface ShownNumber {
  persons: number | null;
  protected?: string;
}

/**
 * People under a rule. Unlike a cohort's count, nobody is not told apart from few: of two small groups that are both known not to be
 * empty, the sum would tell their sizes.
 */
export function protectPeople(persons: number, rule: DisclosureRule): ShownNumber {
  if (rule.minimumCount > 0 && persons === 0) return { persons: null, protected: `<${rule.minimumCount}` };
  return protectCount(persons, rule);
}

/** Counts as they leave. */
export interface ShownCounts extends ShownNumber {
  specimens: number | null;
  genomes: number | null;
}

/** Counts under a rule: where the people are too few to be told, nothing of theirs is. */
export function protectCounts({ persons, specimens, genomes }: Counts, rule: DisclosureRule): ShownCounts {
  const shown = protectPeople(persons, rule);
  if (shown.persons === null) return { specimens: null, genomes: null, ...shown };
  return {
    ...shown,
    specimens: protectPeople(specimens, rule).persons,
    genomes: protectPeople(genomes, rule).persons,
  };
}

/** A cell of a table as it leaves. */
export type ShownCell<T> = Omit<T, 'persons' | 'specimens'> & ShownNumber & { specimens?: number | null };

interface Cell {
  persons: number;
  specimens?: number;
}

/**
 * A table under a rule. Cells below the minimum are protected; and of each group of cells whose sum is told or can be asked for, so many more that
 * what is hidden of it is never by itself below the minimum.
 * @param groups places of cells that have a margin
 */
export function protectTable<T extends Cell>(
  cells: readonly T[],
  rule: DisclosureRule,
  groups: readonly (readonly number[])[],
): ShownCell<T>[] {
  const hidden = hiddenCells(
    cells.map(({ persons }) => persons),
    rule,
    groups,
  );
  return cells.map(({ persons, specimens, ...rest }, at): ShownCell<T> => {
    const own = protectPeople(persons, rule);
    const shown = own.persons !== null && hidden.has(at) ? { persons: null, protected: '~' } : own;
    if (specimens === undefined) return { ...rest, ...shown };
    return { ...rest, ...shown, specimens: shown.persons === null ? null : protectPeople(specimens, rule).persons };
  });
}

/** Places of the cells that are hidden: those below the minimum, and those that must go with them. */
export function hiddenCells(
  persons: readonly number[],
  { minimumCount }: DisclosureRule,
  groups: readonly (readonly number[])[],
): Set<number> {
  const hidden = new Set(persons.flatMap((n, at) => (n < minimumCount ? [at] : [])));
  for (let changed = true; changed; ) {
    changed = false;
    for (const group of groups) {
      const sum = group.reduce((total, at) => total + (hidden.has(at) ? persons[at]! : 0), 0);
      if (sum === 0 || sum >= minimumCount) continue;
      const told = group.filter((at) => !hidden.has(at));
      if (told.length === 0) continue;
      hidden.add(told.reduce((least, at) => (persons[at]! < persons[least]! ? at : least)));
      changed = true;
    }
  }
  return hidden;
}

/** One group: all cells of a table whose total is told. */
export function wholeTable(cells: readonly unknown[]): number[][] {
  return [[...cells.keys()]];
}

/** Groups of cells that have a value in common, for each of some ways to tell it. */
export function groupsBy<T>(cells: readonly T[], ...values: readonly ((cell: T) => string)[]): number[][] {
  return values.flatMap((value) => {
    const groups = new Map<string, number[]>();
    for (const [at, cell] of cells.entries()) {
      const key = value(cell);
      const group = groups.get(key);
      if (group) group.push(at);
      else groups.set(key, [at]);
    }
    return [...groups.values()];
  });
}
