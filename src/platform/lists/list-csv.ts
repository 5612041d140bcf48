import { type CsvCell, csvLine } from '../../formats/csv/index.ts';
import { Problem } from '../problem/index.ts';
import { errors } from './errors.ts';

/** The columns a list's file may have, by key, in their usual order. */
export type CsvColumns<Row> = Readonly<Record<string, (row: Row) => CsvCell>>;

/**
 * Rows as comma-separated text, header first, one piece for each page of rows.
 * @param chosen keys of the columns to write; all without it
 * @throws Problem IDUN_LIST_COLUMN before anything is read
 */
export function csvOf<Row>(
  columns: CsvColumns<Row>,
  chosen: readonly string[] | undefined,
  pages: AsyncIterable<Row[]>,
): AsyncGenerator<string> {
  const keys = chosen ?? Object.keys(columns);
  const unknown = keys.find((key) => !Object.hasOwn(columns, key));
  if (unknown !== undefined) {
    throw new Problem(errors.badColumn, `The list has no column ${unknown.slice(0, 60)}.`, {
      expected: Object.keys(columns).join(', '),
    });
  }
  return writeCsv(keys, columns, pages);
}

async function* writeCsv<Row>(
  keys: readonly string[],
  columns: CsvColumns<Row>,
  pages: AsyncIterable<Row[]>,
): AsyncGenerator<string> {
  yield csvLine(keys);
  for await (const rows of pages) {
    let text = '';
    for (const row of rows) text += csvLine(keys.map((key) => columns[key]!(row)));
    if (text !== '') yield text;
  }
}
