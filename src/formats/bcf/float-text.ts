import { formatFloat } from '../vcf/index.ts';
import type { TextBuffer } from './text-buffer.ts';
import { putInteger, reserve } from './text-buffer.ts';

/** Bit pattern of the missing float, VCFv4.5 §6.3.3. */
export const missingFloatBits = 0x7f800001;
/** Bit pattern of the end of a vector of floats. */
export const endFloatBits = 0x7f800002;

const powers = Array.from({ length: 17 }, (_, exponent) => 10 ** exponent);
// where one more zero follows the point
const fractions = [1, 0.1, 0.01, 0.001, 0.0001];

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
  let exponent = 0;
  if (size >= 1) while (size >= powers[exponent]!) exponent++;
  else while (size < fractions[1 - exponent]!) exponent--;
  // the product, and half of its sixth digit
  const scaled = Math.floor(size * 1e10) + powers[exponent + 4]! / 2;
  if (scaled >= powers[10 + exponent]!) exponent++;
  const step = powers[exponent + 4]!;
  let digits = Math.floor(scaled / step);
  if (digits * step > scaled) digits--;
  putDigits(out, digits, exponent);
}

// Six digits with the point after `exponent` of them, without trailing zeros.
function putDigits(out: TextBuffer, sixDigits: number, exponent: number): void {
  let digits = sixDigits | 0;
  let count = 6;
  while (count > exponent && count > 1 && digits % 10 === 0) {
    digits = (digits / 10) | 0;
    count--;
  }
  const { bytes } = out;
  let length = out.length;
  if (exponent <= 0) {
    bytes[length++] = 48;
    bytes[length++] = 46;
    for (let zero = exponent; zero < 0; zero++) bytes[length++] = 48;
  }
  const pointAt = exponent > 0 && count > exponent ? length + exponent : -1;
  out.length = length + count + (pointAt < 0 ? 0 : 1);
  for (let at = out.length - 1; at >= length; at--) {
    if (at === pointAt) bytes[at] = 46;
    else {
      const rest = (digits / 10) | 0;
      bytes[at] = 48 + (digits - rest * 10);
      digits = rest;
    }
  }
}

function putAscii(out: TextBuffer, text: string): void {
  reserve(out, text.length);
  for (let i = 0; i < text.length; i++) out.bytes[out.length++] = text.charCodeAt(i);
}
