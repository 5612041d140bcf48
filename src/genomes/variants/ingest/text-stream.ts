import { createReadStream } from 'node:fs';
import { createBgzfInflater } from '../../../formats/bgzf/index.ts';
import { inflateGzip } from '../../../formats/gzip/index.ts';
import type { FileFormat, IngestFile } from './model.ts';

/** The decompressed VCF text of a file from its beginning, in pieces. Destroys its source when the reader stops early. */
export async function* streamText(file: IngestFile, format: FileFormat): AsyncGenerator<Uint8Array> {
  const bytes = createReadStream(file.path, { highWaterMark: 1 << 18 });
  try {
    if (format === 'vcf') yield* bytes as AsyncIterable<Uint8Array>;
    else if (format === 'vcf-gzip') yield* inflateGzip(bytes, { file: file.name });
    else yield* bytes.compose(createBgzfInflater(file.name)) as AsyncIterable<Uint8Array>;
  } finally {
    bytes.destroy();
  }
}
