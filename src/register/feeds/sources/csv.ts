import { ByteRows, rowChunks } from '../../../formats/csv/index.ts';
import { readTextFile } from '../../../formats/gzip/index.ts';
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

/**
 * Opens a file of comma-separated text, plain, gzip or bgzip. Its first line is the header.
 * @param given its description, or what makes one of the header
 * @throws Problem IDUN_FEED_FILE when the header lacks a column; FormatError of damaged compression
 */
export async function openCsv(
  given: TableDescription | ((header: string) => TableDescription),
  file: GivenFile,
  index: number,
): Promise<OpenedSource & { description: TableDescription }> {
  const chunks = rowChunks(readTextFile(file.path, 'comma-separated text, plain or compressed with gzip'));
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
