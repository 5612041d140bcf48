import type { SegmentRow } from '../population/index.ts';
import type { LiveSegment, SegmentCache } from './segment-cache.ts';
import type { Snapshot } from './snapshot.ts';

/** A snapshot with its segments open while somebody reads. Close it, or nothing it opened can be let go. */
export class View {
  readonly snapshot: Snapshot;
  readonly #cache: SegmentCache;
  readonly #leased = new Map<string, readonly LiveSegment[]>();

  constructor(snapshot: Snapshot, cache: SegmentCache) {
    this.snapshot = snapshot;
    this.#cache = cache;
  }

  /** Open segments of a contig. */
  segments(contigNo: number, kind: SegmentRow['kind']): readonly LiveSegment[] {
    const key = `${contigNo} ${kind}`;
    const known = this.#leased.get(key);
    if (known) return known;
    const opened: LiveSegment[] = [];
    try {
      for (const row of this.snapshot.segments(contigNo, kind)) opened.push(this.#cache.acquire(row));
    } catch (error) {
      for (const live of opened) this.#cache.release(live);
      throw error;
    }
    this.#leased.set(key, opened);
    return opened;
  }

  close(): void {
    for (const opened of this.#leased.values()) for (const live of opened) this.#cache.release(live);
    this.#leased.clear();
  }
}
