import { alleleKind } from './alleles.ts';
import { sameBytes } from './bytes.ts';
import type { RecordFacts } from './check-fixed.ts';
import type { Findings } from './findings.ts';
import { broken } from './findings.ts';
import type { RecordFields } from './record.ts';

/** Checks that lines are sorted, contigs contiguous and alleles unique; to be called with each line in file order. */
export type OrderCheck = (buf: Uint8Array, record: RecordFields, facts: RecordFacts) => void;

/**
 * A checker of the order of lines (VCFv4.5 §1.6.1). Alleles are trimmed before they are compared, so
 * `TAT>TGT` at 123 and `A>G` at 124 are the same. Memory: one entry per allele that starts at or after the current position.
 */
export function makeOrderCheck(findings: Findings): OrderCheck {
  const finished = new Set<string>();
  let contig: string | undefined;
  let bare: string | undefined;
  let previous = -1;
  // trimmed alleles whose start is not passed yet: start, line, offset and length of "ref>alt" in `bytes`
  let count = 0;
  let starts = new Int32Array(64);
  let lines = new Int32Array(64);
  let offsets = new Int32Array(64);
  let sizes = new Int32Array(64);
  let bytes = new Uint8Array(4096);
  let used = 0;

  function enterContig(name: string, line: number): void {
    contig = name;
    // the corpus counts <1> among the lines of contig 1
    const next = name.startsWith('<') ? name.slice(1, -1) : name;
    if (next === bare) return;
    if (bare !== undefined) finished.add(bare);
    if (finished.has(next)) {
      broken(
        findings,
        'contig-not-contiguous',
        line,
        `Line ${line} is of contig ${next.slice(0, 40)}, whose lines ended before.`,
      );
    }
    bare = next;
    previous = -1;
    count = 0;
    used = 0;
  }

  function forget(position: number): void {
    let kept = 0;
    let bytesKept = 0;
    for (let i = 0; i < count; i++) {
      if (starts[i]! < position) continue;
      const size = sizes[i]!;
      bytes.copyWithin(bytesKept, offsets[i]!, offsets[i]! + size);
      starts[kept] = starts[i]!;
      lines[kept] = lines[i]!;
      sizes[kept] = size;
      offsets[kept] = bytesKept;
      bytesKept += size;
      kept++;
    }
    count = kept;
    used = bytesKept;
  }

  function add(
    buf: Uint8Array,
    start: number,
    ref: number,
    refEnd: number,
    alt: number,
    altEnd: number,
    line: number,
  ): void {
    const refSize = refEnd - ref;
    const size = refSize + 1 + (altEnd - alt);
    if (used + size > bytes.length) bytes = grown(bytes, used + size);
    const at = used;
    for (let i = 0; i < refSize; i++) bytes[at + i] = buf[ref + i]! & 0xdf;
    bytes[at + refSize] = 62;
    for (let i = alt; i < altEnd; i++) bytes[at + refSize + 1 + i - alt] = buf[i]! & 0xdf;
    for (let i = 0; i < count; i++) {
      if (
        starts[i] !== start ||
        sizes[i] !== size ||
        !sameBytes(bytes, offsets[i]!, offsets[i]! + size, bytes, at, at + size)
      )
        continue;
      broken(
        findings,
        'duplicate-variant',
        line,
        `Line ${line} repeats an allele of line ${lines[i]} (${contig}:${start}).`,
      );
      return;
    }
    if (count === starts.length) {
      starts = grown(starts, count + 1);
      lines = grown(lines, count + 1);
      offsets = grown(offsets, count + 1);
      sizes = grown(sizes, count + 1);
    }
    starts[count] = start;
    lines[count] = line;
    offsets[count] = at;
    sizes[count] = size;
    count++;
    used += size;
  }

  return (buf, record, facts) => {
    const { line } = record;
    const { position } = facts;
    if (facts.contig !== contig) enterContig(facts.contig, line);
    if (position < previous) {
      broken(findings, 'unsorted', line, `Line ${line} (${contig}:${position}) comes after position ${previous}.`);
    }
    if (position !== previous && count > 0) forget(position);
    previous = position;
    for (let i = 0; i < facts.alts.count; i++) {
      if (facts.kinds[i] !== alleleKind.bases) continue;
      let ref = record.starts[3]!;
      let refEnd = record.ends[3]!;
      let alt = facts.alts.starts[i]!;
      let altEnd = facts.alts.ends[i]!;
      let start = position;
      while (refEnd - ref > 1 && altEnd - alt > 1 && (buf[refEnd - 1]! & 0xdf) === (buf[altEnd - 1]! & 0xdf)) {
        refEnd--;
        altEnd--;
      }
      while (refEnd - ref > 1 && altEnd - alt > 1 && (buf[ref]! & 0xdf) === (buf[alt]! & 0xdf)) {
        ref++;
        alt++;
        start++;
      }
      add(buf, start, ref, refEnd, alt, altEnd, line);
    }
  };
}

function grown<T extends Int32Array | Uint8Array>(array: T, needed: number): T {
  const size = Math.max(array.length * 2, needed);
  const bigger = array instanceof Int32Array ? new Int32Array(size) : new Uint8Array(size);
  bigger.set(array);
  return bigger as T;
}
