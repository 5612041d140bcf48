import type { DisclosureRule } from '../../../trust/scope/index.ts';
import { protectCount } from '../../cohorts/index.ts';
import type { Counts } from '../count.ts';

/** A number as it leaves. Null is protected: `<5` is below the minimum, nobody included; `~` is kept so that another cannot be reckoned. */
export interface ShownNumber {
  persons: number | null;
  protected?: string;
}

/** Numbers are moved by up to so many before they are told in steps. */
const blur = 2;

/**
 * People under a rule. Unlike a cohort's count, nobody is not told apart from few: of two small groups that are both known not to be
 * empty, the sum would tell their sizes. And where a step begins is moved by a little, always the same for the same cell of the same people: that
 * one number has crossed it and another has not then proves nothing.
 * @param key what the cell is of: the sketch of its people, as one number, and its name
 */
export function protectPeople(persons: number, rule: DisclosureRule, key: CellKey): ShownNumber {
  const { minimumCount } = rule;
  if (minimumCount <= 0) return { persons };
  const below = { persons: null, protected: `<${minimumCount}` };
  if (persons < minimumCount) return below;
  const moved = persons + (hashOfCell(key, persons) % (2 * blur + 1)) - blur;
  return moved < minimumCount ? below : protectCount(moved, rule);
}

/** What a cell is of. Nobody outside can know the first part. */
export interface CellKey {
  people: number;
  name: string;
}

// FNV-1a over the parts, finished so that its last bits depend on all.
function hashOfCell({ people, name }: CellKey, persons: number): number {
  let h = 0x811c9dc5;
  const take = (value: number): void => {
    h = Math.imul(h ^ value, 0x01000193);
  };
  for (const part of [people, persons]) for (let shift = 0; shift < 32; shift += 8) take((part >>> shift) & 255);
  for (let at = 0; at < name.length; at++) take(name.charCodeAt(at));
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}

/** Counts as they leave. */
export interface ShownCounts extends ShownNumber {
  specimens: number | null;
  genomes: number | null;
}

/** Counts under a rule: where the people are too few to be told, nothing of theirs is. */
export function protectCounts(
  { persons, specimens, genomes }: Counts,
  rule: DisclosureRule,
  people: number,
): ShownCounts {
  const shown = protectPeople(persons, rule, { people, name: '' });
  if (shown.persons === null) return { specimens: null, genomes: null, ...shown };
  return {
    ...shown,
    specimens: protectPeople(specimens, rule, { people, name: 'specimens' }).persons,
    genomes: protectPeople(genomes, rule, { people, name: 'genomes' }).persons,
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
 * @param people of whom the table is: their sketch as one number
 */
export function protectTable<T extends Cell>(
  cells: readonly T[],
  rule: DisclosureRule,
  groups: readonly (readonly number[])[],
  people: number,
): ShownCell<T>[] {
  const hidden = hiddenCells(
    cells.map(({ persons }) => persons),
    rule,
    groups,
  );
  return cells.map(({ persons, specimens, ...rest }, at): ShownCell<T> => {
    const name = JSON.stringify(rest);
    const own = protectPeople(persons, rule, { people, name });
    const shown = own.persons !== null && hidden.has(at) ? { persons: null, protected: '~' } : own;
    if (specimens === undefined) return { ...rest, ...shown };
    return {
      ...rest,
      ...shown,
      specimens:
        shown.persons === null ? null : protectPeople(specimens, rule, { people, name: `specimens ${name}` }).persons,
    };
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
