/** A size of symbol (ISO/IEC 16022 table 7), those with one block of error correction. */
export interface SymbolSize {
  rows: number;
  columns: number;
  /** Data regions beside and above each other, each with a border of its own. */
  regionRows: number;
  regionColumns: number;
  /** Codewords of data and of error correction. */
  data: number;
  correction: number;
}

const size = (
  rows: number,
  columns: number,
  regions: readonly [rows: number, columns: number],
  words: readonly [data: number, correction: number],
): SymbolSize => ({
  rows,
  columns,
  regionRows: regions[0],
  regionColumns: regions[1],
  data: words[0],
  correction: words[1],
});

/** Squares, by capacity. */
export const squares: readonly SymbolSize[] = [
  size(10, 10, [1, 1], [3, 5]),
  size(12, 12, [1, 1], [5, 7]),
  size(14, 14, [1, 1], [8, 10]),
  size(16, 16, [1, 1], [12, 12]),
  size(18, 18, [1, 1], [18, 14]),
  size(20, 20, [1, 1], [22, 18]),
  size(22, 22, [1, 1], [30, 20]),
  size(24, 24, [1, 1], [36, 24]),
  size(26, 26, [1, 1], [44, 28]),
  size(32, 32, [2, 2], [62, 36]),
  size(36, 36, [2, 2], [86, 42]),
  size(40, 40, [2, 2], [114, 48]),
  size(44, 44, [2, 2], [144, 56]),
  size(48, 48, [2, 2], [174, 68]),
];

/** Rectangles, which fit on the side of a tube, by capacity. */
export const rectangles: readonly SymbolSize[] = [
  size(8, 18, [1, 1], [5, 7]),
  size(8, 32, [1, 2], [10, 11]),
  size(12, 26, [1, 1], [16, 14]),
  size(12, 36, [1, 2], [22, 18]),
  size(16, 36, [1, 2], [32, 24]),
  size(16, 48, [1, 2], [49, 28]),
];
