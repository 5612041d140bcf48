import { or } from '../../../bits/index.ts';
import { bitmapFrom, type Planes } from '../callability/index.ts';
import { type CoverSweep, createAlleleSets } from '../resident/index.ts';
import { UNKNOWN_SHIFT } from '../segment/index.ts';
import { addCarriers, createCarriers, finishPhase } from './carriers.ts';
import type { CoverSite, CoverSites } from './cover-sites.ts';
import type { AlleleGroup } from './group-alleles.ts';
import type { MergeSource } from './merge-source.ts';
import type { MergedColumns, RecordTexts } from './merged-columns.ts';
import { addEverybody, addPlanes, addSet, addSite, clearStatus, createStatus } from './status-reader.ts';
import { sameTexts, textsOf } from './texts.ts';

/** What a source says of its genomes at an allele, where that is not one of its sites (0 and above). */
const CALLED = -1;
const UNKNOWN = -2;
const MIXED = -3;

const sets = createAlleleSets();

/** Writes merged alleles, each with a site that says the last word on every genome. */
export class MergedAlleles {
  readonly #sources: readonly MergeSource[];
  readonly #columns: MergedColumns;
  readonly #covers: CoverSites;
  readonly #status = createStatus();
  readonly #carriers = createCarriers();
  readonly #sweeps: CoverSweep[];
  /** By source: a site, or one of the words above; for MIXED the sets are in `#planes`. */
  #words: Int32Array;
  readonly #planes = new Map<number, Planes & { halfOf: number }>();
  /** Texts already given to a cover site, by its number. */
  readonly #texts = new Map<number, RecordTexts>();
  /** The last site made for alleles, and what it was made of. */
  #last: { start: number; words: Int32Array; texts: RecordTexts; site: number } | null = null;

  constructor(sources: readonly MergeSource[], columns: MergedColumns, covers: CoverSites) {
    this.#sources = sources;
    this.#columns = columns;
    this.#covers = covers;
    this.#sweeps = sources.map(({ live }) => live.segment.cover.sweep());
    this.#words = new Int32Array(sources.length);
  }

  /** Adds an allele with its carriers, unless all who carried it are dropped. Alleles must come in order. */
  add(group: AlleleGroup): void {
    const carriers = this.#carriers;
    carriers.clear();
    const keeping = group.members.filter(({ k, index }) => addCarriers(carriers, this.#sources[k]!, index));
    if (keeping.length === 0) return;
    this.#ask(group);
    const texts = textsOf(this.#sources, keeping);
    const site = this.#share(group, texts) ?? this.#repeat(group, texts) ?? this.#makeSite(group, texts);
    this.#columns.addAllele(group, site, carriers.one, carriers.two, finishPhase(carriers));
  }

  /** Forgets what was handed over. */
  forget(): void {
    this.#texts.clear();
    this.#last = null;
  }

  /** Asks every source what it says. */
  #ask(group: AlleleGroup): void {
    this.#planes.clear();
    let next = 0;
    for (let k = 0; k < this.#sources.length; k++) {
      if (group.members[next]?.k === k) this.#words[k] = this.#ofRecord(group, k, group.members[next++]!.index);
      else this.#words[k] = this.#ofAbsent(group, k);
    }
  }

  /** The source has the allele: its record's site speaks, for the genomes it speaks of. */
  #ofRecord(group: AlleleGroup, k: number, index: number): number {
    const { segment, callability } = this.#sources[k]!.live;
    const site = segment.site[index]!;
    if (segment.siteFlags[site]! >> UNKNOWN_SHIFT === 0) return site;
    const elsewhere = callability.ofSilent(index, group.start, group.end);
    if (elsewhere === null) return site;
    const { genomes } = segment;
    segment.siteSets(site, sets);
    this.#planes.set(k, {
      miss: or(bitmapFrom(sets.miss, genomes), elsewhere.miss),
      low: or(bitmapFrom(sets.low, genomes), elsewhere.low),
      unknown: elsewhere.unknown,
      halfOf: site,
    });
    return MIXED;
  }

  #ofAbsent(group: AlleleGroup, k: number): number {
    const { callability } = this.#sources[k]!.live;
    const { beyondSites } = callability;
    const isCovered = this.#sweeps[k]!.isCovered(group.start, group.end);
    const state = beyondSites !== null && !isCovered ? beyondSites : callability.resolve(group.start, group.end);
    if (state.kind === 'site') return state.site;
    if (state.kind === 'called') return CALLED;
    if (state.kind === 'unknown') return UNKNOWN;
    this.#planes.set(k, { ...state, halfOf: -1 });
    return MIXED;
  }

  /** A cover site that says the same of everybody, and whose texts are the allele's or not given yet. */
  #share(group: AlleleGroup, texts: RecordTexts): number | null {
    let cover: CoverSite | null = null;
    for (let k = 0; k < this.#words.length; k++) {
      const site = this.#words[k]!;
      const here = site < 0 ? null : this.#covers.of(k, site);
      if (here === null || !here.complete || (cover !== null && cover !== here)) return null;
      cover = here;
    }
    if (cover === null || cover.start > group.start || cover.end < group.end) return null;
    if (!this.#columns.isOpen(cover.site)) return null;
    const given = this.#texts.get(cover.site);
    if (given !== undefined) return sameTexts(given, texts) ? cover.site : null;
    this.#texts.set(cover.site, texts);
    this.#columns.setTexts(cover.site, texts);
    return cover.site;
  }

  /** The site of the allele before, when it was made of the same (alleles of one record). */
  #repeat(group: AlleleGroup, texts: RecordTexts): number | null {
    const last = this.#last;
    if (last === null || last.start !== group.start || this.#planes.size > 0 || !sameTexts(last.texts, texts))
      return null;
    for (let k = 0; k < last.words.length; k++) if (last.words[k] !== this.#words[k]) return null;
    return last.site;
  }

  #makeSite(group: AlleleGroup, texts: RecordTexts): number {
    const status = this.#status;
    clearStatus(status);
    for (let k = 0; k < this.#sources.length; k++) {
      const source = this.#sources[k]!;
      const word = this.#words[k]!;
      if (word >= 0) addSite(source, word, status);
      else if (word === UNKNOWN) addEverybody(source, status.unknown);
      else if (word === MIXED) {
        const planes = this.#planes.get(k)!;
        addPlanes(source, planes, status);
        if (planes.halfOf >= 0) addSet(source, source.live.segment.siteSets(planes.halfOf, sets).half, status.half);
      }
    }
    // An empty span: the site covers nothing and its UNKNOWN is final.
    const site = this.#columns.addSite(group.start, group.start, status, texts);
    this.#last = this.#planes.size > 0 ? null : { start: group.start, words: this.#words.slice(), texts, site };
    return site;
  }
}
