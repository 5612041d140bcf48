import { equalsText, textOf } from './bytes.ts';
import type { VcfDefinition, VcfHeader } from './definition.ts';

/** The keys of one distinct FORMAT column and where the common ones stand; made once, then shared by all lines that have it. */
export interface FormatLayout {
  /** The column as written. */
  text: string;
  keys: readonly string[];
  /** Definition of each key: the header's, else the one the specification reserves, else `undefined`. */
  definitions: readonly (VcfDefinition | undefined)[];
  /** Index of a key in the sample columns, -1 when absent. */
  gt: number;
  gq: number;
  dp: number;
  minDp: number;
  ad: number;
  pl: number;
  gl: number;
  gp: number;
  ps: number;
  ft: number;
  laa: number;
  len: number;
  /** True when the column is exactly `GT`. */
  onlyGenotype: boolean;
  /** True once the validator has judged the column. */
  checked: boolean;
}

/** Layouts by FORMAT column. */
export interface FormatCache {
  /** The layout of the FORMAT column between two offsets. */
  get(buf: Uint8Array, start: number, end: number): FormatLayout;
  /** Number of distinct columns seen. */
  readonly size: number;
}

/** Distinct FORMAT columns kept; a file with more starts the cache again, so it stays bounded. */
const maxLayouts = 4096;

/**
 * A cache of FORMAT layouts for one file.
 *
 * @param header its FORMAT definitions
 * @param reserved definitions the specification reserves, for keys the header leaves out
 */
export function makeFormatCache(header: VcfHeader, reserved: ReadonlyMap<string, VcfDefinition>): FormatCache {
  const layouts = new Map<string, FormatLayout>();
  let last: FormatLayout | undefined;
  return {
    get(buf, start, end) {
      if (last && equalsText(buf, start, end, last.text)) return last;
      const text = textOf(buf, start, end);
      let layout = layouts.get(text);
      if (!layout) {
        if (layouts.size >= maxLayouts) layouts.clear();
        layout = makeLayout(text, header, reserved);
        layouts.set(text, layout);
      }
      last = layout;
      return layout;
    },
    get size() {
      return layouts.size;
    },
  };
}

function makeLayout(text: string, header: VcfHeader, reserved: ReadonlyMap<string, VcfDefinition>): FormatLayout {
  const keys = text.split(':');
  const at = (key: string) => keys.indexOf(key);
  return {
    text,
    keys,
    definitions: keys.map((key) => header.format.get(key) ?? reserved.get(key)),
    gt: at('GT'),
    gq: at('GQ'),
    dp: at('DP'),
    minDp: at('MIN_DP'),
    ad: at('AD'),
    pl: at('PL'),
    gl: at('GL'),
    gp: at('GP'),
    ps: at('PS'),
    ft: at('FT'),
    laa: at('LAA'),
    len: at('LEN'),
    onlyGenotype: text === 'GT',
    checked: false,
  };
}

/** Offsets of the fields of one sample column; filled again for each sample. */
export interface SampleFields {
  /** Number of fields written; trailing ones may be left out. */
  count: number;
  starts: Int32Array;
  ends: Int32Array;
}

/** Room for the fields of one sample. */
export function makeSampleFields(): SampleFields {
  return { count: 0, starts: new Int32Array(32), ends: new Int32Array(32) };
}

const TAB = 9;
const COLON = 58;

/**
 * Splits one sample column into its fields.
 *
 * @param at offset of its first byte
 * @param lineEnd offset after the line's last byte
 * @returns offset of the next sample column; `lineEnd + 1` after the last
 */
export function scanSample(buf: Uint8Array, at: number, lineEnd: number, out: SampleFields): number {
  let { starts, ends } = out;
  let count = 0;
  let from = at;
  let i = at;
  for (; ; i++) {
    const byte = i < lineEnd ? buf[i] : TAB;
    if (byte !== COLON && byte !== TAB) continue;
    if (count === starts.length) {
      growSample(out);
      ({ starts, ends } = out);
    }
    starts[count] = from;
    ends[count] = i;
    count++;
    from = i + 1;
    if (byte === TAB) break;
  }
  out.count = count;
  return i + 1;
}

function growSample(out: SampleFields): void {
  const { starts, ends } = out;
  out.starts = new Int32Array(starts.length * 2);
  out.ends = new Int32Array(starts.length * 2);
  out.starts.set(starts);
  out.ends.set(ends);
}

/**
 * A non-negative integer field (GQ, DP, PS …) of a scanned sample.
 *
 * @returns -1 when the field is absent, `.`, empty or no such integer
 */
export function sampleInteger(buf: Uint8Array, fields: SampleFields, index: number): number {
  if (index < 0 || index >= fields.count) return -1;
  const start = fields.starts[index]!;
  const end = fields.ends[index]!;
  if (end === start || end - start > 10) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = buf[at]! - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * Comma-separated integers (AD, PL) of a scanned sample, into a caller's array.
 *
 * @param out receives the values, -1 for `.`; values beyond its length are counted and dropped
 * @returns the number of values; 0 when the field is absent or `.`, -1 when it is malformed
 */
export function sampleIntegers(buf: Uint8Array, fields: SampleFields, index: number, out: Int32Array): number {
  if (index < 0 || index >= fields.count) return 0;
  const start = fields.starts[index]!;
  const end = fields.ends[index]!;
  if (end === start || (end - start === 1 && buf[start] === 46)) return 0;
  let count = 0;
  let value = -1;
  let dot = false;
  for (let at = start; at <= end; at++) {
    const byte = at < end ? buf[at]! : 44;
    if (byte === 44) {
      if (value < 0 && !dot) return -1;
      if (count < out.length) out[count] = value;
      count++;
      value = -1;
      dot = false;
    } else if (byte === 46 && value < 0 && !dot) dot = true;
    else if (byte >= 48 && byte <= 57 && !dot) value = (value < 0 ? 0 : value) * 10 + (byte - 48);
    else return -1;
  }
  return count;
}
