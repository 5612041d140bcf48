import { Transform } from 'node:stream';
import { bgzfHeaderSize, bgzfMaxBlock, blockSize, inflateBlock, truncatedBgzf } from './block.ts';
import type { GziIndex } from './gzi.ts';
import type { RandomAccess } from './random-access.ts';
import { isBgzfEof } from './scan.ts';
import type { VirtualOffset } from './virtual-offset.ts';

/** Reads anywhere in a BGZF file. The last few inflated blocks are kept. */
export interface BgzfReader {
  /** Content from an uncompressed offset, by the `.gzi`; shorter only at the end of the file. */
  readAt(uncompressedOffset: number, length: number): Promise<Uint8Array>;
  /** Content from a virtual offset on; shorter only at the end of the file. */
  readFrom(place: VirtualOffset, length: number): Promise<Uint8Array>;
}

const keptBlocks = 16;

/** A random reader over a BGZF file; `index` is needed for `readAt` only. */
export function openBgzf(source: RandomAccess, index?: GziIndex): BgzfReader {
  const kept = new Map<number, { content: Uint8Array; next: number }>();

  async function blockAt(offset: number) {
    const hit = kept.get(offset);
    if (hit !== undefined) return hit;
    const bytes = await source.read(offset, bgzfMaxBlock);
    if (bytes.length < bgzfHeaderSize) throw truncatedBgzf(source.size, source.name);
    const place = { file: source.name, base: offset };
    const block = { content: inflateBlock(bytes, 0, place), next: offset + blockSize(bytes, 0, place) };
    if (kept.size >= keptBlocks) kept.delete(kept.keys().next().value!);
    kept.set(offset, block);
    return block;
  }

  async function readFrom(place: VirtualOffset, length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let wanted = length;
    let within = place.within;
    for (let offset = place.block; wanted > 0 && offset < source.size; ) {
      const { content, next } = await blockAt(offset);
      const part = content.subarray(within, within + wanted);
      parts.push(part);
      wanted -= part.length;
      within = Math.max(0, within - content.length);
      offset = next;
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  async function readAt(uncompressedOffset: number, length: number): Promise<Uint8Array> {
    if (index === undefined) throw new RangeError('a .gzi index is needed to read at an uncompressed offset');
    const i = lastAtOrBefore(index.uncompressed, uncompressedOffset);
    return readFrom({ block: index.compressed[i]!, within: uncompressedOffset - index.uncompressed[i]! }, length);
  }

  return { readAt, readFrom };
}

function lastAtOrBefore(offsets: Float64Array, offset: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (offsets[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * A stream that inflates BGZF block by block with every checksum checked, and fails when the file has no empty last block.
 * @param file name for error texts
 */
export function createBgzfInflater(file?: string): Transform {
  let rest: Uint8Array = new Uint8Array(0);
  let base = 0;
  let ended = false;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      try {
        const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        const place = file === undefined ? { base } : { base, file };
        let at = 0;
        while (bytes.length - at >= bgzfHeaderSize) {
          const size = blockSize(bytes, at, place);
          if (bytes.length - at < size) break;
          const content = inflateBlock(bytes, at, place);
          ended = content.length === 0 && isBgzfEof(bytes.subarray(at, at + size));
          if (content.length > 0) this.push(content);
          at += size;
        }
        base += at;
        rest = bytes.subarray(at);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
    flush(done) {
      done(rest.length > 0 || !ended ? truncatedBgzf(base + rest.length, file) : null);
    },
  });
}
