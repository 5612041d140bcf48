import { equalsText, textOf } from './bytes.ts';
import { parsePosition } from './record.ts';

/** What an ALT allele is (VCFv4.5 §1.6.1). */
export const alleleKind = {
  /** Not a valid allele. */
  invalid: -1,
  /** Bases A, C, G, T, N in either case. */
  bases: 0,
  /** Bases with IUPAC ambiguity codes; no valid ALT, but read. */
  ambiguous: 1,
  /** `*`: absent because of an overlapping deletion. */
  spanningDeletion: 2,
  /** `<*>`, `<NON_REF>`, `<X>`, whatever allele is not listed (gVCF). */
  unspecified: 3,
  /** `<DEL>` and other angle-bracketed IDs. */
  symbolic: 4,
  /** A breakend in one of the four paired forms, or a single breakend `.A`, `A.`. */
  breakend: 5,
  /** `.`: no variant. */
  missing: 6,
} as const;

/** A value of `alleleKind`. */
export type AlleleKind = (typeof alleleKind)[keyof typeof alleleKind];

/** Offsets of the alleles of one ALT column; filled again for each line. */
export interface AltOffsets {
  count: number;
  starts: Int32Array;
  ends: Int32Array;
}

/** Room for the ALT alleles of one line; grows when a line has more. */
export function makeAltOffsets(): AltOffsets {
  return { count: 0, starts: new Int32Array(16), ends: new Int32Array(16) };
}

/**
 * Splits an ALT column at its commas.
 *
 * @returns the number of ALT alleles; 0 when the column is `.`
 */
export function splitAlts(buf: Uint8Array, start: number, end: number, out: AltOffsets): number {
  out.count = 0;
  if (end - start === 1 && buf[start] === 46) return 0;
  let from = start;
  for (let at = start; at <= end; at++) {
    if (at < end && buf[at] !== 44) continue;
    if (out.count === out.starts.length) grow(out);
    out.starts[out.count] = from;
    out.ends[out.count] = at;
    out.count++;
    from = at + 1;
  }
  return out.count;
}

function grow(out: AltOffsets): void {
  const { starts, ends } = out;
  out.starts = new Int32Array(starts.length * 2);
  out.ends = new Int32Array(starts.length * 2);
  out.starts.set(starts);
  out.ends.set(ends);
}

// 1 = a base, 2 = an ambiguity code
const baseClass = new Uint8Array(256);
for (const char of 'ACGTNacgtn') baseClass[char.charCodeAt(0)] = 1;
for (const char of 'RYKMSWBDHVrykmswbdhv') baseClass[char.charCodeAt(0)] = 2;

/**
 * Classifies bases: `alleleKind.bases`, `.ambiguous` when a IUPAC code is among them, `.invalid` for anything else or nothing.
 */
export function classifyBases(buf: Uint8Array, start: number, end: number): AlleleKind {
  if (end <= start) return alleleKind.invalid;
  let seen = 0;
  for (let at = start; at < end; at++) {
    const kind = baseClass[buf[at]!]!;
    if (kind === 0) return alleleKind.invalid;
    seen |= kind;
  }
  return seen > 1 ? alleleKind.ambiguous : alleleKind.bases;
}

/** Classifies one ALT allele between two offsets. */
export function classifyAllele(buf: Uint8Array, start: number, end: number): AlleleKind {
  if (end <= start) return alleleKind.invalid;
  const first = buf[start]!;
  const last = buf[end - 1]!;
  if (baseClass[first] !== 0 && baseClass[last] !== 0) return classifyBases(buf, start, end);
  if (end - start === 1)
    return first === 42 ? alleleKind.spanningDeletion : first === 46 ? alleleKind.missing : alleleKind.invalid;
  if (first === 60 && last === 62) return classifySymbolic(buf, start, end);
  return isBreakend(buf, start, end) ? alleleKind.breakend : alleleKind.invalid;
}

function classifySymbolic(buf: Uint8Array, start: number, end: number): AlleleKind {
  if (end - start < 3) return alleleKind.invalid;
  if (
    equalsText(buf, start, end, '<NON_REF>') ||
    equalsText(buf, start, end, '<*>') ||
    equalsText(buf, start, end, '<X>')
  ) {
    return alleleKind.unspecified;
  }
  for (let at = start + 1; at < end - 1; at++) {
    const byte = buf[at]!;
    if (byte <= 32 || byte === 60 || byte === 62 || byte === 44) return alleleKind.invalid;
  }
  return alleleKind.symbolic;
}

function isBreakend(buf: Uint8Array, start: number, end: number): boolean {
  return parseBreakend(buf, start, end) !== undefined;
}

/** A breakend allele, VCFv4.5 §5.4. */
export interface Breakend {
  /** The mate's contig, without the angle brackets of an assembly contig; empty for a single breakend. */
  mateContig: string;
  /** 1-based mate position; 0 for a single breakend. */
  matePosition: number;
  /** True for `t[p[` and `[p[t`: the joined piece extends to the right of the mate. */
  mateRight: boolean;
  /** True when the bases stand before the bracket: the piece is joined after the reference base. */
  joinedAfter: boolean;
  /** The bases of the allele. */
  bases: string;
}

/** Reads a breakend allele in one of its forms `t[p[`, `t]p]`, `]p]t`, `[p[t`, `.t`, `t.`; `undefined` when it is none. */
export function parseBreakend(buf: Uint8Array, start: number, end: number): Breakend | undefined {
  const first = buf[start]!;
  const last = buf[end - 1]!;
  if ((first === 46 || last === 46) && !isBracket(first) && !isBracket(last)) {
    const from = first === 46 ? start + 1 : start;
    const to = first === 46 ? end : end - 1;
    if (classifyBases(buf, from, to) !== alleleKind.bases) return undefined;
    return {
      mateContig: '',
      matePosition: 0,
      mateRight: false,
      joinedAfter: last === 46,
      bases: textOf(buf, from, to),
    };
  }
  const joinedAfter = isBracket(last);
  const bracket = joinedAfter ? last : first;
  if (!isBracket(bracket)) return undefined;
  const open = buf.indexOf(bracket, start);
  const close = joinedAfter ? end - 1 : buf.indexOf(bracket, start + 1);
  if (open < 0 || close <= open || close >= end) return undefined;
  const [from, to] = joinedAfter ? [start, open] : [close + 1, end];
  const bare = from === to - 1 && buf[from] === 46;
  if (!bare && classifyBases(buf, from, to) !== alleleKind.bases) return undefined;
  const inside = textOf(buf, open + 1, close);
  const colon = inside.lastIndexOf(':');
  const matePosition = parsePosition(buf, open + 1 + colon + 1, close);
  let mateContig = inside.slice(0, Math.max(colon, 0));
  if (mateContig.startsWith('<') && mateContig.endsWith('>')) mateContig = mateContig.slice(1, -1);
  if (mateContig === '' || matePosition < 0 || /[\s,[\]<>]/.test(mateContig)) return undefined;
  return { mateContig, matePosition, mateRight: bracket === 91, joinedAfter, bases: bare ? '' : textOf(buf, from, to) };
}

function isBracket(byte: number): boolean {
  return byte === 91 || byte === 93;
}
