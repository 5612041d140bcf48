/** A stretch of one contig, 0-based half-open. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** Sorted, non-overlapping, non-touching intervals of one contig as two columns; 0-based half-open. */
export interface IntervalSet {
  readonly starts: Float64Array;
  readonly ends: Float64Array;
}

export const noIntervals: IntervalSet = { starts: new Float64Array(0), ends: new Float64Array(0) };

/** Sorts intervals and joins those that overlap or touch. Empty ones are dropped. */
export function mergeIntervals(intervals: readonly Interval[]): IntervalSet {
  const sorted = intervals.filter((i) => i.end > i.start).sort((a, b) => a.start - b.start || a.end - b.end);
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { start, end } of sorted) {
    const last = ends.length - 1;
    if (last >= 0 && start <= ends[last]!) ends[last] = Math.max(ends[last]!, end);
    else {
      starts.push(start);
      ends.push(end);
    }
  }
  return { starts: Float64Array.from(starts), ends: Float64Array.from(ends) };
}

/** The intervals of a set as objects, in order. */
export function listIntervals(set: IntervalSet): Interval[] {
  return Array.from(set.starts, (start, i) => ({ start, end: set.ends[i]! }));
}

/** Index of the first interval that ends after `position`; the set's size when there is none. */
export function firstEndingAfter(set: IntervalSet, position: number): number {
  let low = 0;
  let high = set.ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (set.ends[middle]! > position) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Whether a 0-based position lies in the set. */
export function containsPosition(set: IntervalSet, position: number): boolean {
  const i = firstEndingAfter(set, position);
  return i < set.starts.length && set.starts[i]! <= position;
}

/** Whether the whole of [start, end) lies in the set. An empty stretch counts as its one position `start`. */
export function containsInterval(set: IntervalSet, start: number, end: number): boolean {
  const i = firstEndingAfter(set, start);
  return i < set.starts.length && set.starts[i]! <= start && set.ends[i]! >= Math.max(end, start + 1);
}

/** Whether any base of [start, end) lies in the set. */
export function overlapsInterval(set: IntervalSet, start: number, end: number): boolean {
  const i = firstEndingAfter(set, start);
  return i < set.starts.length && end > start && set.starts[i]! < end;
}

/** Number of bases in the set. */
export function coveredBases(set: IntervalSet): number {
  let bases = 0;
  for (let i = 0; i < set.starts.length; i++) bases += set.ends[i]! - set.starts[i]!;
  return bases;
}

/** Bases in both sets. */
export function intersectIntervals(a: IntervalSet, b: IntervalSet): IntervalSet {
  const out: Interval[] = [];
  let i = 0;
  let j = 0;
  while (i < a.starts.length && j < b.starts.length) {
    const start = Math.max(a.starts[i]!, b.starts[j]!);
    const end = Math.min(a.ends[i]!, b.ends[j]!);
    if (start < end) out.push({ start, end });
    if (a.ends[i]! < b.ends[j]!) i++;
    else j++;
  }
  return mergeIntervals(out);
}

/** Bases in either set. */
export function uniteIntervals(a: IntervalSet, b: IntervalSet): IntervalSet {
  return mergeIntervals([...listIntervals(a), ...listIntervals(b)]);
}

/** Bases of `a` that are not in `b`. */
export function subtractIntervals(a: IntervalSet, b: IntervalSet): IntervalSet {
  const out: Interval[] = [];
  for (const { start, end } of listIntervals(a)) {
    let from = start;
    for (let j = firstEndingAfter(b, start); j < b.starts.length && b.starts[j]! < end; j++) {
      if (b.starts[j]! > from) out.push({ start: from, end: b.starts[j]! });
      from = Math.max(from, b.ends[j]!);
    }
    if (from < end) out.push({ start: from, end });
  }
  return mergeIntervals(out);
}
