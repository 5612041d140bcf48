import type { Range } from './model.ts';

/** A stretch of a measure that is counted by itself; the last one has no end. */
export interface Band {
  from: number;
  to?: number;
}

/** Bands of the volume that is left, in µl, as the register counts them. */
export const volumeBands: readonly Band[] = [
  { from: 0, to: 0 },
  { from: 1, to: 99 },
  { from: 100, to: 249 },
  { from: 250, to: 499 },
  { from: 500, to: 999 },
  { from: 1000 },
];

/** Bands of age at sampling, in whole years, as the register counts them. */
export const ageBands: readonly Band[] = [
  { from: 0, to: 0 },
  { from: 1, to: 9 },
  ...Array.from({ length: 8 }, (_, n) => ({ from: 10 * (n + 1), to: 10 * (n + 1) + 9 })),
  { from: 90 },
];

const end = ({ to }: Range<number>): number => to ?? Number.POSITIVE_INFINITY;
const begin = ({ from }: Range<number>): number => from ?? Number.NEGATIVE_INFINITY;

/** Whether a band lies in a range. */
export function covers(range: Range<number> | undefined, band: Band): boolean {
  return range !== undefined && begin(range) <= band.from && end(range) >= end(band);
}

const rangeOf = (from: number, to: number): Range<number> =>
  to === Number.POSITIVE_INFINITY ? { from } : { from, to };

/**
 * The range after a click on a band: it grows to a band outside, loses one at its ends, and becomes just the band that was clicked
 * in its middle. Nothing is left when its only band was clicked.
 */
export function toggleBand(range: Range<number> | undefined, band: Band): Range<number> | undefined {
  const [low, high] = [band.from, end(band)];
  if (range === undefined) return rangeOf(low, high);
  if (!covers(range, band)) return rangeOf(Math.min(begin(range), low), Math.max(end(range), high));
  const [atLow, atHigh] = [begin(range) >= low, end(range) <= high];
  if (atLow && atHigh) return undefined;
  if (atLow) return rangeOf(high + 1, end(range));
  if (atHigh) return rangeOf(begin(range), low - 1);
  return rangeOf(low, high);
}
