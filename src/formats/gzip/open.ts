import { createReadStream } from 'node:fs';
import { createBgzfInflater } from '../bgzf/index.ts';
import { FormatError } from '../error.ts';
import { type InflateLimits, inflateGzip } from './inflate.ts';
import { type FileKind, sniffFile } from './sniff.ts';

const whatItIs: Partial<Record<FileKind, string>> = {
  empty: 'is empty',
  directory: 'is a folder',
  special: 'is not an ordinary file',
  utf16: 'is UTF-16 text',
  zip: 'is a zip archive',
  zstd: 'is compressed with zstd',
  bzip2: 'is compressed with bzip2',
  xz: 'is compressed with xz',
  bcf: 'is BCF',
  bam: 'is BAM',
  cram: 'is CRAM',
  crypt4gh: 'is encrypted with Crypt4GH',
  parquet: 'is Parquet',
  binary: 'is not text',
};

/**
 * The text bytes of a file that is plain, gzip or bgzip, decompressed and checked on the way.
 * @param expected what the file should be, in words, for the error
 * @throws FormatError IDUN_FILE_KIND for anything else, and those of gzip and bgzip
 */
export async function* readTextFile(
  path: string,
  expected = 'text, plain or compressed with gzip or bgzip',
  limits: InflateLimits = {},
): AsyncGenerator<Uint8Array> {
  const kind = await sniffFile(path);
  const bytes = () => createReadStream(path, { highWaterMark: 1 << 18 });
  if (kind === 'plain') yield* bytes();
  else if (kind === 'gzip') yield* inflateGzip(bytes(), { file: path, ...limits });
  else if (kind === 'bgzf') yield* bytes().compose(createBgzfInflater(path)) as AsyncIterable<Uint8Array>;
  else throw wrongKind(path, kind, expected);
}

/** The error for a file of another kind than asked for. */
export function wrongKind(path: string, kind: FileKind, expected: string): FormatError {
  return new FormatError('IDUN_FILE_KIND', `The file ${whatItIs[kind] ?? `is ${kind}`}.`, {
    file: path,
    expected,
    action: kind === 'utf16' ? 'Save it as UTF-8.' : 'Give the right file, or convert it first.',
  });
}
