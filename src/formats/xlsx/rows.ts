import { makeXmlReader } from '../xml/index.ts';
import { dateOfSerial } from './dates.ts';
import { partText, type Workbook, xlsxError } from './workbook.ts';

/** A row with its number in the sheet. Cells are text, as a CSV file of the same table would have them. */
export interface SheetRow {
  fields: string[];
  /** 1-based. */
  line: number;
}

const defaults = { mostRows: 1_048_576, mostColumns: 16_384 };

/** The column of a reference such as `AB12`, from 0; undefined when it is none. */
export function columnOf(reference: string): number | undefined {
  const [, letters] = /^([A-Z]{1,3})\d{1,7}$/.exec(reference) ?? [];
  if (letters === undefined) return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

// Numbers are stored with seventeen digits and shown with fifteen: 0.1 is written 0.10000000000000001.
function plainNumber(text: string): string {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) return text;
  return String(Number(value.toPrecision(15)));
}

interface Cell {
  type: string | undefined;
  style: string | undefined;
  value: string;
}

function cellText(workbook: Workbook, { type, style, value }: Cell, point: '.' | ','): string {
  if (type === 's') {
    const text = workbook.texts[Number(value)];
    if (text === undefined)
      throw xlsxError('CELL', 'A cell names a text that the workbook does not have.', workbook.limits);
    return text;
  }
  if (type === 'b') return value === '1' ? 'true' : 'false';
  if (type === 'd') return value.replace(/T00:00:00(?:\.0+)?Z?$/, '');
  if (type !== undefined && type !== 'n') return value;
  if (value === '') return '';
  const shown = point === '.' ? plainNumber(value) : plainNumber(value).replace('.', point);
  const isDate = style !== undefined && workbook.dateStyles[Number(style)] === true;
  return isDate ? (dateOfSerial(Number(value), workbook.from1904) ?? shown) : shown;
}

/**
 * The rows of a sheet, in pieces and in constant memory. Rows without any text are left out; a row is as long as the first one, or
 * longer where it has text beyond it.
 * @param name of the sheet; the first that is not hidden when none is given
 * @param point how the decimals of numbers are written: whoever reads the text further expects one
 * @throws FormatError IDUN_XLSX_…
 */
export async function* readSheetRows(
  workbook: Workbook,
  name?: string,
  point: '.' | ',' = '.',
): AsyncGenerator<SheetRow[]> {
  const { sheets, entries, limits } = workbook;
  const sheet =
    name === undefined ? (sheets.find(({ hidden }) => !hidden) ?? sheets[0]!) : sheets.find((one) => one.name === name);
  const entry = sheet === undefined ? undefined : entries.get(sheet.path);
  if (entry === undefined) {
    const expected = sheets.map((one) => one.name).join(', ');
    throw xlsxError('SHEET', `The workbook has no sheet ${name ?? sheet?.name ?? ''}.`, limits, { expected });
  }
  const reader = makeRowReader(workbook, point);
  for await (const chunk of partText(workbook, entry)) {
    reader.write(chunk);
    const rows = reader.take();
    if (rows.length > 0) yield rows;
  }
  reader.end();
}

function makeRowReader(
  workbook: Workbook,
  point: '.' | ',',
): { write(chunk: string): void; take(): SheetRow[]; end(): void } {
  const { mostRows, mostColumns } = { ...defaults, ...workbook.limits };
  const tooBig = (line: number) =>
    xlsxError('SIZE', 'The sheet is larger than sheets can be.', workbook.limits, { line });
  let ready: SheetRow[] = [];
  let cells: string[] = [];
  let line = 0;
  let column = -1;
  let width: number | undefined;
  let type: string | undefined;
  let style: string | undefined;
  let value = '';
  let reading = false;
  let inline = false;
  let aside = 0;
  function endRow(): void {
    while (cells.length > (width ?? 0) && cells.at(-1) === '') cells.pop();
    if (cells.every((cell) => cell === '')) return;
    width ??= cells.length;
    while (cells.length < width) cells.push('');
    ready.push({ fields: cells, line });
  }
  const xml = makeXmlReader({
    open(name, given) {
      if (name === 'row') {
        line = given['r'] === undefined ? line + 1 : Number(given['r']);
        if (!(line >= 1 && line <= mostRows)) throw tooBig(line);
        cells = [];
        column = -1;
      } else if (name === 'c') {
        column = given['r'] === undefined ? column + 1 : (columnOf(given['r']) ?? mostColumns);
        if (column >= mostColumns) throw tooBig(line);
        type = given['t'];
        style = given['s'];
        value = '';
      } else if (name === 'is') inline = true;
      else if (name === 'rPh') aside++;
      reading = name === 'v' || (name === 't' && inline && aside === 0);
    },
    text(text) {
      if (reading) value += text;
    },
    close(name) {
      reading = false;
      if (name === 'is') inline = false;
      else if (name === 'rPh') aside--;
      else if (name === 'c') {
        const text = cellText(workbook, { type, style, value }, point);
        // Cells may come in any order and with gaps; those between are empty.
        while (cells.length <= column && text !== '') cells.push('');
        if (text !== '') cells[column] = text;
      } else if (name === 'row') endRow();
    },
  });
  return {
    write: (chunk) => xml.write(chunk),
    end: () => xml.end(),
    take() {
      const rows = ready;
      ready = [];
      return rows;
    },
  };
}
