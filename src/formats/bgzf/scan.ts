import { bgzfEof, bgzfHeaderSize, bgzfMaxBlock, blockContentSize, blockSize, truncatedBgzf } from './block.ts';
import type { RandomAccess } from './random-access.ts';

export interface BgzfBlock {
  /** File offset of the block's first byte. */
  readonly offset: number;
  /** Compressed bytes, header and trailer included. */
  readonly size: number;
  /** Uncompressed bytes, as the block says. */
  readonly contentSize: number;
}

/**
 * File offsets of the blocks in a BGZF file that is in memory, by hopping from header to header without inflating. The last
 * element is the end of the last block.
 * @throws FormatError IDUN_BGZF_HEADER or IDUN_BGZF_TRUNCATED
 */
export function blockOffsets(bytes: Uint8Array, file?: string): Float64Array {
  const offsets: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + bgzfHeaderSize > bytes.length) throw truncatedBgzf(bytes.length, file);
    offsets.push(at);
    at += blockSize(bytes, at, file === undefined ? {} : { file });
  }
  if (at !== bytes.length) throw truncatedBgzf(bytes.length, file);
  offsets.push(at);
  return Float64Array.from(offsets);
}

const window = 1 << 20;

/**
 * The blocks of a BGZF file in order, read by windows of 1 MiB.
 * @throws FormatError IDUN_BGZF_HEADER or IDUN_BGZF_TRUNCATED
 */
export async function* scanBlocks(source: RandomAccess): AsyncGenerator<BgzfBlock> {
  let base = 0;
  let bytes = await source.read(0, window);
  for (let offset = 0; offset < source.size; ) {
    if (offset - base + bgzfMaxBlock > bytes.length && base + bytes.length < source.size) {
      base = offset;
      bytes = await source.read(base, window);
    }
    const at = offset - base;
    if (at + bgzfHeaderSize > bytes.length) throw truncatedBgzf(source.size, source.name);
    const size = blockSize(bytes, at, { file: source.name, base });
    if (at + size > bytes.length) throw truncatedBgzf(source.size, source.name);
    yield { offset, size, contentSize: blockContentSize(bytes, at, size) };
    offset += size;
  }
}

/**
 * Checks that a BGZF file ends with the empty block, so that it is whole.
 * @throws FormatError IDUN_BGZF_TRUNCATED
 */
export async function requireBgzfEof(source: RandomAccess): Promise<void> {
  const tail = await source.read(Math.max(0, source.size - bgzfEof.length), bgzfEof.length);
  if (!isBgzfEof(tail)) throw truncatedBgzf(source.size, source.name);
}

/** Whether bytes end with the empty last block. */
export function isBgzfEof(bytes: Uint8Array): boolean {
  const from = bytes.length - bgzfEof.length;
  return from >= 0 && bgzfEof.every((byte, i) => bytes[from + i] === byte);
}
