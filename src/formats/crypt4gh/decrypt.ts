import { Transform } from 'node:stream';
import { type KeptRange, keptRanges } from './edit-list.ts';
import { crypt4ghError } from './errors.ts';
import { headerSize, openHeader } from './header.ts';
import { segmentCipherSize, segmentOpener, segmentPlainSize } from './segment.ts';

interface Reading {
  readonly open: (sealed: Uint8Array) => Uint8Array | null;
  readonly ranges: readonly KeptRange[];
  /** Index of the next segment. */
  segment: number;
}

/**
 * A stream that decrypts a Crypt4GH file: every segment is authenticated before a byte of it leaves, an edit list is applied.
 * A file cut exactly between two segments cannot be told from a whole one; compare its length or checksum.
 * @throws FormatError (as the stream's error) IDUN_CRYPT4GH_HEADER, _NO_KEY, _TRUNCATED or _DAMAGED
 */
export function createCrypt4ghDecryptor(privateKey: Uint8Array): Transform {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let reading: Reading | null = null;

  function takePending(): Uint8Array {
    const bytes = pending.length === 1 ? pending[0]! : Buffer.concat(pending, pendingBytes);
    pending = [bytes];
    return bytes;
  }

  function keep(rest: Uint8Array): void {
    pending = rest.length > 0 ? [rest] : [];
    pendingBytes = rest.length;
  }

  function readHeader(): void {
    const bytes = takePending();
    const size = headerSize(bytes);
    if (size === null) return;
    const { dataKeys, editList } = openHeader(bytes.subarray(0, size), privateKey);
    reading = { open: segmentOpener(dataKeys), ranges: keptRanges(editList), segment: 0 };
    keep(bytes.subarray(size));
  }

  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      try {
        pending.push(chunk);
        pendingBytes += chunk.length;
        if (reading === null) readHeader();
        if (reading !== null && pendingBytes >= segmentCipherSize) {
          const bytes = takePending();
          let at = 0;
          for (; bytes.length - at >= segmentCipherSize; at += segmentCipherSize) {
            pushSegment(this, reading, bytes.subarray(at, at + segmentCipherSize));
          }
          keep(bytes.subarray(at));
        }
        done();
      } catch (error) {
        done(error as Error);
      }
    },
    flush(done) {
      try {
        if (reading === null) throw crypt4ghError('TRUNCATED', 'The file ends within its Crypt4GH header.');
        if (pendingBytes > 0) pushSegment(this, reading, takePending());
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
}

function pushSegment(stream: Transform, reading: Reading, sealed: Uint8Array): void {
  const plain = openSegment(reading.open, sealed, reading.segment);
  const start = reading.segment++ * segmentPlainSize;
  for (const range of reading.ranges) {
    const from = Math.max(range.start, start);
    const to = Math.min(range.end, start + plain.length);
    if (from < to) stream.push(plain.subarray(from - start, to - start));
  }
}

/**
 * The plain bytes of segment number `index`, authenticated.
 * @throws FormatError IDUN_CRYPT4GH_DAMAGED, or _TRUNCATED when a last, shorter segment is not whole
 */
export function openSegment(
  open: (sealed: Uint8Array) => Uint8Array | null,
  sealed: Uint8Array,
  index: number,
): Uint8Array {
  const plain = open(sealed);
  if (plain !== null) return plain;
  const place = `segment ${index + 1} (plain bytes from ${index * segmentPlainSize})`;
  if (sealed.length < segmentCipherSize) {
    throw crypt4ghError('TRUNCATED', `The last ${place} is cut or damaged.`, 'a MAC that fits the segment');
  }
  throw crypt4ghError('DAMAGED', `The ${place} was changed, or is encrypted with a key that the header does not tell.`);
}
