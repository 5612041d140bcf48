import type { RandomAccess } from '../bgzf/index.ts';
import { openSegment } from './decrypt.ts';
import { type KeptRange, keptRanges } from './edit-list.ts';
import { crypt4ghError } from './errors.ts';
import { headerSize, openHeader } from './header.ts';
import { macSize, nonceSize, segmentCipherSize, segmentOpener, segmentPlainSize } from './segment.ts';

/**
 * The plain text of a Crypt4GH file, readable anywhere: only the segments that a range touches are read and decrypted. An edit
 * list is applied: offsets and `size` are those of the edited text.
 * @throws FormatError as `createCrypt4ghDecryptor`
 */
export async function openCrypt4gh(source: RandomAccess, privateKey: Uint8Array): Promise<RandomAccess> {
  const header = await readHeader(source);
  const { dataKeys, editList } = openHeader(header, privateKey);
  const open = segmentOpener(dataKeys);
  const plainSize = plainSizeOf(source.size - header.length);
  const ranges = clip(keptRanges(editList), plainSize);

  async function readPlain(start: number, end: number): Promise<Uint8Array> {
    const first = Math.floor(start / segmentPlainSize);
    const last = Math.floor((end - 1) / segmentPlainSize);
    const sealed = await source.read(header.length + first * segmentCipherSize, (last - first + 1) * segmentCipherSize);
    const parts: Uint8Array[] = [];
    for (let i = first; i <= last; i++) {
      const from = (i - first) * segmentCipherSize;
      const plain = openSegment(open, sealed.subarray(from, from + segmentCipherSize), i);
      const base = i * segmentPlainSize;
      parts.push(plain.subarray(Math.max(start - base, 0), Math.min(end - base, plain.length)));
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  const size = ranges.reduce((sum, range) => sum + range.end - range.start, 0);
  return {
    size,
    name: source.name,
    async read(offset, length) {
      const wantedEnd = Math.min(size, offset + length);
      const parts: Uint8Array[] = [];
      let base = 0;
      for (const range of ranges) {
        const from = Math.max(offset - base, 0) + range.start;
        const to = Math.min(wantedEnd - base + range.start, range.end);
        if (from < to) parts.push(await readPlain(from, to));
        base += range.end - range.start;
      }
      return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    },
  };
}

/** The header's bytes, for `openHeader` or `reencryptHeader`. */
export async function readHeader(source: RandomAccess): Promise<Uint8Array> {
  for (let wanted = 4096; ; wanted *= 4) {
    const bytes = await source.read(0, wanted);
    const size = headerSize(bytes);
    if (size !== null) return bytes.subarray(0, size);
    if (bytes.length < wanted) throw crypt4ghError('TRUNCATED', 'The file ends within its Crypt4GH header.');
  }
}

/** Plain bytes in so many encrypted bytes of data segments. */
function plainSizeOf(cipherSize: number): number {
  const whole = Math.floor(cipherSize / segmentCipherSize);
  const rest = cipherSize - whole * segmentCipherSize;
  return whole * segmentPlainSize + Math.max(0, rest - nonceSize - macSize);
}

function clip(ranges: readonly KeptRange[], size: number): KeptRange[] {
  return ranges.map(({ start, end }) => ({ start, end: Math.min(end, size) })).filter(({ start, end }) => start < end);
}
