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

function hiddenCells(cells: readonly ExactCell[], minimum: number): Set<ExactCell> {
  const hidden = new Set(cells.filter(({ persons }) => persons < minimum));
  const lines = linesOf(cells);
  for (let changed = true; changed; ) {
    changed = false;
    for (const { sum, line } of lines) {
      const left = line.reduce((total, cell) => total + (hidden.has(cell) ? cell.persons : 0), 0);
      const few = left > 0 && left < minimum;
      const reckoned = sum !== undefined && hidden.has(sum) && sum.persons >= minimum && left < minimum;
      const told = line.filter((cell) => !hidden.has(cell));
      if (!(few || reckoned) || told.length === 0) continue;
      hidden.add(told.reduce((least, cell) => (cell.persons < least.persons ? cell : least)));
      changed = true;
    }
  }
  return hidden;
}

/** Every row of cells that differ in one part only, with the cell that is their sum, where the table has it. */
function linesOf(cells: readonly ExactCell[]): { sum: ExactCell | undefined; line: ExactCell[] }[] {
  const keyOf = (parts: readonly (string | null)[]): string => JSON.stringify(parts);
  const known = new Map(cells.map((cell) => [keyOf(cell.parts), cell]));
  const lines = new Map<string, { sum: ExactCell | undefined; line: ExactCell[] }>();
  for (const cell of cells) {
    for (const [at, part] of cell.parts.entries()) {
      if (part === null) continue;
      const margin = keyOf(cell.parts.map((one, i) => (i === at ? null : one)));
      const found = lines.get(`${at} ${margin}`) ?? { sum: known.get(margin), line: [] };
      found.line.push(cell);
      lines.set(`${at} ${margin}`, found);
    }
  }
  return [...lines.values()];
}
