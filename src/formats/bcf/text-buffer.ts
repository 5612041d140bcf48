/** Bytes of text being written; grows as needed and is used again for each batch. */
export interface TextBuffer {
  bytes: Buffer;
  length: number;
}

/** An empty text buffer. */
export function makeTextBuffer(size: number): TextBuffer {
  return { bytes: Buffer.allocUnsafe(size), length: 0 };
}

/** Makes room for `more` bytes. */
export function reserve(out: TextBuffer, more: number): void {
  if (out.length + more <= out.bytes.length) return;
  const grown = Buffer.allocUnsafe(Math.max(out.bytes.length * 2, out.length + more));
  out.bytes.copy(grown, 0, 0, out.length);
  out.bytes = grown;
}

/** Writes one byte; the caller has reserved room. */
export function putByte(out: TextBuffer, byte: number): void {
  out.bytes[out.length++] = byte;
}

/** Writes bytes of another buffer. */
export function putBytes(out: TextBuffer, from: Uint8Array, start: number, end: number): void {
  reserve(out, end - start);
  if (end - start < 24) for (let at = start; at < end; at++) out.bytes[out.length++] = from[at]!;
  else {
    out.bytes.set(from.subarray(start, end), out.length);
    out.length += end - start;
  }
}

/** Writes an integer of 32 bits in decimal. */
export function putInteger(out: TextBuffer, value: number): void {
  reserve(out, 12);
  let rest = value;
  if (rest < 0) {
    out.bytes[out.length++] = 45;
    rest = -rest;
  }
  if (rest < 10) {
    out.bytes[out.length++] = 48 + rest;
    return;
  }
  let digits = 2;
  for (let limit = 100; limit <= rest; limit *= 10) digits++;
  let at = out.length + digits;
  out.length = at;
  while (rest >= 10) {
    // below 2^31, so that integer division will do
    const quotient = (rest / 10) | 0;
    out.bytes[--at] = 48 + (rest - quotient * 10);
    rest = quotient;
  }
  out.bytes[--at] = 48 + rest;
}
