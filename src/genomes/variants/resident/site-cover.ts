import { lowerBound } from '../segment/index.ts';

/** Whether a site covers `[start, end)`; starts must not descend from call to call. */
export interface CoverSweep {
  isCovered(start: number, end: number): boolean;
}

/** Finds the sites whose reference bases cover an interval. */
export class SiteCover {
  /** Starts ascending; sites of equal start in file order. */
  readonly #start: Uint32Array;
  readonly #end: Uint32Array;
  /** Site of each entry; null when entries are the sites themselves. */
  readonly #site: Uint32Array | null;
  /** Highest end among an entry and all before it: the search backwards stops where it falls short. */
  readonly #reach: Uint32Array;

  /** @param start @param end 0-based half-open, by site; need not be sorted */
  constructor(start: Uint32Array, end: Uint32Array) {
    this.#site = sortedOrder(start);
    this.#start = this.#site ? Uint32Array.from(this.#site, (s) => start[s]!) : start;
    this.#end = this.#site ? Uint32Array.from(this.#site, (s) => end[s]!) : end;
    this.#reach = new Uint32Array(start.length);
    let reach = 0;
    for (let i = 0; i < start.length; i++) {
      if (this.#end[i]! > reach) reach = this.#end[i]!;
      this.#reach[i] = reach;
    }
  }

  /** Bytes held beyond the segment's own columns. */
  get bytes(): number {
    return this.#reach.byteLength + (this.#site ? this.#site.byteLength * 3 : 0);
  }

  /** Entries whose site starts in `[start, end)`, in order of start: `[first, last)`. */
  range(start: number, end: number): [number, number] {
    return [lowerBound(this.#start, start), lowerBound(this.#start, end)];
  }

  /** Number of entries. */
  get size(): number {
    return this.#start.length;
  }

  /** Start of entry i, ascending with i. */
  startAt(i: number): number {
    return this.#start[i]!;
  }

  /** The site of entry i. */
  siteAt(i: number): number {
    return this.#site ? this.#site[i]! : i;
  }

  /** Asks about intervals whose starts ascend, without searching anew each time. */
  sweep(): CoverSweep {
    const starts = this.#start;
    const reach = this.#reach;
    let next = -1;
    return {
      isCovered(start, end) {
        if (next < 0) next = lowerBound(starts, start);
        while (next < starts.length && starts[next]! <= start) next++;
        return next > 0 && reach[next - 1]! >= end;
      },
    };
  }

  /**
   * Sites that begin at or before `start` and end at or after `end`.
   * @param found room for the answer
   * @returns how many
   */
  covering(start: number, end: number, found: number[]): number {
    let low = 0;
    let high = this.#start.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#start[middle]! <= start) low = middle + 1;
      else high = middle;
    }
    let n = 0;
    for (let i = low - 1; i >= 0 && this.#reach[i]! >= end; i--) {
      if (this.#end[i]! >= end) found[n++] = this.#site ? this.#site[i]! : i;
    }
    return n;
  }
}

/** Order of the sites by start, or null when they are in order. */
function sortedOrder(start: Uint32Array): Uint32Array | null {
  let i = 1;
  while (i < start.length && start[i - 1]! <= start[i]!) i++;
  if (i >= start.length) return null;
  return Uint32Array.from(start, (_, k) => k).sort((a, b) => start[a]! - start[b]! || a - b);
}
