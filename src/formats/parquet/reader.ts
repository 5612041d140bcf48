import { open } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type AsyncBuffer, type Compressors, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import { FormatError } from '../error.ts';

/** Some rows of a Parquet file. */
export interface ParquetRows {
  /** 1-based number of the first row in the file. */
  first: number;
  /** Cells in the order of the columns asked for: text, number, bigint, boolean, Date, null or nested values. */
  rows: unknown[][];
}

// Snappy is the package's own.
const compressors: Compressors = {
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
};

/**
 * Opens a Parquet file (plain, snappy, gzip or brotli pages) whose rows are read a row group at a time.
 * @throws FormatError IDUN_PARQUET_DAMAGED
 */
export async function openParquetFile(path: string) {
  const handle = await open(path);
  const { size } = await handle.stat();
  const file: AsyncBuffer = {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(end - start);
      await handle.read(bytes, 0, bytes.length, start);
      return bytes.buffer;
    },
  };
  const told = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      await handle.close();
      throw new FormatError('IDUN_PARQUET_DAMAGED', `The Parquet file cannot be read: ${(error as Error).message}`, {
        file: path,
        expected: 'a whole Parquet file, its pages plain or compressed with snappy, gzip or brotli',
      });
    }
  };
  const metadata = await told(() => parquetMetadataAsync(file));
  const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
  async function* rows(): AsyncGenerator<ParquetRows> {
    let from = 0;
    for (const group of metadata.row_groups) {
      const to = from + Number(group.num_rows);
      const part = await told(async () => {
        let found: unknown[][] = [];
        await parquetRead({
          ...{ file, metadata, compressors, rowStart: from, rowEnd: to },
          rowFormat: 'array',
          onComplete: (given) => {
            found = given as unknown[][];
          },
        });
        return found;
      });
      yield { first: from + 1, rows: part };
      from = to;
    }
    await handle.close();
  }
  return { columns, total: Number(metadata.num_rows), rows: rows() };
}
