import { FormatError } from '../error.ts';
import type { RandomAccess } from './random-access.ts';
import { scanBlocks } from './scan.ts';

/** Block starts of a BGZF file, compressed and uncompressed, the first block (0, 0) included and ascending. */
export interface GziIndex {
  readonly compressed: Float64Array;
  readonly uncompressed: Float64Array;
}

/**
 * Reads a `.gzi` as bgzip writes it: a count and pairs of little-endian 64-bit offsets, the first block left out.
 * @throws FormatError IDUN_GZI_DAMAGED
 */
export function parseGzi(bytes: Uint8Array, file?: string): GziIndex {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length < 8 ? -1 : Number(view.getBigUint64(0, true));
  if (count < 0 || bytes.length !== 8 + 16 * count) throw damaged(`${bytes.length} bytes`, `8 + 16 × count`, file);
  const compressed = new Float64Array(count + 1);
  const uncompressed = new Float64Array(count + 1);
  for (let i = 1; i <= count; i++) {
    compressed[i] = Number(view.getBigUint64(16 * i - 8, true));
    uncompressed[i] = Number(view.getBigUint64(16 * i, true));
    if (compressed[i]! <= compressed[i - 1]! || uncompressed[i]! < uncompressed[i - 1]!) {
      throw damaged(`entry ${i} is not above the one before`, 'ascending offsets', file);
    }
  }
  return { compressed, uncompressed };
}

/** The bytes of a `.gzi` file. */
export function formatGzi({ compressed, uncompressed }: GziIndex): Uint8Array {
  const count = Math.max(0, compressed.length - 1);
  const bytes = new Uint8Array(8 + 16 * count);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(count), true);
  for (let i = 1; i <= count; i++) {
    view.setBigUint64(16 * i - 8, BigInt(compressed[i]!), true);
    view.setBigUint64(16 * i, BigInt(uncompressed[i]!), true);
  }
  return bytes;
}

/**
 * Makes the index of a BGZF file from its block headers and trailers, without inflating. Empty blocks are left out, as bgzip does.
 * @throws FormatError when a block header is wrong or the file is cut
 */
export async function buildGzi(source: RandomAccess): Promise<GziIndex> {
  const compressed = [0];
  const uncompressed = [0];
  let total = 0;
  for await (const block of scanBlocks(source)) {
    if (block.contentSize === 0) continue;
    if (block.offset > 0) {
      compressed.push(block.offset);
      uncompressed.push(total);
    }
    total += block.contentSize;
  }
  return { compressed: Float64Array.from(compressed), uncompressed: Float64Array.from(uncompressed) };
}

function damaged(found: string, expected: string, file?: string): FormatError {
  return new FormatError('IDUN_GZI_DAMAGED', `The .gzi index is damaged: ${found}.`, {
    ...(file === undefined ? {} : { file }),
    expected,
    action: 'Delete the .gzi file; it is made again from the bgzip file.',
  });
}
