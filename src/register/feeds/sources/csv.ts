import { open } from 'node:fs/promises';
import { ByteRows, rowChunks } from '../../../formats/csv/index.ts';
import { readTextFile } from '../../../formats/gzip/index.ts';
import { looksLikeWorkbook, sheetAsCsv } from '../../../formats/xlsx/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';
import type { TableDescription } from '../model.ts';
import type { Layout } from '../parse/layout.ts';
import { makeLayout } from '../parse/make-layout.ts';
import type { Stretch } from '../parse/pool.ts';
import type { GivenFile } from './files.ts';

/** A file opened for parsing: how its rows are laid out, and its bytes in stretches of whole rows. */
export interface OpenedSource {
  layout: Layout;
  stretches: AsyncGenerator<Stretch>;
}

const mostColumns = 2000;
/** A workbook is read from memory; more than a sheet’s million rows comes as text anyway. */
const largestWorkbook = 256 << 20;

// A workbook’s sheet as the text it would be when saved as CSV: a row’s line is its row in the sheet.
async function* textOf(
  { path, name, bytes }: GivenFile,
  description: TableDescription | undefined,
): AsyncGenerator<Uint8Array> {
  const handle = await open(path);
  try {
    const start = Buffer.alloc(4);
    await handle.read(start, 0, 4, 0);
    if (!looksLikeWorkbook(start)) {
      yield* readTextFile(path, 'comma-separated text, plain or compressed with gzip, or a workbook (.xlsx)');
      return;
    }
    if (bytes > largestWorkbook) {
      throw new Problem(errors.file, 'The workbook is too large.', { file: name, action: 'Save the sheet as CSV.' });
    }
    const { sheet, separator = ',', decimal = '.' } = description ?? {};
    const given = { sheet, separator: separator === 'tab' ? '\t' : separator, point: decimal, limits: { file: path } };
    yield* sheetAsCsv(await handle.readFile(), given);
  } finally {
    await handle.close();
  }
}

/**
 * Opens a file of comma-separated text, plain, gzip or bgzip, or a workbook. Its first line is the header.
 * @param given its description, or what makes one of the header
 * @throws Problem IDUN_FEED_FILE when the header lacks a column; FormatError of damaged compression
 */
export async function openCsv(
  given: TableDescription | ((header: string) => TableDescription),
  file: GivenFile,
  index: number,
): Promise<OpenedSource & { description: TableDescription }> {
  const chunks = rowChunks(textOf(file, typeof given === 'function' ? undefined : given));
  const first = await chunks.next();
  if (first.done)
    throw new Problem(errors.file, 'The file is empty.', { file: file.name, expected: 'a header and rows' });
  const description =
    typeof given === 'function'
      ? given(Buffer.from(first.value.bytes.subarray(0, lineEnd(first.value.bytes))).toString())
      : given;
  const separator = description.separator === 'tab' ? '\t' : description.separator;
  const rows = new ByteRows(separator, mostColumns);
  const { bytes } = first.value;
  const begin = rows.next(bytes, 0, bytes.length);
  const header = Array.from({ length: Math.min(rows.count, mostColumns) }, (_, i) =>
    Buffer.from(bytes.subarray(rows.starts[i]!, rows.ends[i]!)).toString('utf8').trim(),
  );
  const layout = makeLayout(description, header, file.name);
  const headerLines = 1 + rows.innerLines;
  async function* stretches(): AsyncGenerator<Stretch> {
    let held: Stretch = { file: index, bytes: bytes.slice(begin), firstPlace: 1 + headerLines, last: false };
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      yield held;
      held = { file: index, bytes: next.value.bytes, firstPlace: next.value.firstLine, last: false };
    }
    yield { ...held, last: true };
  }
  return { layout, stretches: stretches(), description };
}

function lineEnd(bytes: Uint8Array): number {
  const end = bytes.indexOf(10);
  return end < 0 ? bytes.length : end;
}
