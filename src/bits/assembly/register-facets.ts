// Counting the values of columns.

import { lanes } from './register-bits';

/** Rows of a set by the value of a column. */
export function histogramU8(mask: usize, rows: u32, column: usize, counts: usize): void {
  const words = lanes(rows) >> 2;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(mask + (w << 2));
    while (word != 0) {
      const at = counts + (<usize>load<u8>(column + (w << 5) + <usize>ctz(word)) << 2);
      store<u32>(at, load<u32>(at) + 1);
      word &= word - 1;
    }
  }
}

export function histogramU16(mask: usize, rows: u32, column: usize, counts: usize): void {
  const words = lanes(rows) >> 2;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(mask + (w << 2));
    while (word != 0) {
      const at = counts + (<usize>load<u16>(column + (((w << 5) + <usize>ctz(word)) << 1)) << 2);
      store<u32>(at, load<u32>(at) + 1);
      word &= word - 1;
    }
  }
}

/**
 * Specimens of a set by the value of a column, and how many different people have such a one: specimens of a person lie together,
 * so that the last person of each value tells. A cell is specimens, people, last person + 1.
 */
export function facetU16(mask: usize, specimens: u32, person: usize, column: usize, cells: usize): void {
  const words = lanes(specimens) >> 2;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(mask + (w << 2));
    while (word != 0) {
      const s = (w << 5) + <usize>ctz(word);
      word &= word - 1;
      addToCell(cells + <usize>load<u16>(column + (s << 1)) * 12, load<u32>(person + (s << 2)) + 1);
    }
  }
}

/** As {@link facetU16}, of a column of a byte. */
export function facetU8(mask: usize, specimens: u32, person: usize, column: usize, cells: usize): void {
  const words = lanes(specimens) >> 2;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(mask + (w << 2));
    while (word != 0) {
      const s = (w << 5) + <usize>ctz(word);
      word &= word - 1;
      addToCell(cells + <usize>load<u8>(column + s) * 12, load<u32>(person + (s << 2)) + 1);
    }
  }
}

/**
 * Seven facets at once, of columns of a byte: as {@link facetU16} for each, the cells of a column 3,072 bytes after those of the one
 * before it. People and the next specimen are looked up once for all.
 */
export function facetSeven(
  mask: usize,
  specimens: u32,
  person: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
  f: usize,
  g: usize,
  cells: usize,
): void {
  const words = lanes(specimens) >> 2;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(mask + (w << 2));
    while (word != 0) {
      const s = (w << 5) + <usize>ctz(word);
      word &= word - 1;
      const p = load<u32>(person + (s << 2)) + 1;
      addToCell(cells + <usize>load<u8>(a + s) * 12, p);
      addToCell(cells + <usize>load<u8>(b + s) * 12 + 3072, p);
      addToCell(cells + <usize>load<u8>(c + s) * 12 + 6144, p);
      addToCell(cells + <usize>load<u8>(d + s) * 12 + 9216, p);
      addToCell(cells + <usize>load<u8>(e + s) * 12 + 12288, p);
      addToCell(cells + <usize>load<u8>(f + s) * 12 + 15360, p);
      addToCell(cells + <usize>load<u8>(g + s) * 12 + 18432, p);
    }
  }
}

/** A facet of a column whose bytes are sets: a specimen is in the cell of each of its bits, 0 to 7, and in the ninth where it has none. */
export function facetBits(mask: usize, specimens: u32, person: usize, column: usize, cells: usize): void {
  const words = lanes(specimens) >> 2;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(mask + (w << 2));
    while (word != 0) {
      const s = (w << 5) + <usize>ctz(word);
      word &= word - 1;
      const p = load<u32>(person + (s << 2)) + 1;
      let bits = <u32>load<u8>(column + s);
      if (bits == 0) bits = 256;
      while (bits != 0) {
        addToCell(cells + <usize>ctz(bits) * 12, p);
        bits &= bits - 1;
      }
    }
  }
}

// Without a branch: whether somebody is new to a cell cannot be foreseen.
@inline
function addToCell(cell: usize, person: u32): void {
  const isNew = <u32>(load<u32>(cell, 8) != person);
  store<u32>(cell, load<u32>(cell) + 1);
  store<u32>(cell, load<u32>(cell, 4) + isNew, 4);
  store<u32>(cell, person, 8);
}

/** Adds a bit of value `bit` to the byte of everybody in a set. */
export function spread(set: usize, persons: u32, bit: u32, bytes: usize): void {
  const words = lanes(persons) >> 2;
  for (let w: usize = 0; w < words; w++) {
    let word = load<u32>(set + (w << 2));
    while (word != 0) {
      const at = bytes + (w << 5) + <usize>ctz(word);
      store<u8>(at, load<u8>(at) | <u8>bit);
      word &= word - 1;
    }
  }
}
