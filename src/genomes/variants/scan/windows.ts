import { type ContigPloidy, type Ploidy, ploidyAt } from '../counts/index.ts';
import type { OpenSegment } from '../resident/index.ts';
import { compareAlleles, HEAP_BASE, lowerBound } from '../segment/index.ts';
import type { LiveSegment } from '../snapshot/index.ts';

/** Rows of a batch, about: a window ends at a position, so alleles of one position stay together. */
export const BATCH_ROWS = 8192;

/** A stretch of positions that is counted in one go, with one ploidy. 0-based half-open. */
export interface Window {
  start: number;
  end: number;
  ploidy: Ploidy;
  /** Alleles `first[k]` … `last[k]`−1 of segment k start in the window. */
  first: number[];
  last: number[];
}

/** Cuts `[start, end)` into windows of about `rows` alleles, never across an edge of a pseudo-autosomal region. */
export function* windowsOf(
  contig: ContigPloidy,
  live: readonly LiveSegment[],
  start: number,
  end: number,
  rows = BATCH_ROWS,
): Generator<Window> {
  const chunk = Math.max(Math.min(rows, 64), Math.floor(rows / Math.max(1, live.length)));
  const starts = live.map((one) => one.segment.start);
  for (const run of ploidyRuns(contig, start, end)) {
    const cursor = starts.map((s) => lowerBound(s, run.start));
    const stop = starts.map((s) => lowerBound(s, run.end));
    for (let from = run.start; from < run.end; ) {
      let to = run.end;
      starts.forEach((s, k) => {
        if (stop[k]! - cursor[k]! > chunk) to = Math.min(to, Math.max(s[cursor[k]! + chunk]!, s[cursor[k]!]! + 1));
      });
      const last = starts.map((s, k) => (to === run.end ? stop[k]! : lowerBound(s, to)));
      if (last.some((l, k) => l > cursor[k]!)) {
        yield { start: from, end: to, ploidy: run.ploidy, first: [...cursor], last };
      }
      last.forEach((l, k) => {
        cursor[k] = l;
      });
      from = to;
    }
  }
}

/** Stretches of constant ploidy. */
function ploidyRuns(
  contig: ContigPloidy,
  start: number,
  end: number,
): { start: number; end: number; ploidy: Ploidy }[] {
  const edges = [start, ...contig.par.flatMap((p) => [p.start, p.end]).filter((e) => e > start && e < end), end];
  const sorted = [...new Set(edges)].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((from, i) => ({ start: from, end: sorted[i + 1]!, ploidy: ploidyAt(contig, from) }));
}

/** The different alleles of a window over all segments, in order. */
export interface MergedRows {
  rows: number;
  /** First reference base of each row, 0-based. */
  start: Uint32Array;
  /** Exclusive end of each row's reference bases; made when first asked for. */
  readonly end: Uint32Array;
  /** For each segment, allele index of each row, or −1 where it does not have the allele. */
  index: Int32Array[];
}

/** Merges the alleles of a window: by start, reference bases, alternate bases. */
export function mergeRows(live: readonly LiveSegment[], window: Window): MergedRows {
  if (live.length === 1) return ownRows(live[0]!, window.first[0]!, window.last[0]!);
  const most = live.reduce((sum, _, k) => sum + window.last[k]! - window.first[k]!, 0);
  const start = new Uint32Array(most);
  const index = live.map(() => new Int32Array(most).fill(-1));
  const cursor = [...window.first];
  let rows = 0;
  for (; ; rows++) {
    let best = -1;
    for (let k = 0; k < live.length; k++) {
      if (cursor[k]! >= window.last[k]!) continue;
      if (best < 0 || compareHeads(live, k, cursor[k]!, best, cursor[best]!) < 0) best = k;
    }
    if (best < 0) break;
    const at = cursor[best]!;
    start[rows] = live[best]!.segment.start[at]!;
    for (let k = best; k < live.length; k++) {
      if (cursor[k]! >= window.last[k]! || compareHeads(live, k, cursor[k]!, best, at) !== 0) continue;
      index[k]![rows] = cursor[k]!;
      cursor[k]!++;
    }
  }
  let ends: Uint32Array | null = null;
  return {
    rows,
    start: start.subarray(0, rows),
    get end() {
      ends ??= endsOf(live, index, rows);
      return ends;
    },
    index: rows === most ? index : index.map((column) => column.subarray(0, rows)),
  };
}

/** Rows of a window that only one segment has. */
function ownRows({ segment }: LiveSegment, first: number, last: number): MergedRows {
  const index = new Int32Array(last - first);
  for (let row = 0; row < index.length; row++) index[row] = first + row;
  let ends: Uint32Array | null = null;
  return {
    rows: index.length,
    start: segment.start.slice(first, last),
    get end() {
      ends ??= Uint32Array.from(index, (i) => endOf(segment, i));
      return ends;
    },
    index: [index],
  };
}

function endsOf(live: readonly LiveSegment[], index: readonly Int32Array[], rows: number): Uint32Array {
  const ends = new Uint32Array(rows);
  live.forEach(({ segment }, k) => {
    const own = index[k]!;
    for (let row = 0; row < rows; row++) if (own[row]! >= 0 && ends[row] === 0) ends[row] = endOf(segment, own[row]!);
  });
  return ends;
}

/** Exclusive end of an allele's reference bases. */
function endOf(segment: OpenSegment, index: number): number {
  return segment.start[index]! + referenceLength(segment.heap, segment.allele[index]!);
}

const TAB = 9;

/** Bases of an allele's reference side. */
function referenceLength(heap: Uint8Array, code: number): number {
  if (code < HEAP_BASE) return 1;
  const text = code - HEAP_BASE + 4;
  return heap.indexOf(TAB, text) - text;
}

function compareHeads(live: readonly LiveSegment[], a: number, i: number, b: number, j: number): number {
  const left = live[a]!.segment;
  const right = live[b]!.segment;
  const difference = left.start[i]! - right.start[j]!;
  if (difference !== 0) return difference;
  return compareAlleles(left.heap, left.allele[i]!, right.heap, right.allele[j]!);
}
