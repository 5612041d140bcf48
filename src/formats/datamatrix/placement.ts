/** Which bit of which codeword stands at a module of the mapping matrix: `word * 8 + bit`, −1 where none does. */
export type Placement = Int32Array;

type Place = (row: number, column: number, word: number, bit: number) => void;

// Where the eight bits of a codeword stand around its own corner (ISO/IEC 16022 figure 5).
const utah = [
  [-2, -2],
  [-2, -1],
  [-1, -2],
  [-1, -1],
  [-1, 0],
  [0, -2],
  [0, -1],
  [0, 0],
] as const;

/** The four codewords that would fall out of a corner, as positions from the edges: negative ones from the end (figures F.3–F.6). */
const corners = [
  [
    [-1, 0],
    [-1, 1],
    [-1, 2],
    [0, -2],
    [0, -1],
    [1, -1],
    [2, -1],
    [3, -1],
  ],
  [
    [-3, 0],
    [-2, 0],
    [-1, 0],
    [0, -4],
    [0, -3],
    [0, -2],
    [0, -1],
    [1, -1],
  ],
  [
    [-3, 0],
    [-2, 0],
    [-1, 0],
    [0, -2],
    [0, -1],
    [1, -1],
    [2, -1],
    [3, -1],
  ],
  [
    [-1, 0],
    [-1, -1],
    [0, -3],
    [0, -2],
    [0, -1],
    [1, -3],
    [1, -2],
    [1, -1],
  ],
] as const;

/** Places codewords diagonally through a matrix of so many rows and columns (annex F). */
export function placeCodewords(rows: number, columns: number): Placement {
  const placed: Placement = new Int32Array(rows * columns).fill(-1);
  const put: Place = (row, column, word, bit) => {
    let r = row;
    let c = column;
    // What leaves on one side comes in on the other, shifted.
    if (r < 0) {
      r += rows;
      c += 4 - ((rows + 4) % 8);
    }
    if (c < 0) {
      c += columns;
      r += 4 - ((columns + 4) % 8);
    }
    placed[r * columns + c] = word * 8 + bit;
  };
  const free = (row: number, column: number): boolean => placed[row * columns + column] === -1;
  let word = 0;
  const putUtah = (row: number, column: number): void => {
    for (const [bit, [dr, dc]] of utah.entries()) put(row + dr, column + dc, word, bit);
    word++;
  };
  const putCorner = (which: number): void => {
    for (const [bit, [r, c]] of corners[which]!.entries())
      put(r < 0 ? r + rows : r, c < 0 ? c + columns : c, word, bit);
    word++;
  };
  let row = 4;
  let column = 0;
  do {
    if (row === rows && column === 0) putCorner(0);
    if (row === rows - 2 && column === 0 && columns % 4 !== 0) putCorner(1);
    if (row === rows - 2 && column === 0 && columns % 8 === 4) putCorner(2);
    if (row === rows + 4 && column === 2 && columns % 8 === 0) putCorner(3);
    do {
      if (row < rows && column >= 0 && free(row, column)) putUtah(row, column);
      row -= 2;
      column += 2;
    } while (row >= 0 && column < columns);
    row += 1;
    column += 3;
    do {
      if (row >= 0 && column < columns && free(row, column)) putUtah(row, column);
      row += 2;
      column -= 2;
    } while (row < rows && column >= 0);
    row += 3;
    column += 1;
  } while (row < rows || column < columns);
  return placed;
}
