import { countByte, findByte, textOf } from './bytes.ts';
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
 * Checks a comma-separated list against a type and counts its values (VCFv4.5 §1.3, §1.4.2), up to a stop byte; reads each byte
 * once and allocates nothing.
 *
 * @param stop byte that ends the list (a semicolon in INFO), or 256 when only `end` does
 * @param nonNegative also refuse values below zero
 * @returns offset of the stop byte, or `end`
 */
export function scanValues(
  buf: Uint8Array,
  start: number,
  end: number,
  stop: number,
  type: VcfType,
  nonNegative: boolean,
  out: ValueCheck,
): number {
  out.fault = valueFault.none;
  out.missing = false;
  out.count = 0;
  if (type === 'Integer') return scanIntegers(buf, start, end, stop, nonNegative, out);
  if (type === 'Float') return scanFloats(buf, start, end, stop, nonNegative, out);
  return scanStrings(buf, start, end, stop, type === 'Character', out);
}

/** As `scanValues`, for a list whose end is known. */
export function checkValues(
  buf: Uint8Array,
  start: number,
  end: number,
  type: VcfType,
  nonNegative: boolean,
  out: ValueCheck,
): void {
  scanValues(buf, start, end, noStop, type, nonNegative, out);
}

const noStop = 256;

function scanIntegers(
  buf: Uint8Array,
  start: number,
  end: number,
  stop: number,
  nonNegative: boolean,
  out: ValueCheck,
): number {
  let at = start;
  for (;;) {
    const from = at;
    const sign = at < end ? buf[at]! : 0;
    if (sign === MINUS || sign === PLUS) at++;
    const digits = at;
    let value = 0;
    for (; at < end; at++) {
      const digit = buf[at]! - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    let seen = at - digits;
    const next = at < end ? buf[at]! : stop;
    if (next !== COMMA && next !== stop) {
      seen = 0;
      while (at < end && buf[at] !== COMMA && buf[at] !== stop) at++;
    }
    if (seen === 0) emptyOrWrong(buf, from, at, out);
    // §1.3: the 8 lowest values stand for missing and end of vector in BCF
    else if (value > (sign === MINUS ? 0x7ffffff8 : 0x7fffffff)) out.fault ||= valueFault.range;
    else if (sign === MINUS && nonNegative) out.fault ||= valueFault.negative;
    out.count++;
    if (at === end || buf[at] === stop) return finish(start, at, out);
    at++;
  }
}

function scanFloats(
  buf: Uint8Array,
  start: number,
  end: number,
  stop: number,
  nonNegative: boolean,
  out: ValueCheck,
): number {
  let at = start;
  for (;;) {
    const from = at;
    const sign = at < end ? buf[at]! : 0;
    if (sign === MINUS || sign === PLUS) at++;
    let digits = at;
    while (at < end && isDigit(buf[at]!)) at++;
    if (at < end && buf[at] === DOT) {
      at++;
      digits = at;
      while (at < end && isDigit(buf[at]!)) at++;
    }
    const next = at < end ? buf[at]! : stop;
    if (next !== COMMA && next !== stop) {
      while (at < end && buf[at] !== COMMA && buf[at] !== stop) at++;
      if (!isFloat(buf, from, at)) out.fault ||= valueFault.type;
    } else if (at === digits) emptyOrWrong(buf, from, at, out);
    if (sign === MINUS && nonNegative) out.fault ||= valueFault.negative;
    out.count++;
    if (at === end || buf[at] === stop) return finish(start, at, out);
    at++;
  }
}

function scanStrings(
  buf: Uint8Array,
  start: number,
  end: number,
  stop: number,
  single: boolean,
  out: ValueCheck,
): number {
  const to = stop === noStop ? end : findByte(buf, stop, start, end);
  if (single) {
    let from = start;
    for (let at = findByte(buf, COMMA, start, to); ; at = findByte(buf, COMMA, from, to)) {
      if (!isOneCharacter(buf, from, at)) out.fault ||= valueFault.type;
      if (at === to) break;
      from = at + 1;
    }
  }
  out.count = 1 + countByte(buf, COMMA, start, to);
  out.missing = to - start === 1 && buf[start] === DOT;
  if (to === start) out.count = 0;
  return to;
}

function emptyOrWrong(buf: Uint8Array, from: number, to: number, out: ValueCheck): void {
  if (to - from === 1 && buf[from] === DOT) out.missing = true;
  else out.fault ||= valueFault.type;
}

// `missing` is for the list as a whole: true only for a lone dot
function finish(start: number, at: number, out: ValueCheck): number {
  out.missing = out.missing && at - start === 1;
  if (at === start) {
    out.count = 0;
    out.fault = valueFault.none;
  }
  return at;
}

/** True when the bytes are a float as VCFv4.5 §1.3 writes them. */
export function isFloat(buf: Uint8Array, from: number, to: number): boolean {
  return to - from <= 64 && floatText.test(textOf(buf, from, to));
}

const floatText = /^[-+]?(?:[0-9]*\.?[0-9]+(?:e[-+]?[0-9]+)?|inf|infinity|nan)$/i;

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

// one character: one byte, or the bytes of one UTF-8 character, or a percent-encoded one
function isOneCharacter(buf: Uint8Array, from: number, to: number): boolean {
  const size = to - from;
  if (size === 1) return true;
  if (size === 0) return false;
  if (size === 3 && buf[from] === 37) return true;
  const lead = buf[from]!;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return size === length && size > 1;
}
