import { pipeline, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FormatError, type FormatErrorPlace } from '../error.ts';

export interface InflateLimits {
  /** Name for error texts. */
  readonly file?: string;
  /** Most uncompressed bytes for each compressed byte, looked at after `freeBytes`. Deflate's own bound is 1,032. */
  readonly maxRatio?: number;
  /** Uncompressed bytes that need no ratio. */
  readonly freeBytes?: number;
  /** Most uncompressed bytes in all. */
  readonly maxBytes?: number;
}

const defaultLimits = { maxRatio: 900, freeBytes: 1 << 30, maxBytes: 2 ** 43 };

/**
 * Inflates gzip of one or more members, in constant memory, and stops a file that would swell without end.
 * @throws FormatError IDUN_GZIP_TRUNCATED, _DAMAGED, _EMPTY or _BOMB, naming the byte offset in the compressed file
 */
export async function* inflateGzip(
  source: AsyncIterable<Uint8Array>,
  limits: InflateLimits = {},
): AsyncGenerator<Uint8Array> {
  const { maxRatio, freeBytes, maxBytes } = { ...defaultLimits, ...limits };
  const place = limits.file === undefined ? {} : { file: limits.file };
  let taken = 0;
  const counter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      taken += chunk.length;
      done(null, chunk);
    },
  });
  const gunzip = createGunzip({ chunkSize: 1 << 16 });
  let upstream: unknown = null;
  // The pipeline's own error reaches the reader through gunzip; the callback only keeps it from being unhandled.
  const output = pipeline(
    guarded(source, (error) => (upstream = error)),
    counter,
    gunzip,
    () => undefined,
  );
  let given = 0;
  try {
    for await (const chunk of output as AsyncIterable<Uint8Array>) {
      given += chunk.length;
      if (given > maxBytes || (given > freeBytes && given > maxRatio * taken)) throw bomb(given, taken, place);
      yield chunk;
    }
  } catch (error) {
    throw upstream ?? explain(error, gunzip.bytesWritten, place);
  }
  if (taken === 0) throw gzipError('EMPTY', 'The gzip file is empty.', place, 'a gzip header');
}

async function* guarded(source: AsyncIterable<Uint8Array>, keep: (error: unknown) => void) {
  try {
    yield* source;
  } catch (error) {
    keep(error);
    throw error;
  }
}

function explain(error: unknown, offset: number, place: FormatErrorPlace): unknown {
  const code = (error as { code?: unknown }).code;
  if (code === 'Z_BUF_ERROR') {
    return gzipError(
      'TRUNCATED',
      `The gzip file ends too early, at byte ${offset}.`,
      place,
      "gzip's checksum and length",
    );
  }
  if (typeof code === 'string' && code.startsWith('Z_')) {
    const reason = error instanceof Error ? error.message : String(error);
    return gzipError('DAMAGED', `The gzip file is damaged before byte ${offset}: ${reason}.`, place, 'whole gzip data');
  }
  return error;
}

function bomb(given: number, taken: number, place: FormatErrorPlace): FormatError {
  const detail = `The gzip file swells beyond bounds: ${given} bytes from the first ${taken}.`;
  return new FormatError('IDUN_GZIP_BOMB', detail, {
    ...place,
    expected: 'data that do not grow more than 900-fold',
    action: 'If the file is honest, compress it with bgzip and send it again.',
  });
}

function gzipError(reason: string, detail: string, place: FormatErrorPlace, expected: string): FormatError {
  const action = 'Copy the whole file again from its source and compare checksums.';
  return new FormatError(`IDUN_GZIP_${reason}`, detail, { ...place, expected, action });
}
