import { createReadStream, type ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { bcfToVcf } from '../../../formats/bcf/index.ts';
import { bgzfHeaderSize, createBgzfInflater, isBgzf } from '../../../formats/bgzf/index.ts';
import { inflateGzip } from '../../../formats/gzip/index.ts';
import type { FileFormat, IngestFile } from './model.ts';

/**
 * The decompressed VCF text of a file from its beginning, in pieces. Closes the file when the reader stops early.
 * @param onBytes told how many further bytes of the file were read
 * @param pieceBytes read at a time; little for somebody who only looks at the beginning
 */
export async function* streamText(
  file: IngestFile,
  format: FileFormat,
  onBytes: (bytes: number) => void = () => undefined,
  pieceBytes = 1 << 18,
): AsyncGenerator<Uint8Array> {
  const bytes = createReadStream(file.path, { highWaterMark: pieceBytes });
  bytes.on('data', (piece) => onBytes(piece.length));
  bytes.pause();
  try {
    if (format === 'vcf') yield* bytes as AsyncIterable<Uint8Array>;
    else if (format === 'vcf-gzip') yield* inflateGzip(bytes, { file: file.name });
    else if (format === 'bcf') yield* bcfToVcf(await inflated(bytes, file), { file: file.name });
    else yield* bytes.compose(createBgzfInflater(file.name)) as AsyncIterable<Uint8Array>;
  } finally {
    bytes.destroy();
  }
}

/** BCF comes bgzipped, gzipped or plain. */
async function inflated(bytes: ReadStream, file: IngestFile): Promise<AsyncIterable<Uint8Array>> {
  const handle = await open(file.path);
  try {
    const { buffer } = await handle.read(Buffer.alloc(bgzfHeaderSize), 0, bgzfHeaderSize, 0);
    if (buffer[0] !== 0x1f || buffer[1] !== 0x8b) return bytes;
    return isBgzf(buffer) ? bytes.compose(createBgzfInflater(file.name)) : inflateGzip(bytes, { file: file.name });
  } finally {
    await handle.close();
  }
}
