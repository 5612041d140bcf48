import { FormatError } from '../error.ts';
import { codewordsOf, encodeAscii } from './codewords.ts';
import { placeCodewords } from './placement.ts';
import { rectangles, type SymbolSize, squares } from './symbols.ts';

/** A Data Matrix ECC 200 symbol without its quiet zone: one module on every side, which whoever draws it leaves free. */
export interface DataMatrix {
  rows: number;
  columns: number;
  /** Whether the module is dark. */
  dark(row: number, column: number): boolean;
}

export interface DataMatrixOptions {
  shape?: 'square' | 'rectangle';
}

/**
 * The smallest symbol (ISO/IEC 16022:2006, ECC 200) that holds a text, in ASCII encodation.
 * @param text Latin-1 only: scanners read it as such without being told of another character set
 * @throws FormatError IDUN_DATAMATRIX_TEXT
 */
export function encodeDataMatrix(text: string, { shape = 'square' }: DataMatrixOptions = {}): DataMatrix {
  if (text === '' || /[^\u0000-\u00ff]/.test(text)) {
    throw new FormatError('IDUN_DATAMATRIX_TEXT', 'A Data Matrix holds Latin-1 text, at least one character of it.');
  }
  const words = encodeAscii(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
  const size = (shape === 'square' ? squares : rectangles).find(({ data }) => data >= words.length);
  if (size === undefined) {
    throw new FormatError(
      'IDUN_DATAMATRIX_TEXT',
      `The text needs ${words.length} codewords, more than a ${shape} holds.`,
    );
  }
  return drawSymbol(codewordsOf(words, size), size);
}

function drawSymbol(words: readonly number[], size: SymbolSize): DataMatrix {
  const { rows, columns, regionRows, regionColumns } = size;
  const height = rows / regionRows;
  const width = columns / regionColumns;
  const mapRows = rows - 2 * regionRows;
  const mapColumns = columns - 2 * regionColumns;
  const placed = placeCodewords(mapRows, mapColumns);
  const bit = (at: number): boolean => {
    const place = placed[at]!;
    if (place >= 0) return ((words[place >> 3]! >> (7 - (place & 7))) & 1) === 1;
    // The corner that no codeword reaches is a fixed pattern of two by two.
    const row = Math.floor(at / mapColumns);
    const column = at % mapColumns;
    return (mapRows - row) % 2 === (mapColumns - column) % 2;
  };
  return {
    rows,
    columns,
    dark(row, column) {
      const r = row % height;
      const c = column % width;
      // The finder: solid to the left and below, broken above and to the right.
      if (c === 0 || r === height - 1) return true;
      if (r === 0) return c % 2 === 0;
      if (c === width - 1) return r % 2 === 1;
      const mapRow = Math.floor(row / height) * (height - 2) + r - 1;
      const mapColumn = Math.floor(column / width) * (width - 2) + c - 1;
      return bit(mapRow * mapColumns + mapColumn);
    },
  };
}
