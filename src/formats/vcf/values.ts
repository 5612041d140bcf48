import type { VcfType } from './definition.ts';

/** What is wrong with a list of values; 0 is nothing. */
export const valueFault = { none: 0, type: 1, range: 2, negative: 3 } as const;

/** Result of `checkValues`; filled again for each call. */
export interface ValueCheck {
  /** Number of values; 0 for an empty field. */
  count: number;
  /** True when the field is the single missing value `.`. */
  missing: boolean;
  /** A value of `valueFault`. */
  fault: number;
}

/** Room for one check. */
export function makeValueCheck(): ValueCheck {
  return { count: 0, missing: false, fault: 0 };
}

const COMMA = 44;
const DOT = 46;
const MINUS = 45;
const PLUS = 43;

/**
 * Checks a comma-separated list against a type and counts its values (VCFv4.5 §1.3, §1.4.2); allocates nothing.
 *
 * @param nonNegative also refuse values below zero
 */
export function checkValues(
  buf: Uint8Array,
  start: number,
  end: number,
  type: VcfType,
  nonNegative: boolean,
  out: ValueCheck,
): void {
  out.count = 0;
  out.fault = valueFault.none;
  out.missing = end - start === 1 && buf[start] === DOT;
  if (end === start) return;
  if (out.missing) {
    out.count = 1;
    return;
  }
  if (type === 'String' || type === 'Flag') {
    out.count = 1 + countCommas(buf, start, end);
    return;
  }
  let at = start;
  while (at <= end) {
    const from = at;
    while (at < end && buf[at] !== COMMA) at++;
    out.count++;
    const missing = at - from === 1 && buf[from] === DOT;
    if (!missing && out.fault === valueFault.none) out.fault = faultOf(buf, from, at, type, nonNegative);
    at++;
  }
}

function faultOf(buf: Uint8Array, from: number, to: number, type: VcfType, nonNegative: boolean): number {
  let fault: number;
  if (type === 'Integer') fault = integerFault(buf, from, to);
  else if (type === 'Float') fault = isFloat(buf, from, to) ? valueFault.none : valueFault.type;
  else return isOneCharacter(buf, from, to) ? valueFault.none : valueFault.type;
  return fault === valueFault.none && nonNegative && buf[from] === MINUS ? valueFault.negative : fault;
}

// annotations can be kilobytes long: after a short loop, the built-in search
function countCommas(buf: Uint8Array, start: number, end: number): number {
  let count = 0;
  const near = Math.min(end, start + 64);
  for (let at = start; at < near; at++) if (buf[at] === COMMA) count++;
  for (let at = buf.indexOf(COMMA, near); at >= 0 && at < end && near < end; at = buf.indexOf(COMMA, at + 1)) count++;
  return count;
}

function integerFault(buf: Uint8Array, from: number, to: number): number {
  let at = from;
  const sign = buf[at];
  if (sign === MINUS || sign === PLUS) at++;
  if (at === to) return valueFault.type;
  let value = 0;
  for (; at < to; at++) {
    const digit = buf[at]! - 48;
    if (digit < 0 || digit > 9) return valueFault.type;
    value = value * 10 + digit;
  }
  // §1.3: the 8 lowest values stand for missing and end of vector in BCF
  const limit = sign === MINUS ? 0x7ffffff8 : 0x7fffffff;
  return value > limit ? valueFault.range : valueFault.none;
}

/** True when the bytes are a float as VCFv4.5 §1.3 writes them. */
export function isFloat(buf: Uint8Array, from: number, to: number): boolean {
  let at = from;
  if (buf[at] === MINUS || buf[at] === PLUS) at++;
  const digits = at;
  while (at < to && isDigit(buf[at]!)) at++;
  let seen = at - digits;
  if (at < to && buf[at] === DOT) {
    at++;
    const fraction = at;
    while (at < to && isDigit(buf[at]!)) at++;
    seen = at - fraction;
  }
  if (seen === 0) return at === digits && isSpecial(buf, at, to);
  if (at === to) return true;
  if (buf[at] !== 101 && buf[at] !== 69) return false;
  at++;
  if (at < to && (buf[at] === MINUS || buf[at] === PLUS)) at++;
  const exponent = at;
  while (at < to && isDigit(buf[at]!)) at++;
  return at === to && at > exponent;
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

function isSpecial(buf: Uint8Array, from: number, to: number): boolean {
  const size = to - from;
  if (size !== 3 && size !== 8) return false;
  let text = '';
  for (let at = from; at < to; at++) text += String.fromCharCode(buf[at]! | 32);
  return text === 'inf' || text === 'nan' || text === 'infinity';
}

// one character: one byte, or the bytes of one UTF-8 character, or a percent-encoded one
function isOneCharacter(buf: Uint8Array, from: number, to: number): boolean {
  const size = to - from;
  if (size === 1) return true;
  if (size === 3 && buf[from] === 37) return true;
  const lead = buf[from]!;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return size === length && size > 1;
}
