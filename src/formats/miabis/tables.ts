import { type CsvCell, csvLine, readCsv } from '../csv/index.ts';

/** A row of a table by its columns, with the line it came from. */
export interface TableRow {
  line: number;
  cells: Readonly<Record<string, string>>;
}

/** A table as text has it. */
export interface Table {
  columns: string[];
  rows: TableRow[];
}

/** A fault of a table: which, where, what was found and what was expected. */
export interface TableFault {
  table: string;
  line: number | null;
  column: string | null;
  found: string | null;
  expected: string;
  /** False: the row can be kept without it. */
  wrong: boolean;
}

/** Rows to be written under columns. */
export type TableOut = readonly Readonly<Record<string, CsvCell>>[];

/** The separator of a table, told from its first line. */
export function separatorOf(text: string): string {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  return ['\t', ';'].find((one) => first.includes(one)) ?? ',';
}

/** Reads a table with a header; lines beginning with `#` before it are remarks. */
export async function readTable(text: string, separator?: string): Promise<Table> {
  const remarks = /^(?:\uFEFF?#[^\n]*\n)+/.exec(text)?.[0] ?? '';
  const body = text.slice(remarks.length);
  const before = remarks.split('\n').length - 1;
  const rows: TableRow[] = [];
  let columns: string[] | undefined;
  for await (const chunk of readCsv(one(body), separator ?? separatorOf(body))) {
    for (const { fields, line } of chunk) {
      if (columns === undefined) columns = fields.map((name) => name.trim());
      else {
        const cells = Object.fromEntries(columns.map((name, i) => [name, unguarded(fields[i] ?? '')]));
        rows.push({ line: line + before, cells });
      }
    }
  }
  return { columns: columns ?? [], rows };
}

// What is written before a text that a spreadsheet would run (formats/csv) is no part of it.
const unguarded = (cell: string): string => cell.trim().replace(/^'(?=[=+@-])/, '');

async function* one(text: string): AsyncGenerator<string> {
  yield text;
}

/** Writes a table with a header, as RFC 4180 has it. */
export function writeTable(columns: readonly string[], rows: TableOut): string {
  return [csvLine(columns), ...rows.map((row) => csvLine(columns.map((name) => row[name])))].join('');
}

/** Values of a cell that holds several: with commas, those in quotes that hold commas themselves. */
export function splitCell(cell: string, between = ','): string[] {
  if (!cell.includes('"'))
    return cell
      .split(between)
      .map((one) => one.trim())
      .filter((one) => one !== '');
  const parts = cell.match(new RegExp(`"(?:[^"]|"")*"|[^${between}]+`, 'g')) ?? [];
  return parts
    .map((one) =>
      one
        .trim()
        .replace(/^"(.*)"$/s, '$1')
        .replaceAll('""', '"'),
    )
    .filter((one) => one !== '');
}

/** Several values in one cell. */
export function joinCell(values: readonly string[] | undefined, between = ','): string {
  return (values ?? [])
    .map((one) => (one.includes(between) || one.includes('"') ? `"${one.replaceAll('"', '""')}"` : one))
    .join(between);
}
