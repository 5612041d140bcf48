import type { AltOffsets } from './alleles.ts';
import { alleleKind, classifyAllele, classifyBases, makeAltOffsets, splitAlts } from './alleles.ts';
import { equalsText, sameBytes, textOf } from './bytes.ts';
import type { VcfHeader } from './definition.ts';
import type { Findings } from './findings.ts';
import { broken, excerpt } from './findings.ts';
import type { RecordFields } from './record.ts';
import { parsePosition, parseQual } from './record.ts';

/** What the fixed columns of the line just checked say, so that nobody parses them twice. */
export interface RecordFacts {
  /** CHROM as text; the same string object for all lines of a contig. */
  contig: string;
  /** 1-based position; 0 is a telomere. */
  position: number;
  /** QUAL as a 32-bit float, NaN when missing. */
  quality: number;
  /** Offsets of the ALT alleles. */
  alts: AltOffsets;
  /** `alleleKind` of each ALT allele. */
  kinds: Int8Array;
}

/** Columns of a line that a quick check found without fault. */
export interface PlainColumns {
  /** ID is `.` or one identifier. */
  id: boolean;
  /** REF and ALT are two different bases of A, C, G, T. */
  alleles: boolean;
}

/** Checks the columns CHROM to FILTER of one line and fills the facts. */
export type FixedCheck = (buf: Uint8Array, record: RecordFields, plain?: PlainColumns) => void;

/** Distinct FILTER columns kept as already checked. */
const maxFilters = 4096;

