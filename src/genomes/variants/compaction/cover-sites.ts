import { andNot, createBitmap, fullBitmap, or } from '../../../bits/index.ts';
import { bitmapFrom } from '../callability/index.ts';
import { createAlleleSets } from '../resident/index.ts';
import { UNKNOWN_SHIFT } from '../segment/index.ts';
import type { MergeSource } from './merge-source.ts';
import type { MergedColumns } from './merged-columns.ts';
import { addEverybody, addPlanes, addSite, clearStatus, createStatus } from './status-reader.ts';

/** A site of the merged segment that says where genomes were called, for alleles that nobody has yet. */
export interface CoverSite {
  site: number;
  start: number;
  end: number;
  /** Every source says it by exactly one site that speaks of everybody: alleles may share it. */
  complete: boolean;
}

/** For each source, the merged cover site of each of its sites. */
export class CoverSites {
  readonly #sources: readonly MergeSource[];
  readonly #columns: MergedColumns;
  readonly #of: Uint32Array[];
  readonly #status = createStatus();
  /** The cover sites of the latest windows, by number. */
  #known = new Map<number, CoverSite>();

  constructor(sources: readonly MergeSource[], columns: MergedColumns) {
    this.#sources = sources;
    this.#columns = columns;
    this.#of = sources.map((source) => new Uint32Array(source.live.segment.reader.head.sites));
  }

  /** The cover site made of a source's site; null when it is long gone or still to come. */
  of(k: number, site: number): CoverSite | null {
    const number = this.#of[k]![site]!;
    return number === 0 ? null : (this.#known.get(number - 1) ?? null);
  }

  /** Forgets cover sites that were handed over. */
  forget(): void {
    this.#known.clear();
  }

  /** Makes the cover sites of all source sites that start in `[start, end)`. Sites of one span become one. */
  add(start: number, end: number): void {
    const entries: { start: number; end: number; k: number; site: number }[] = [];
    this.#sources.forEach(({ live: { segment } }, k) => {
      const siteEnd = segment.siteEnd;
      const [first, last] = segment.cover.range(start, end);
      for (let i = first; i < last; i++) {
        const at = segment.cover.startAt(i);
        const site = segment.cover.siteAt(i);
        // An empty span covers nothing: such a site says something of its alleles only.
        if (siteEnd[site]! > at) entries.push({ start: at, end: siteEnd[site]!, k, site });
      }
    });
    entries.sort((a, b) => a.start - b.start || a.end - b.end || a.k - b.k || a.site - b.site);
    for (let i = 0; i < entries.length; ) {
      let j = i + 1;
      while (j < entries.length && entries[j]!.start === entries[i]!.start && entries[j]!.end === entries[i]!.end) j++;
      this.#addSpan(entries.slice(i, j));
      i = j;
    }
  }

  #addSpan(entries: { start: number; end: number; k: number; site: number }[]): void {
    const { start, end } = entries[0]!;
    const status = this.#status;
    clearStatus(status);
    let complete = true;
    let at = 0;
    this.#sources.forEach((source, k) => {
      const first = at;
      while (at < entries.length && entries[at]!.k === k) at++;
      if (at - first === 1) {
        const { site } = entries[first]!;
        addSite(source, site, status);
        if (source.live.segment.siteFlags[site]! >> UNKNOWN_SHIFT !== 0) complete = false;
      } else if (at - first > 1) {
        addPlanes(
          source,
          bestOf(
            source,
            entries.slice(first, at).map((e) => e.site),
          ),
          status,
        );
        complete = false;
      } else {
        // Even where a layer calls them: a shorter site of theirs may say otherwise of part of the span.
        addEverybody(source, status.unknown);
        complete = false;
      }
    });
    const site = this.#columns.addSite(start, end, status, null);
    for (const entry of entries) this.#of[entry.k]![entry.site] = site + 1;
    this.#known.set(site, { site, start, end, complete });
  }
}

/** What several sites of one span say together: of each genome, the site that called most alleles. */
function bestOf(
  { live: { segment } }: MergeSource,
  sites: readonly number[],
): { miss: Uint32Array; low: Uint32Array; unknown: Uint32Array } {
  const { genomes } = segment;
  const everybody = fullBitmap(genomes);
  const sets = createAlleleSets();
  let two = createBitmap(genomes);
  let low = createBitmap(genomes);
  let miss = createBitmap(genomes);
  for (const site of sites) {
    segment.siteSets(site, sets);
    const here = { miss: bitmapFrom(sets.miss, genomes), low: bitmapFrom(sets.low, genomes) };
    const silent = bitmapFrom(sets.unknown, genomes);
    two = or(two, andNot(andNot(andNot(everybody, here.miss), here.low), silent));
    low = or(low, here.low);
    miss = or(miss, here.miss);
  }
  low = andNot(low, two);
  miss = andNot(andNot(miss, two), low);
  return { miss, low, unknown: andNot(andNot(andNot(everybody, two), low), miss) };
}
