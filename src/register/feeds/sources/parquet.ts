import { openParquetFile } from '../../../formats/parquet/index.ts';
import type { TableDescription } from '../model.ts';
import { makeLayout } from '../parse/make-layout.ts';
import type { Stretch } from '../parse/pool.ts';
import type { OpenedSource } from './csv.ts';
import type { GivenFile } from './files.ts';
import { fieldSeparator, RowText } from './row-text.ts';

const mostText = 1 << 22;

/** Opens a Parquet file; a row's place is its number in the file. Dates may be of Parquet's own kinds, or text in the stated form. */
export async function openParquet(
  description: TableDescription,
  file: GivenFile,
  index: number,
): Promise<OpenedSource> {
  const { columns, rows } = await openParquetFile(file.path);
  const layout = makeLayout(
    { ...description, separator: fieldSeparator, decimal: '.' },
    ['', ...columns],
    file.name,
    0,
  );
  async function* stretches(): AsyncGenerator<Stretch> {
    const text = new RowText();
    for await (const part of rows) {
      for (const [i, cells] of part.rows.entries()) {
        text.add(part.first + i, cells);
        if (text.size > mostText) yield { file: index, bytes: text.take(), firstPlace: 0, last: false };
      }
    }
    yield { file: index, bytes: text.take(), firstPlace: 0, last: true };
  }
  return { layout, stretches: stretches() };
}
