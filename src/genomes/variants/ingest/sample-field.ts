/** The `index`-th colon-separated field as a whole number, −1 when absent or none. */
export function fieldInteger(bytes: Uint8Array, from: number, end: number, index: number): number {
  let at = from;
  for (let skip = index; skip > 0; at++) {
    if (at >= end) return -1;
    if (bytes[at] === 58) skip--;
  }
  let value = -1;
  for (; at < end; at++) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) return bytes[at] === 58 ? value : -1;
    value = (value < 0 ? 0 : value) * 10 + digit;
  }
  return value;
}
