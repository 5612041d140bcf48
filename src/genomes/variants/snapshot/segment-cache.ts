import { Callability } from '../callability/index.ts';
import type { SegmentRow } from '../population/index.ts';
import { OpenSegment } from '../resident/index.ts';
import { openStoredCounts, type StoredCounts } from '../stored-counts/index.ts';

/** An open segment with what it says of alleles it does not have. */
export interface LiveSegment {
  readonly row: SegmentRow;
  readonly segment: OpenSegment;
  readonly callability: Callability;
  /** Stored counts of all its alleles in a group (see stored-counts/), to be closed; null when there are none. */
  storedCounts(digest: string): StoredCounts | null;
}

interface Entry extends LiveSegment {
  leases: number;
  /** Bytes it was last counted with: it grows while it is leased, as its columns are read. */
  counted: number;
}

/**
 * Segments held open, least recently used first out, up to a number of bytes. A leased segment stays; its open file
 * descriptor keeps the content readable even when compaction has removed the name.
 */
export class SegmentCache {
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;
  readonly #maximumBytes: number;
  readonly #maximumFiles: number;
  readonly #countsFolder: string | null;

  /**
   * @param maximumBytes of columns and payloads in memory
   * @param countsFolder of stored counts; null when none are used
   * @param maximumFiles open at once
   */
  constructor(maximumBytes: number, countsFolder: string | null = null, maximumFiles = 2048) {
    this.#maximumBytes = maximumBytes;
    this.#countsFolder = countsFolder;
    this.#maximumFiles = maximumFiles;
  }

  /** Opens or finds a segment and leases it. Give it back with {@link release}. @throws ENOENT when the file is gone */
  acquire(row: SegmentRow): LiveSegment {
    const known = this.#entries.get(row.segmentId);
    const entry = known ?? this.#open(row);
    if (known) this.#entries.delete(row.segmentId);
    this.#entries.set(row.segmentId, entry);
    entry.leases++;
    if (!known) this.#evict();
    return entry;
  }

  release(live: LiveSegment): void {
    const entry = live as Entry;
    entry.leases--;
    if (entry.leases > 0) return;
    if (this.#entries.get(entry.segment.id) !== entry) {
      entry.segment.close();
      return;
    }
    this.#count(entry);
    this.#evict();
  }

  /** Forgets segments that are no longer live; leased ones close when given back. */
  keepOnly(isLive: (segmentId: string) => boolean): void {
    for (const [id, entry] of this.#entries) {
      if (isLive(id)) continue;
      this.#forget(id, entry);
      if (entry.leases === 0) entry.segment.close();
    }
  }

  /** Bytes in memory. */
  get bytes(): number {
    for (const entry of this.#entries.values()) this.#count(entry);
    return this.#bytes;
  }

  close(): void {
    this.keepOnly(() => false);
  }

  #open(row: SegmentRow): Entry {
    const segment = new OpenSegment(row.segmentId, row.path);
    return makeLiveSegment(row, segment, this.#countsFolder);
  }

  // Hundreds of segments are given back with each answer, so each is counted by itself and never all of them.
  #count(entry: Entry): void {
    const { resident } = entry.segment;
    this.#bytes += resident - entry.counted;
    entry.counted = resident;
  }

  #forget(id: string, entry: Entry): void {
    this.#bytes -= entry.counted;
    entry.counted = 0;
    this.#entries.delete(id);
  }

  #evict(): void {
    for (const [id, entry] of this.#entries) {
      if (this.#bytes <= this.#maximumBytes && this.#entries.size <= this.#maximumFiles) return;
      if (entry.leases > 0) continue;
      this.#forget(id, entry);
      entry.segment.close();
    }
  }
}

/** A segment opened outside the cache, too. */
export function makeLiveSegment(row: SegmentRow, segment: OpenSegment, countsFolder: string | null): Entry {
  return {
    row,
    segment,
    callability: new Callability(segment),
    storedCounts: (digest) =>
      countsFolder === null ? null : openStoredCounts(countsFolder, row.segmentId, segment.alleles, digest),
    leases: 0,
    counted: 0,
  };
}
