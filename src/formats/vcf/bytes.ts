/**
 * Finds a byte between two offsets: a loop over the first 192 bytes, where columns and values mostly end, then the built-in
 * search (a memchr) on a view that stops at `end`, so that it never runs into the rest of a long buffer.
 *
 * @returns its offset, or `end` when it is not there
 */
export function findByte(buf: Uint8Array, byte: number, from: number, end: number): number {
  const near = from + 192 < end ? from + 192 : end;
  for (let at = from; at < near; at++) if (buf[at] === byte) return at;
  if (near === end) return end;
  const found = buf.subarray(near, end).indexOf(byte);
  return found < 0 ? end : near + found;
}

/** Counts a byte between two offsets. */
export function countByte(buf: Uint8Array, byte: number, from: number, end: number): number {
  let count = 0;
  for (let at = findByte(buf, byte, from, end); at < end; at = findByte(buf, byte, at + 1, end)) count++;
  return count;
}

/** True when two ranges of bytes are equal. */
export function sameBytes(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): boolean {
  const size = aEnd - aStart;
  if (size !== bEnd - bStart) return false;
  for (let i = 0; i < size; i++) if (a[aStart + i] !== b[bStart + i]) return false;
  return true;
}

/** True when the bytes are the ASCII text `text`. */
export function equalsText(buf: Uint8Array, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (buf[start + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Bytes as text, one character a byte (Latin-1); for short pieces. */
export function textOf(buf: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(buf[at]!);
  return text;
}

/** Bytes as UTF-8 text. */
export function utf8Of(buf: Uint8Array, start: number, end: number): string {
  return Buffer.from(buf.buffer, buf.byteOffset + start, end - start).toString('utf8');
}
