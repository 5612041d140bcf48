import type { RecordFacts, RecordFields, StructuralInfo } from '../../../formats/vcf/index.ts';
import { alleleKind } from '../../../formats/vcf/index.ts';
import { leftAlign, trimAllele } from '../../../genetics/normalise/index.ts';
import { substitution } from './column-builder.ts';
import { change, changeOfSubstitution } from './quality-counters.ts';
import type { ReferenceBases } from './reference-bases.ts';

/** What becomes of an ALT allele. */
export const use = {
  /** Not an allele: `<NON_REF>`, `<*>`, `.`, or the same bases as REF. */
  none: 0,
  small: 1,
  structural: 2,
} as const;

/** The ALT alleles of one record as they are stored; filled again for each record. */
export class RecordAlleles {
  count = 0;
  /** Number of alleles of each use. */
  small = 0;
  structural = 0;
  /** Alleles moved by left-alignment, and those equal to REF. */
  moved = 0;
  same = 0;
  use = new Uint8Array(16);
  start = new Float64Array(16);
  end = new Float64Array(16);
  /** Substitution code, or −1: then `ref` and `alt` hold the bases. */
  code = new Int32Array(16);
  readonly ref: string[] = [];
  readonly alt: string[] = [];

  reset(count: number): void {
    this.count = count;
    this.small = this.structural = this.moved = this.same = 0;
    if (count <= this.use.length) return;
    const length = count * 2;
    this.use = new Uint8Array(length);
    this.start = new Float64Array(length);
    this.end = new Float64Array(length);
    this.code = new Int32Array(length);
  }

  /** One small allele and nothing else; a gVCF's `<NON_REF>` behind it is none. */
  isBiallelic(): boolean {
    if (this.small !== 1 || this.structural !== 0 || this.use[0] !== use.small) return false;
    return this.count === 1 || (this.count === 2 && this.same === 0);
  }

  /** One substitution and nothing else. */
  setSubstitution(start: number, code: number): void {
    this.reset(1);
    this.small = 1;
    this.use[0] = use.small;
    this.start[0] = start;
    this.end[0] = start + 1;
    this.code[0] = code;
  }

  /** Kind of change of a small allele. */
  change(i: number): number {
    const code = this.code[i]!;
    if (code >= 0) return changeOfSubstitution(code);
    return this.ref[i]!.length === this.alt[i]!.length ? change.multiBase : change.indel;
  }

  set(i: number, kind: number, start: number, ref: string, alt: string, end: number): void {
    this.use[i] = kind;
    this.start[i] = start;
    this.end[i] = end;
    this.ref[i] = ref;
    this.alt[i] = alt;
    this.code[i] =
      kind === use.small && ref.length === 1 && alt.length === 1
        ? substitution(ref.charCodeAt(0), alt.charCodeAt(0))
        : -1;
    if (kind === use.small) this.small++;
    else if (kind === use.structural) this.structural++;
  }
}

const upper = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 97 && byte <= 122 ? byte - 32 : byte));

/** Code of a record that is one single-base substitution, or −1: then {@link readAlleles} reads it. */
export function plainSubstitution(bytes: Uint8Array, record: RecordFields): number {
  const { starts, ends } = record;
  if (ends[3]! - starts[3]! !== 1 || ends[4]! - starts[4]! !== 1) return -1;
  const ref = upper[bytes[starts[3]!]!]!;
  const alt = upper[bytes[starts[4]!]!]!;
  return ref === alt ? -1 : substitution(ref, alt);
}

/** Upper-case text of bases. */
export function basesText(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from)
    .toString('latin1')
    .toUpperCase();
}

/**
 * Splits and normalises the ALT alleles of a record. REF has been checked.
 *
 * @param start 0-based POS
 * @param ref upper-case REF
 * @param reference bases of the record's contig; null: alleles are trimmed only
 * @param structural gives INFO's END and SVLEN when a symbolic allele needs them
 */
export function readAlleles(
  bytes: Uint8Array,
  facts: RecordFacts,
  start: number,
  ref: string,
  reference: ReferenceBases | null,
  structural: () => StructuralInfo,
  out: RecordAlleles,
): void {
  const { alts, kinds } = facts;
  out.reset(alts.count);
  for (let i = 0; i < alts.count; i++) {
    const kind = kinds[i]!;
    const from = alts.starts[i]!;
    const to = alts.ends[i]!;
    if (kind === alleleKind.bases || kind === alleleKind.ambiguous) {
      setSmall(out, i, start, ref, basesText(bytes, from, to), reference);
    } else if (kind === alleleKind.unspecified || kind === alleleKind.missing) {
      out.set(i, use.none, start, '', '', 0);
    } else {
      const alt = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
      const text = kind === alleleKind.breakend ? upperBreakend(alt) : alt;
      out.set(
        i,
        use.structural,
        Math.max(0, start),
        ref,
        text,
        endOf(kind, text, i, alts.count, start, ref, structural),
      );
    }
  }
}

function setSmall(
  out: RecordAlleles,
  i: number,
  start: number,
  ref: string,
  alt: string,
  reference: ReferenceBases | null,
): void {
  if (alt === ref) {
    out.same++;
    out.set(i, use.none, start, '', '', 0);
    return;
  }
  const trimmed = trimAllele(start, ref, alt);
  const allele = reference === null ? trimmed : leftAlign(trimmed, reference.baseAt);
  if (allele.start !== trimmed.start) out.moved++;
  out.set(i, use.small, allele.start, allele.ref, allele.alt, allele.start + allele.ref.length);
}

/** Bases of a breakend in upper case; the mate's contig as it is. */
function upperBreakend(alt: string): string {
  return alt.replace(/^[acgtn]+|[acgtn]+$/gi, (bases) => bases.toUpperCase());
}

/** 0-based exclusive end of a structural allele on the reference (VCFv4.5 §3, END and SVLEN). */
function endOf(
  kind: number,
  alt: string,
  index: number,
  count: number,
  start: number,
  ref: string,
  structural: () => StructuralInfo,
): number {
  const plain = Math.max(0, start) + ref.length;
  if (kind !== alleleKind.symbolic) return plain;
  const info = structural();
  const length = info.svLengths?.[info.svLengths.length === count ? index : 0];
  const spans = /^<(DEL|DUP|INV|CNV)/.test(alt);
  // POS is the base before the event, so END = POS + |SVLEN| and as an exclusive 0-based end the same number.
  const byLength = spans && length !== undefined ? start + 1 + Math.abs(length) : undefined;
  const end = count > 1 ? (byLength ?? info.end) : (info.end ?? byLength);
  return Math.max(plain, end ?? plain);
}
