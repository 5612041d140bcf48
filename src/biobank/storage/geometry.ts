import type { Labels } from './container-types.ts';

/** A grid of positions, numbered from 1, row by row. */
export interface Grid {
  rows: number;
  columns: number;
  labels: Labels;
}

/** Letters of a row: A … Z, AA … */
export function rowLetters(row: number): string {
  const last = String.fromCharCode(65 + (row % 26));
  return row < 26 ? last : `${rowLetters(Math.floor(row / 26) - 1)}${last}`;
}

/** How a position is written on the container. */
export function labelOf({ rows, columns, labels }: Grid, slot: number): string {
  const row = Math.floor((slot - 1) / columns);
  const column = (slot - 1) % columns;
  if (labels === 'A1') return `${rowLetters(row)}${column + 1}`;
  return String(labels === 'rows' ? slot : column * rows + row + 1);
}

/**
 * The position a label means; undefined when the grid has none. A label of letter and number is understood of every grid, since
 * rack scanners write no other.
 */
export function slotOf({ rows, columns, labels }: Grid, label: string): number | undefined {
  const [, letters, digits] = /^([A-Z]{0,2})0*([1-9]\d{0,4})$/.exec(label.trim().toUpperCase()) ?? [];
  if (letters === undefined) return undefined;
  const number = Number(digits);
  if (letters === '') {
    if (labels === 'A1' || number > rows * columns) return undefined;
    return labels === 'rows' ? number : ((number - 1) % rows) * columns + Math.floor((number - 1) / rows) + 1;
  }
  const row = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  return row > rows || number > columns ? undefined : (row - 1) * columns + number;
}
