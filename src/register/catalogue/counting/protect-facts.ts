import type { DisclosureRule } from '../../../trust/scope/index.ts';
import { protectCount } from '../../cohorts/index.ts';

/** A cell of a table by its parts; null is any. */
export interface ExactCell {
  parts: readonly (string | null)[];
  persons: number;
  specimens: number;
}

export interface ToldCell {
  parts: readonly (string | null)[];
  persons: number;
  specimens: number | null;
}

/**
 * The cells of a table with its margins that may be told. Those of too few people are not, nor those of nobody, which are not told apart
 * from few; and so many more are left out that what is left out of any sum is never by itself below the minimum, nor a sum that is left out to
 * be had from its parts. Decision 0022 gives the reasons; a table of two words is protected there, one with margins of margins here.
 */
export function protectFacts(cells: readonly ExactCell[], rule: DisclosureRule): ToldCell[] {
  const hidden = hiddenCells(cells, rule.minimumCount);
  return cells.flatMap((cell) => {
    const persons = hidden.has(cell) || cell.persons === 0 ? null : protectCount(cell.persons, rule).persons;
    return persons === null
      ? []
      : [{ parts: cell.parts, persons, specimens: protectCount(cell.specimens, rule).persons }];
  });
}

/** Cells that differ in one part only, by their places, with the cell that is their sum, where the table has it. */
interface Line {
  sum: number | undefined;
  cells: number[];
  /** People of those that are hidden. */
  left: number;
}

function hiddenCells(cells: readonly ExactCell[], minimum: number): Set<ExactCell> {
  const hidden = new Uint8Array(cells.length);
  const { lines, linesOf, sumOf } = linesIn(cells);
  // Lines to look at: those in which something was hidden, or whose sum was.
  const waiting: Line[] = [];
  const hide = (at: number): void => {
    hidden[at] = 1;
    for (const line of linesOf[at]!) {
      line.left += cells[at]!.persons;
      waiting.push(line);
    }
    waiting.push(...sumOf[at]!);
  };
  for (const [at, { persons }] of cells.entries()) if (persons < minimum) hide(at);
  waiting.push(...lines);
  for (let next = 0; next < waiting.length; next++) {
    const line = waiting[next]!;
    const { sum, left } = line;
    const few = left > 0 && left < minimum;
    const reckoned = sum !== undefined && hidden[sum] === 1 && cells[sum]!.persons >= minimum && left < minimum;
    if (!(few || reckoned)) continue;
    let least = -1;
    for (const at of line.cells) {
      if (hidden[at] === 0 && (least < 0 || cells[at]!.persons < cells[least]!.persons)) least = at;
    }
    if (least >= 0) hide(least);
  }
  return new Set(cells.filter((_, at) => hidden[at] === 1));
}

/** The lines of a table, and of each cell those it is one of and those it is the sum of. */
function linesIn(cells: readonly ExactCell[]): { lines: Line[]; linesOf: Line[][]; sumOf: Line[][] } {
  const places = numberParts(cells);
  const cellAt = new Map(places.numbers.map((number, at) => [number, at]));
  const known = new Map<number, Line>();
  const linesOf: Line[][] = cells.map(() => []);
  const sumOf: Line[][] = cells.map(() => []);
  for (const [at, { parts }] of cells.entries()) {
    for (const [axis, part] of parts.entries()) {
      if (part === null) continue;
      const margin = places.marginOf(at, axis);
      const key = margin * parts.length + axis;
      let line = known.get(key);
      if (line === undefined) {
        const sum = cellAt.get(margin);
        line = { sum, cells: [], left: 0 };
        known.set(key, line);
        if (sum !== undefined) sumOf[sum]!.push(line);
      }
      line.cells.push(at);
      linesOf[at]!.push(line);
    }
  }
  return { lines: [...known.values()], linesOf, sumOf };
}

/** A number for each cell, of the numbers of its parts; any is nought, so that a margin's number is the cell's without one part. */
function numberParts(cells: readonly ExactCell[]): { numbers: number[]; marginOf(at: number, axis: number): number } {
  const values = (cells[0]?.parts ?? []).map(() => new Map<string | null, number>([[null, 0]]));
  const digits = cells.map(({ parts }) =>
    parts.map((part, axis) => {
      const of = values[axis]!;
      const number = of.get(part) ?? of.size;
      of.set(part, number);
      return number;
    }),
  );
  const strides = values.map((_, axis) => values.slice(0, axis).reduce((size, { size: n }) => size * n, 1));
  const numbers = digits.map((of) => of.reduce((sum, digit, axis) => sum + digit * strides[axis]!, 0));
  return { numbers, marginOf: (at, axis) => numbers[at]! - digits[at]![axis]! * strides[axis]! };
}
