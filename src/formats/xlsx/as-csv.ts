import { readSheetRows } from './rows.ts';
import { openWorkbook, type XlsxLimits } from './workbook.ts';

/** Whether a file begins as a workbook does (and as every zip archive). */
export const looksLikeWorkbook = (start: Uint8Array): boolean =>
  start[0] === 0x50 && start[1] === 0x4b && start[2] === 3 && start[3] === 4;

/**
 * A sheet as comma-separated text, for what reads that: line n of the text is row n of the sheet, so a cell’s line ends become
 * spaces, and rows without text empty lines.
 * @param given `sheet` by name, the first when not given
 */
export async function* sheetAsCsv(
  archive: Uint8Array,
  given: { sheet?: string | undefined; separator?: string; point?: '.' | ','; limits?: XlsxLimits } = {},
): AsyncGenerator<Uint8Array> {
  const { sheet, separator = ',', point, limits } = given;
  const workbook = await openWorkbook(archive, limits);
  let line = 1;
  for await (const rows of readSheetRows(workbook, sheet, point)) {
    let text = '';
    for (const row of rows) {
      text += '\n'.repeat(Math.max(0, row.line - line));
      text += `${row.fields.map((field) => quoted(field, separator)).join(separator)}\n`;
      line = row.line + 1;
    }
    yield Buffer.from(text, 'utf8');
  }
}

function quoted(field: string, separator: string): string {
  const flat = field.replace(/\s*[\r\n]+\s*/g, ' ');
  return flat.includes(separator) || flat.includes('"') ? `"${flat.replaceAll('"', '""')}"` : flat;
}
