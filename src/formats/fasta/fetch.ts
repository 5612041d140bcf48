import type { FaiEntry } from './fai.ts';

/** Upper-case of every byte. */
const upper = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 97 && byte <= 122 ? byte - 32 : byte));

/** Offset in the uncompressed file of a contig's base at a 0-based position. */
export function baseOffset(entry: FaiEntry, position: number): number {
  if (entry.lineBases === 0) return entry.offset;
  const line = Math.floor(position / entry.lineBases);
  return entry.offset + line * entry.lineWidth + (position - line * entry.lineBases);
}

/**
 * Copies the bases of [start, end) from the file's bytes to `target`, upper-case and without line ends.
 * @param bytes the file's bytes from `baseOffset(entry, start)` on
 * @returns bases copied; fewer than asked for when the bytes end earlier
 */
export function copyBases(
  entry: FaiEntry,
  range: { readonly start: number; readonly end: number },
  bytes: Uint8Array,
  target: Uint8Array,
): number {
  const lineEnd = entry.lineWidth - entry.lineBases;
  let left = entry.lineBases - (range.start % entry.lineBases);
  let at = 0;
  let copied = 0;
  for (let wanted = range.end - range.start; wanted > 0 && at < bytes.length; ) {
    const take = Math.min(left, wanted, bytes.length - at);
    for (let i = 0; i < take; i++) target[copied + i] = upper[bytes[at + i]!]!;
    copied += take;
    wanted -= take;
    at += take + lineEnd;
    left = entry.lineBases;
  }
  return copied;
}
