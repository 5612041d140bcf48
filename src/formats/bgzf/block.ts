import { crc32, inflateRawSync } from 'node:zlib';
import { FormatError } from '../error.ts';

/** A block's header needs at least this many bytes: gzip's 12 and the 6 of the BC field. */
export const bgzfHeaderSize = 18;
/** No block is longer than this, compressed or not (SAMv1 §4.1). */
export const bgzfMaxBlock = 65536;
/** The empty block that ends every whole BGZF file (SAMv1 §4.1.2). */
export const bgzfEof: Uint8Array = Uint8Array.from([
  0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 0x42, 0x43, 2, 0, 0x1b, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

/** Where an error is, for its text: the file's name and the file offset of the first byte given. */
export interface BlockPlace {
  readonly file?: string;
  readonly base?: number;
}

/** Whether bytes begin with a BGZF block header. */
export function isBgzf(bytes: Uint8Array): boolean {
  return hasGzipMagic(bytes, 0) && (bytes[3]! & 4) !== 0 && findBlockSize(bytes, 0) > 0;
}

function hasGzipMagic(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x1f && bytes[at + 1] === 0x8b && bytes[at + 2] === 8;
}

/** BSIZE + 1 from the BC subfield, 0 when there is none in the bytes at hand. */
function findBlockSize(bytes: Uint8Array, at: number): number {
  if (at + bgzfHeaderSize > bytes.length) return 0;
  const end = at + 12 + (bytes[at + 10]! | (bytes[at + 11]! << 8));
  for (let i = at + 12; i + 4 <= end && i + 6 <= bytes.length; ) {
    const length = bytes[i + 2]! | (bytes[i + 3]! << 8);
    if (bytes[i] === 0x42 && bytes[i + 1] === 0x43 && length === 2) return (bytes[i + 4]! | (bytes[i + 5]! << 8)) + 1;
    i += 4 + length;
  }
  return 0;
}

/**
 * Size in bytes of the block whose header starts at `at`.
 * @throws FormatError IDUN_BGZF_HEADER when no BGZF block starts there
 */
export function blockSize(bytes: Uint8Array, at: number, place: BlockPlace = {}): number {
  const size = hasGzipMagic(bytes, at) && (bytes[at + 3]! & 4) !== 0 ? findBlockSize(bytes, at) : 0;
  const smallest = 12 + (bytes[at + 10]! | (bytes[at + 11]! << 8)) + 8;
  if (size < smallest) throw blockError('HEADER', at, place, 'no bgzip block starts here', 'a bgzip block header');
  return size;
}

/** Uncompressed size that a whole block at `at` states (ISIZE). */
export function blockContentSize(bytes: Uint8Array, at: number, size: number): number {
  const end = at + size;
  return (bytes[end - 4]! | (bytes[end - 3]! << 8) | (bytes[end - 2]! << 16) | (bytes[end - 1]! << 24)) >>> 0;
}

/**
 * Uncompressed bytes of the block at `at`, its length and CRC-32 checked.
 * @throws FormatError IDUN_BGZF_HEADER, _TRUNCATED, _DEFLATE, _SIZE or _CHECKSUM, with the block's byte offset
 */
export function inflateBlock(bytes: Uint8Array, at: number, place: BlockPlace = {}): Uint8Array {
  const size = blockSize(bytes, at, place);
  if (at + size > bytes.length) throw truncatedBgzf((place.base ?? 0) + bytes.length, place.file);
  const dataStart = at + 12 + (bytes[at + 10]! | (bytes[at + 11]! << 8));
  const contentSize = blockContentSize(bytes, at, size);
  if (contentSize > bgzfMaxBlock) {
    throw blockError('SIZE', at, place, `the block says it holds ${contentSize} bytes`, `at most ${bgzfMaxBlock}`);
  }
  const content = inflate(bytes.subarray(dataStart, at + size - 8), at, place);
  if (content.length !== contentSize) {
    throw blockError('SIZE', at, place, `the block holds ${content.length} bytes`, `${contentSize}, as it says`);
  }
  const end = at + size - 8;
  const stated = (bytes[end]! | (bytes[end + 1]! << 8) | (bytes[end + 2]! << 16) | (bytes[end + 3]! << 24)) >>> 0;
  const found = crc32(content);
  if (found !== stated) {
    throw blockError('CHECKSUM', at, place, `the block's checksum is ${hex(found)}`, `${hex(stated)}, as it says`);
  }
  return content;
}

function inflate(deflated: Uint8Array, at: number, place: BlockPlace): Uint8Array {
  try {
    return inflateRawSync(deflated, { maxOutputLength: bgzfMaxBlock });
  } catch {
    throw blockError(
      'DEFLATE',
      at,
      place,
      'the block cannot be inflated',
      'whole deflate data of at most 65,536 bytes',
    );
  }
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

function blockError(reason: string, at: number, place: BlockPlace, what: string, expected: string): FormatError {
  const offset = (place.base ?? 0) + at;
  return new FormatError(`IDUN_BGZF_${reason}`, `bgzip block at byte ${offset}: ${what}.`, {
    ...(place.file === undefined ? {} : { file: place.file }),
    expected,
    action: 'The file is damaged or is not bgzip. Copy it again from its source and compare checksums.',
  });
}

/** The error of a file that ends too early. */
export function truncatedBgzf(offset: number, file?: string): FormatError {
  return new FormatError('IDUN_BGZF_TRUNCATED', `The bgzip file ends too early, at byte ${offset}.`, {
    ...(file === undefined ? {} : { file }),
    expected: "bgzip's empty last block of 28 bytes",
    action: 'Copy the whole file again, or compress it again with bgzip.',
  });
}