/** A checker of the fixed columns for one file (VCFv4.5 §1.6.1); allocates nothing on good lines of a known contig. */
export function makeFixedCheck(header: VcfHeader, findings: Findings): { facts: RecordFacts; check: FixedCheck } {
  const lengths = new Map(header.contigs.map((contig) => [contig.name, contig.length]));
  const filters = new Set<string>();
  const facts: RecordFacts = {
    contig: '',
    position: 0,
    quality: Number.NaN,
    alts: makeAltOffsets(),
    kinds: new Int8Array(16),
  };
  let contigLength: number | undefined;
  let lastFilter = 'PASS';

  function checkChrom(buf: Uint8Array, start: number, end: number, line: number): void {
    if (equalsText(buf, start, end, facts.contig) && end > start) return;
    const name = Buffer.from(buf.buffer, buf.byteOffset + start, end - start).toString('utf8');
    const bracketed = name.startsWith('<') && name.endsWith('>') && name.length > 2;
    const bare = bracketed ? name.slice(1, -1) : name;
    if (bare === '' || /[\s<>,\x00-\x1f]/.test(bare)) {
      broken(findings, 'chrom', line, `CHROM in line ${line} is ${excerpt(buf, start, end)}.`);
    } else if (bare.includes(':')) {
      broken(findings, 'contig-colon', line, `CHROM in line ${line} has a colon: ${excerpt(buf, start, end)}.`);
    }
    facts.contig = name;
    contigLength = lengths.get(bare);
  }

  function checkPosition(buf: Uint8Array, record: RecordFields): void {
    const { starts, ends, line } = record;
    const position = parsePosition(buf, starts[1]!, ends[1]!);
    if (position < 0) {
      broken(findings, 'pos', line, `POS in line ${line} is ${excerpt(buf, starts[1]!, ends[1]!)}.`);
    }
    facts.position = position;
    if (contigLength === undefined || position <= 1) return;
    const last = position + (ends[3]! - starts[3]!) - 1;
    if (position > contigLength + 1 || (last > contigLength && position !== contigLength + 1)) {
      broken(
        findings,
        'pos-beyond-contig',
        line,
        `Line ${line} ends at ${facts.contig}:${last}; the header gives the contig ${contigLength} bases.`,
      );
    }
  }

  function checkId(buf: Uint8Array, start: number, end: number, line: number): void {
    let parts = 1;
    let from = start;
    for (let at = start; at <= end; at++) {
      const byte = at < end ? buf[at]! : 59;
      if (byte <= 32) {
        broken(findings, 'id', line, `ID in line ${line} has whitespace: ${excerpt(buf, start, end)}.`);
        return;
      }
      if (byte !== 59) continue;
      if (at === from) {
        broken(findings, 'id', line, `ID in line ${line} has an empty identifier: ${excerpt(buf, start, end)}.`);
        return;
      }
      if (at < end) parts++;
      from = at + 1;
    }
    if (parts > 1) {
      const ids = textOf(buf, start, end).split(';');
      if (new Set(ids).size !== ids.length) {
        broken(findings, 'id-duplicate', line, `ID in line ${line} has an identifier twice.`);
      }
    }
  }

  function checkAlleles(buf: Uint8Array, record: RecordFields): void {
    const { starts, ends, line } = record;
    const refStart = starts[3]!;
    const refEnd = ends[3]!;
    const ref = classifyBases(buf, refStart, refEnd);
    if (ref === alleleKind.invalid) {
      broken(findings, 'ref', line, `REF in line ${line} is ${excerpt(buf, refStart, refEnd)}.`);
    } else if (ref === alleleKind.ambiguous) {
      broken(findings, 'ref-ambiguous', line, `REF in line ${line} is ${excerpt(buf, refStart, refEnd)}.`);
    }
    const { alts } = facts;
    const count = splitAlts(buf, starts[4]!, ends[4]!, alts);
    if (count > facts.kinds.length) facts.kinds = new Int8Array(count * 2);
    for (let i = 0; i < count; i++) {
      const start = alts.starts[i]!;
      const end = alts.ends[i]!;
      const kind = classifyAllele(buf, start, end);
      facts.kinds[i] = kind;
      if (kind === alleleKind.invalid || kind === alleleKind.missing) {
        broken(findings, 'alt', line, `ALT allele ${i + 1} in line ${line} is ${excerpt(buf, start, end)}.`);
      } else if (kind === alleleKind.ambiguous && ref !== alleleKind.ambiguous) {
        broken(findings, 'alt-ambiguous', line, `ALT allele ${i + 1} in line ${line} is ${excerpt(buf, start, end)}.`);
      }
      if (repeats(buf, start, end, refStart, refEnd, alts, i)) {
        broken(findings, 'alt-duplicate', line, `ALT allele ${i + 1} in line ${line} repeats another allele.`);
      }
    }
  }

  function checkFilter(buf: Uint8Array, start: number, end: number, line: number): void {
    if (equalsText(buf, start, end, lastFilter)) return;
    const text = textOf(buf, start, end);
    lastFilter = text;
    if (text === '.' || filters.has(text)) return;
    if (filters.size < maxFilters) filters.add(text);
    const names = text.split(';');
    if (/[\s\x00-\x1f]/.test(text) || names.includes('')) {
      broken(findings, 'filter', line, `FILTER in line ${line} is ${excerpt(buf, start, end)}.`);
      return;
    }
    const odd =
      names.includes('0') || (names.length > 1 && names.includes('.')) || new Set(names).size !== names.length;
    if (odd) {
      broken(findings, 'filter-name', line, `FILTER in line ${line} is ${excerpt(buf, start, end)}.`);
    } else if (names.length > 1 && names.includes('PASS')) {
      broken(
        findings,
        'filter-pass',
        line,
        `FILTER in line ${line} has PASS beside other names: ${excerpt(buf, start, end)}.`,
      );
    }
  }

  function check(buf: Uint8Array, record: RecordFields, plain?: PlainColumns): void {
    const { starts, ends, line } = record;
    checkChrom(buf, starts[0]!, ends[0]!, line);
    checkPosition(buf, record);
    const noId = ends[2]! - starts[2]! === 1 && buf[starts[2]!] === 46;
    if (plain?.id !== true && !noId) checkId(buf, starts[2]!, ends[2]!, line);
    if (plain?.alleles !== true) checkAlleles(buf, record);
    else {
      const { alts, kinds } = facts;
      alts.count = 1;
      alts.starts[0] = starts[4]!;
      alts.ends[0] = ends[4]!;
      kinds[0] = alleleKind.bases;
    }
    const quality = parseQual(buf, starts[5]!, ends[5]!);
    if (quality === undefined) {
      broken(findings, 'qual', line, `QUAL in line ${line} is ${excerpt(buf, starts[5]!, ends[5]!)}.`);
    } else if (quality < 0) {
      broken(findings, 'qual-negative', line, `QUAL in line ${line} is ${quality}.`);
    }
    facts.quality = quality ?? Number.NaN;
    checkFilter(buf, starts[6]!, ends[6]!, line);
  }

  return { facts, check };
}

// True when allele i equals REF or an earlier ALT allele; symbolic alleles may repeat (sizes are in INFO).
function repeats(
  buf: Uint8Array,
  start: number,
  end: number,
  refStart: number,
  refEnd: number,
  alts: AltOffsets,
  i: number,
): boolean {
  if (buf[start] === 60) return false;
  if (sameBytes(buf, start, end, buf, refStart, refEnd)) return true;
  const from = Math.max(0, i - 64);
  for (let other = from; other < i; other++)
    if (sameBytes(buf, start, end, buf, alts.starts[other]!, alts.ends[other]!)) return true;
  return false;
}
