import { formatFloat } from '../vcf/index.ts';
import type { TextBuffer } from './text-buffer.ts';
import { putInteger, reserve } from './text-buffer.ts';

/** Bit pattern of the missing float, VCFv4.5 §6.3.3. */
export const missingFloatBits = 0x7f800001;
/** Bit pattern of the end of a vector of floats. */
export const endFloatBits = 0x7f800002;

const powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10];

/**
 * Writes a 32-bit float as bcftools does: 6 significant digits, trailing zeros dropped (C's `%g`).
 * From 0.0001 to 999999 bcftools rounds the product with 1e10, which differs from exact `%g` for ties; so does this.
 */
export function putFloat(out: TextBuffer, value: number): void {
  const size = Math.abs(value);
  if (size < 1e6 && Number.isInteger(value) && !Object.is(value, -0)) {
    putInteger(out, value);
    return;
  }
  if (!(size >= 0.0001 && size <= 999999)) {
    putAscii(out, formatFloat(value));
    return;
  }
  reserve(out, 24);
  if (value < 0) out.bytes[out.length++] = 45;
  // decimal digits before the point, or minus the zeros after it
  let exponent = size >= 1 ? 1 : 0;
  if (size >= 1) while (size >= powers[exponent]!) exponent++;
  else while (size < 1 / powers[1 - exponent]!) exponent--;
  // half of the sixth digit, in units of 1e-10
  const unit = powers[10 + exponent - 6] ?? 1e10;
  let scaled = Math.floor(size * 1e10) + 5 * (unit / 10);
  if (scaled >= 10 ** (10 + exponent)) exponent++;
  const step = 10 ** (10 + exponent - 6);
  scaled = (scaled - (scaled % step)) / step;
  putDigits(out, scaled, exponent);
}

// Six digits with the point after `exponent` of them, without trailing zeros.
function putDigits(out: TextBuffer, sixDigits: number, exponent: number): void {
  let digits = sixDigits;
  let count = 6;
  while (count > Math.max(exponent, 1) && digits % 10 === 0) {
    digits /= 10;
    count--;
  }
  const { bytes } = out;
  const text = String(digits);
  if (exponent <= 0) {
    bytes[out.length++] = 48;
    bytes[out.length++] = 46;
    for (let zero = exponent; zero < 0; zero++) bytes[out.length++] = 48;
  }
  for (let i = 0; i < text.length; i++) {
    if (i === exponent && exponent > 0) bytes[out.length++] = 46;
    bytes[out.length++] = text.charCodeAt(i);
  }
}

function putAscii(out: TextBuffer, text: string): void {
  reserve(out, text.length);
  for (let i = 0; i < text.length; i++) out.bytes[out.length++] = text.charCodeAt(i);
}
