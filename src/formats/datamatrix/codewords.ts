import type { SymbolSize } from './symbols.ts';

const digit = (code: number): boolean => code >= 48 && code <= 57;

/** ASCII encodation: two digits make one codeword, bytes above 127 two (ISO/IEC 16022 §5.2.3). */
export function encodeAscii(bytes: Uint8Array): number[] {
  const words: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    const next = bytes[i + 1];
    if (digit(byte) && next !== undefined && digit(next)) {
      words.push(130 + (byte - 48) * 10 + (next - 48));
      i++;
    } else if (byte < 128) words.push(byte + 1);
    else words.push(235, byte - 127);
  }
  return words;
}

/** Fills up to the capacity: 129, then 129 scrambled by position (§5.2.4, annex B.1). */
export function pad(words: readonly number[], capacity: number): number[] {
  const padded = [...words];
  if (padded.length < capacity) padded.push(129);
  while (padded.length < capacity) {
    const value = 129 + ((149 * (padded.length + 1)) % 253) + 1;
    padded.push(value > 254 ? value - 254 : value);
  }
  return padded;
}

// GF(256) with x^8 + x^5 + x^3 + x^2 + 1 (§5.7).
const exponents = new Uint8Array(510);
const logarithms = new Uint8Array(256);
for (let i = 0, value = 1; i < 255; i++) {
  exponents[i] = value;
  exponents[i + 255] = value;
  logarithms[value] = i;
  value <<= 1;
  if (value > 255) value ^= 0x12d;
}
const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : exponents[logarithms[a]! + logarithms[b]!]!);

/** (x − α)(x − α²) … of that many roots, without its leading 1. */
function generator(roots: number): number[] {
  let polynomial = [1];
  for (let root = 1; root <= roots; root++) {
    const next = [...polynomial, 0];
    polynomial.forEach((factor, i) => {
      next[i + 1]! ^= times(factor, exponents[root]!);
    });
    polynomial = next;
  }
  return polynomial.slice(1);
}

/** The Reed–Solomon codewords of data (annex E). */
export function correctionOf(data: readonly number[], count: number): number[] {
  const factors = generator(count);
  let rest = new Array<number>(count).fill(0);
  for (const word of data) {
    const first = word ^ rest[0]!;
    rest = factors.map((factor, i) => (rest[i + 1] ?? 0) ^ times(first, factor));
  }
  return rest;
}

/** Data, padding and error correction of a symbol. */
export function codewordsOf(words: readonly number[], size: SymbolSize): number[] {
  const data = pad(words, size.data);
  return [...data, ...correctionOf(data, size.correction)];
}
