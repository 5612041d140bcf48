import { countByte, findByte, textOf } from './bytes.ts';
import type { Findings } from './findings.ts';
import { broken, excerpt, ruleError } from './findings.ts';

/** Columns of a data line, as indices into `RecordFields`. */
export const column = { chrom: 0, pos: 1, id: 2, ref: 3, alt: 4, qual: 5, filter: 6, info: 7, format: 8 } as const;

/** Byte offsets of the columns of one data line; filled again for each line, never allocated. */
export interface RecordFields {
  /** 1-based line in the decompressed text, for messages; the caller keeps it. */
  line: number;
  /** Offset of the line's first byte. */
  start: number;
  /** Offset after its last byte, without line feed and carriage return. */
  end: number;
  /** Start offset of each of the 8 columns and of FORMAT. */
  starts: Int32Array;
  /** Offset after the last byte of each. */
  ends: Int32Array;
  /** 8 for a line of a site only, 9 when there is a FORMAT column. */
  columns: number;
  /** Offset of the first sample column; `end + 1` when there is none. */
  samples: number;
}

/** Room for the offsets of one line. */
export function makeRecordFields(): RecordFields {
  return { line: 0, start: 0, end: 0, starts: new Int32Array(9), ends: new Int32Array(9), columns: 0, samples: 0 };
}

const TAB = 9;
const CR = 13;

/**
 * Finds the fixed columns of a data line (VCFv4.5 §1.6) without reading the sample columns.
 *
 * @param buf decompressed bytes
 * @param lineStart offset of the line's first byte
 * @param lineEnd offset of its line feed (or of the end of the data)
 * @param out receives the offsets; `out.line` is used in messages
 * @throws FormatError when there are fewer than 8 columns
 */
export function scanRecord(
  buf: Uint8Array,
  lineStart: number,
  lineEnd: number,
  out: RecordFields,
  findings: Findings,
): void {
  let end = lineEnd;
  if (end > lineStart && buf[end - 1] === CR) {
    end--;
    broken(findings, 'crlf', out.line, 'Lines end with carriage return and line feed.');
  }
  out.start = lineStart;
  out.end = end;
  const { starts, ends } = out;
  let at = lineStart;
  let i = 0;
  for (;;) {
    starts[i] = at;
    const stop = findByte(buf, TAB, at, end);
    ends[i] = stop;
    i++;
    at = stop + 1;
    if (stop === end || i === 9) break;
  }
  out.columns = i;
  out.samples = at;
  if (i < 8) throw tooFewColumns(buf, out, findings);
}

function tooFewColumns(buf: Uint8Array, out: RecordFields, findings: Findings): Error {
  const { line, start, end, columns } = out;
  const spaces = columns === 1 && buf.subarray(start, end).includes(32) ? ' The columns are separated by spaces.' : '';
  const what = `Line ${line} has ${columns} column${columns === 1 ? '' : 's'}, starting ${excerpt(buf, start, end)}.${spaces}`;
  return ruleError('too-few-columns', line, what, findings.file);
}

/**
 * Counts the sample columns of a scanned line; reads the line once.
 *
 * @returns 0 for a line without sample columns
 */
export function countSamples(buf: Uint8Array, record: RecordFields): number {
  if (record.columns < 9 || record.samples > record.end) return 0;
  return 1 + countByte(buf, TAB, record.samples, record.end);
}

/**
 * Checks that a line has as many sample columns as the header.
 *
 * @param found as counted by `countSamples` or by the caller's own scan
 * @throws FormatError when columns are missing or too many
 */
export function checkSampleCount(record: RecordFields, found: number, expected: number, findings: Findings): void {
  if (found === expected) return;
  const columns = record.columns + found;
  const wanted = expected === 0 ? 8 : expected + 9;
  const what = `Line ${record.line} has ${columns} columns; the #CHROM line has ${wanted}.`;
  broken(findings, 'column-count', record.line, what);
}

/**
 * Reads POS.
 *
 * @returns the 1-based position, 0 for a telomere, or -1 when the column is no whole number up to 2147483647
 */
export function parsePosition(buf: Uint8Array, start: number, end: number): number {
  if (end === start || end - start > 10) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = buf[at]! - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value > 0x7fffffff ? -1 : value;
}

/** What `parseQual` gives for `.`. */
export const missingQual = Number.NaN;

/**
 * Reads QUAL as a 32-bit float (VCFv4.5 §1.3, §1.6.1).
 *
 * @returns the value, NaN for `.` and for NaN, `undefined` when the column is no number
 */
export function parseQual(buf: Uint8Array, start: number, end: number): number | undefined {
  if (end - start === 1 && buf[start] === 46) return missingQual;
  // plain decimals, the common case, without making a string
  let mantissa = 0;
  let scale = 1;
  let seenPoint = false;
  let digits = 0;
  for (let at = start; at < end; at++) {
    const byte = buf[at]!;
    if (byte === 46 && !seenPoint) seenPoint = true;
    else if (byte >= 48 && byte <= 57) {
      mantissa = mantissa * 10 + (byte - 48);
      if (seenPoint) scale *= 10;
      digits++;
    } else return parseFloatText(buf, start, end);
  }
  if (digits === 0 || buf[end - 1] === 46) return undefined;
  return digits > 15 ? parseFloatText(buf, start, end) : Math.fround(mantissa / scale);
}

const floatText = /^[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?$/;
const specialText = /^([-+]?)(?:(inf|infinity)|nan)$/i;

function parseFloatText(buf: Uint8Array, start: number, end: number): number | undefined {
  if (end - start > 64) return undefined;
  const text = textOf(buf, start, end);
  if (floatText.test(text)) return Math.fround(Number(text));
  const special = specialText.exec(text);
  if (!special) return undefined;
  if (!special[2]) return Number.NaN;
  return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
