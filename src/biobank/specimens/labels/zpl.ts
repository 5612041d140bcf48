import type { DataMatrix } from '../../../formats/datamatrix/index.ts';
import type { LabelLayout } from './layouts.ts';

const dotsPerMillimetre = 12;

// ^ and ~ begin commands and _ the hexadecimal escape that is switched on by ^FH.
const escaped = (text: string): string =>
  [...text]
    .map((letter) => (/[\^~_\\]/.test(letter) ? `_${letter.charCodeAt(0).toString(16).padStart(2, '0')}` : letter))
    .join('');

/** The symbol as a bitmap (`^GFA`): what is printed is what our encoder drew, whatever the printer's own would do. */
function graphic(symbol: DataMatrix, moduleDots: number): { field: string; width: number; height: number } {
  const width = symbol.columns * moduleDots;
  const bytesInRow = Math.ceil(width / 8);
  let hex = '';
  for (let row = 0; row < symbol.rows; row++) {
    const line = Buffer.alloc(bytesInRow);
    for (let dot = 0; dot < width; dot++) {
      if (symbol.dark(row, Math.floor(dot / moduleDots))) line[dot >> 3]! |= 0x80 >> (dot & 7);
    }
    hex += line.toString('hex').toUpperCase().repeat(moduleDots);
  }
  const total = bytesInRow * symbol.rows * moduleDots;
  return { field: `^GFA,${total},${total},${bytesInRow},${hex}^FS`, width, height: symbol.rows * moduleDots };
}

/** One label in ZPL II, for printers with 12 dots a millimetre. */
export function formatZpl(symbol: DataMatrix, lines: readonly string[], layout: LabelLayout): string {
  const width = layout.width * dotsPerMillimetre;
  const height = layout.height * dotsPerMillimetre;
  const picture = graphic(symbol, layout.moduleDots);
  const edge = dotsPerMillimetre;
  const left = edge + picture.width + 2 * layout.moduleDots;
  const size = Math.max(16, Math.floor((height - 2 * edge) / (lines.length * 1.15)));
  const texts = lines.map(
    (line, i) =>
      `^FO${left},${edge + Math.floor(i * size * 1.15)}^A0N,${size},${Math.floor(size * 0.9)}^FH^FD${escaped(line)}^FS`,
  );
  const top = Math.max(0, Math.floor((height - picture.height) / 2));
  return ['^XA', '^CI28', `^PW${width}`, `^LL${height}`, `^FO${edge},${top}${picture.field}`, ...texts, '^XZ', ''].join(
    '\n',
  );
}
