import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codewordsOf, correctionOf, encodeAscii } from './codewords.ts';
import { type DataMatrix, encodeDataMatrix } from './index.ts';
import { placeCodewords } from './placement.ts';
import { rectangles, type SymbolSize, squares } from './symbols.ts';

const lines = ({ rows, columns, dark }: DataMatrix): string[] =>
  Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => (dark(r, c) ? '#' : '.')).join(''));

describe('known symbols', () => {
  test('the worked example of the standard: 123456 in 10 × 10 (ISO/IEC 16022 annex O)', () => {
    const words = encodeAscii(Buffer.from('123456'));
    expect(words).toEqual([142, 164, 186]);
    expect(correctionOf(words, 5)).toEqual([114, 25, 5, 88, 102]);
    expect(lines(encodeDataMatrix('123456'))).toEqual([
      ...['#.#.#.#.#.', '##..#.##.#', '##.....#..', '##...###.#', '##....#...'],
      ...['#.....####', '###.##....', '####.##..#', '#..###.#..', '##########'],
    ]);
  });

  test('the same in a rectangle of 8 × 18', () => {
    expect(lines(encodeDataMatrix('123456', { shape: 'rectangle' }))).toEqual([
      ...['#.#.#.#.#.#.#.#.#.', '##..#.....##.....#', '##...#..##.####.#.', '##..##...#...###.#'],
      ...['####.##..###..#...', '#.####...#...#.###', '#....####.##.##.#.', '##################'],
    ]);
  });

  test('padding, and 24 × 24 as other encoders draw it', () => {
    const text = '{"po":12,"batchAction":"start_end"}';
    const size = squares.find(({ rows }) => rows === 24)!;
    expect(codewordsOf(encodeAscii(Buffer.from(text)), size).slice(33)).toEqual([
      ...[
        126, 129, 181, 196, 53, 147, 192, 151, 213, 107, 61, 98, 251, 50, 71, 186, 15, 43, 111, 165, 243, 209, 79, 128,
        109, 251, 4,
      ],
    ]);
    expect(lines(encodeDataMatrix(text)).slice(0, 16)).toEqual([
      ...[
        '#.#.#.#.#.#.#.#.#.#.#.#.',
        '#....###..#..#....#...##',
        '##.......#...#.#.#....#.',
        '#.###...##..#...##.##..#',
      ],
      ...[
        '##...####..##..#.#.#.##.',
        '#.###.##.###..#######.##',
        '#..###...##.##..#.##.##.',
        '#.#.#.#.#.#.###....#.#.#',
      ],
      ...[
        '##.#...#.#.#..#...#####.',
        '#...####..#...##..#.#..#',
        '##...#...##.###.#.....#.',
        '#.###.#.##.#.....###..##',
      ],
      ...[
        '##..#####...#..##...###.',
        '###...#.####.##.#.#.#..#',
        '#..###..#.#.####.#.###..',
        '###.#.#..#..#.###.#.##.#',
      ],
    ]);
  });
});

test('in every size each bit of each codeword stands at one module', () => {
  for (const size of [...squares, ...rectangles]) {
    const rows = size.rows - 2 * size.regionRows;
    const columns = size.columns - 2 * size.regionColumns;
    const placed = [...placeCodewords(rows, columns)].filter((at) => at >= 0).sort((a, b) => a - b);
    expect(placed).toEqual(Array.from({ length: 8 * (size.data + size.correction) }, (_, i) => i));
  }
});

/** Reads a symbol back: strips the borders, follows the placement, undoes the encodation. */
function decode(symbol: DataMatrix): string {
  const size = [...squares, ...rectangles].find(
    (one: SymbolSize) => one.rows === symbol.rows && one.columns === symbol.columns,
  )!;
  const height = size.rows / size.regionRows;
  const width = size.columns / size.regionColumns;
  const map: boolean[] = [];
  for (let r = 0; r < size.rows; r++) {
    for (let c = 0; c < size.columns; c++) {
      if (r % height === 0 || r % height === height - 1 || c % width === 0 || c % width === width - 1) continue;
      map.push(symbol.dark(r, c));
    }
  }
  const words = new Array<number>(size.data + size.correction).fill(0);
  const placed = placeCodewords(size.rows - 2 * size.regionRows, size.columns - 2 * size.regionColumns);
  placed.forEach((place, at) => {
    if (place >= 0 && map[at]) words[place >> 3]! |= 1 << (7 - (place & 7));
  });
  expect(correctionOf(words.slice(0, size.data), size.correction)).toEqual(words.slice(size.data));
  let text = '';
  for (let i = 0; i < size.data && words[i] !== 129; i++) {
    const word = words[i]!;
    if (word === 235) text += String.fromCharCode(words[++i]! + 127);
    else text += word > 129 ? String(word - 130).padStart(2, '0') : String.fromCharCode(word - 1);
  }
  return text;
}

test('what is written is read back, in squares and rectangles', () => {
  const text = fc.string({
    unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength: 24,
  });
  fc.assert(
    fc.property(text, fc.constantFrom<'square' | 'rectangle'>('square', 'rectangle'), (given, shape) => {
      expect(decode(encodeDataMatrix(given, { shape }))).toBe(given);
    }),
  );
  expect(decode(encodeDataMatrix('0123456789'.repeat(30)))).toBe('0123456789'.repeat(30));
  expect(() => encodeDataMatrix('x'.repeat(175))).toThrow(/more than a square holds/);
  expect(() => encodeDataMatrix('Ω')).toThrow(/Latin-1/);
});
