import type { DisclosureRule } from '../../../trust/scope/index.ts';
import type { CountBatch } from './batch.ts';

/** First line of a frequency table. */
export const FREQUENCY_HEADER = 'chrom\tpos\tref\talt\tac\tan\thom\themi\tmissing\taf\n';

const TAB = 9;
const NEWLINE = 10;
const DOT = 46;
const ZERO = 48;
const BASES = Buffer.from('ACGT');
/** Bytes of a line beside its texts: seven numbers of at most 10 digits, a frequency of at most 24, tabs and newline. */
const LINE = 7 * 10 + 24 + 10;

/**
 * Lines of a frequency table for a batch, positions 1-based, sorted as the batch is. A protected count is `<minimum` and what
 * derives from it `.`; `af` is `.` where nobody is called. Digits go straight into the bytes: a table has millions of lines.
 * @param mask which of the batch's counts
 */
export function formatFrequencyTsv(batch: CountBatch, rule: DisclosureRule, mask = 0): Buffer {
  const { ac, an, hom, hemi, missing } = batch.counts[mask]!;
  const contig = Buffer.from(`${batch.contig.name}\t`);
  const below = rule.minimumCount;
  const protectedText = Buffer.from(`<${below}`);
  let out: Buffer = Buffer.allocUnsafe(batch.rows * (LINE + contig.length + protectedText.length + 4) + 64);
  let at = 0;
  for (let row = 0; row < batch.rows; row++) {
    at = put(out, at, contig);
    at = putNumber(out, at, batch.start[row]! + 1);
    const code = batch.substitution(row);
    if (code >= 0) {
      out[at] = BASES[code >> 2]!;
      out[at + 1] = TAB;
      out[at + 2] = BASES[code & 3]!;
      out[at + 3] = TAB;
      at += 4;
    } else {
      const { ref, alt } = batch.allele(row);
      out = reserve(out, at, ref.length + alt.length + (batch.rows - row) * (LINE + contig.length + 8));
      at += out.write(`${ref}\t${alt}\t`, at, 'latin1');
    }
    const copies = ac[row]!;
    const called = an[row]!;
    const hidden = copies > 0 && copies < below;
    if (hidden) {
      at = put(out, at, protectedText);
      out[at++] = TAB;
    } else at = putNumber(out, at, copies);
    at = putNumber(out, at, called);
    at = hidden ? putDot(out, at, TAB) : putNumber(out, at, hom[row]!);
    at = hidden ? putDot(out, at, TAB) : putNumber(out, at, hemi[row]!);
    at = putNumber(out, at, missing[row]!);
    if (hidden || called === 0) at = putDot(out, at, NEWLINE);
    else {
      at = put(out, at, frequencyText(copies, called));
      out[at++] = NEWLINE;
    }
  }
  return out.subarray(0, at);
}

function put(out: Buffer, at: number, text: Uint8Array): number {
  for (let i = 0; i < text.length; i++) out[at + i] = text[i]!;
  return at + text.length;
}

/** Writes a whole number and a tab. */
function putNumber(out: Buffer, at: number, value: number): number {
  if (value < 10) {
    out[at] = ZERO + value;
    out[at + 1] = TAB;
    return at + 2;
  }
  let digits = 1;
  for (let power = 10; digits < 10 && value >= power; power *= 10) digits++;
  let rest = value;
  for (let i = at + digits - 1; i >= at; i--) {
    const tenth = Math.floor(rest / 10);
    out[i] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  out[at + digits] = TAB;
  return at + digits + 1;
}

function putDot(out: Buffer, at: number, end: number): number {
  out[at] = DOT;
  out[at + 1] = end;
  return at + 2;
}

/** A buffer with room for `bytes` more, the same one when it has. */
function reserve(out: Buffer, at: number, bytes: number): Buffer {
  if (at + bytes <= out.length) return out;
  const grown = Buffer.allocUnsafe(Math.max(out.length * 2, at + bytes));
  out.copy(grown, 0, 0, at);
  return grown;
}

const MOST_TEXTS = 1 << 18;
let texts = 0;
const byCalled = new Map<number, Uint8Array[]>();

/** The shortest decimal that reads back as ac / an. Few pairs occur again and again: their texts are kept. */
function frequencyText(ac: number, an: number): Uint8Array {
  let row = byCalled.get(an);
  if (row === undefined) {
    row = [];
    byCalled.set(an, row);
  }
  const known = row[ac];
  if (known !== undefined) return known;
  if (++texts > MOST_TEXTS) {
    byCalled.clear();
    texts = 1;
    byCalled.set(an, row);
    row.length = 0;
  }
  const text = Buffer.from(String(ac / an), 'latin1');
  row[ac] = text;
  return text;
}
