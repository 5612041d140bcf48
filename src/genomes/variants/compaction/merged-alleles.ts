import { or } from '../../../bits/index.ts';
import { type AbsentState, bitmapFrom, type Planes } from '../callability/index.ts';
import { createAlleleSets } from '../resident/index.ts';
import { UNKNOWN_SHIFT } from '../segment/index.ts';
import { addCarriers, createCarriers, finishPhase } from './carriers.ts';
import type { CoverSite, CoverSites } from './cover-sites.ts';
import type { AlleleGroup } from './group-alleles.ts';
import type { MergeSource } from './merge-source.ts';
import type { MergedColumns, RecordTexts } from './merged-columns.ts';
import { addAbsent, addPlanes, addSet, addSite, clearStatus, createStatus } from './status-reader.ts';

const sets = createAlleleSets();

/** What a source says of its genomes at an allele: by a site, by the allele's own silent site, or without a record. */
type Word =
  | { kind: 'site'; site: number }
  | { kind: 'silent'; site: number; planes: Planes }
  | { kind: 'absent'; state: AbsentState };

/** Writes merged alleles, each with a site that says the last word on every genome. */
export class MergedAlleles {
  readonly #sources: readonly MergeSource[];
  readonly #columns: MergedColumns;
  readonly #covers: CoverSites;
  readonly #status = createStatus();
  readonly #carriers = createCarriers();
  /** Texts already given to a cover site, by its number. */
  readonly #texts = new Map<number, string>();
  /** The last site made for alleles, and what it was made of. */
  #last: { key: string; site: number } | null = null;

  constructor(sources: readonly MergeSource[], columns: MergedColumns, covers: CoverSites) {
    this.#sources = sources;
    this.#columns = columns;
    this.#covers = covers;
  }

  /** Adds an allele with its carriers, unless all who carried it are dropped. */
  add(group: AlleleGroup): void {
    const carriers = this.#carriers;
    carriers.clear();
    const keeping = group.members.filter(({ k, index }) => addCarriers(carriers, this.#sources[k]!, index));
    if (keeping.length === 0) return;
    const words = this.#sources.map((source, k) => wordOf(source, group, k));
    const texts = textsOf(this.#sources, keeping);
    const site = this.#share(group, words, texts) ?? this.#makeSite(group, words, texts);
    this.#columns.addAllele(group, site, carriers.one, carriers.two, finishPhase(carriers));
  }

  /** Forgets what was handed over. */
  forget(): void {
    this.#texts.clear();
    this.#last = null;
  }

  /** A cover site that says the same of everybody, and whose texts are the allele's or not given yet. */
  #share(group: AlleleGroup, words: readonly Word[], texts: RecordTexts): number | null {
    let cover: CoverSite | null = null;
    for (let k = 0; k < words.length; k++) {
      const word = words[k]!;
      const site =
        word.kind === 'site' ? word.site : word.kind === 'absent' && word.state.kind === 'site' ? word.state.site : -1;
      const here = site < 0 ? null : this.#covers.of(k, site);
      if (here === null || !here.complete || (cover !== null && cover !== here)) return null;
      cover = here;
    }
    if (cover === null || cover.start > group.start || cover.end < group.end || !this.#columns.isOpen(cover.site))
      return null;
    const key = textKey(texts);
    const given = this.#texts.get(cover.site);
    if (given !== undefined) return given === key ? cover.site : null;
    this.#texts.set(cover.site, key);
    this.#columns.setTexts(cover.site, texts);
    return cover.site;
  }

  #makeSite(group: AlleleGroup, words: readonly Word[], texts: RecordTexts): number {
    const key = keyOf(group.start, words, texts);
    if (key !== null && this.#last?.key === key) return this.#last.site;
    const status = this.#status;
    clearStatus(status);
    words.forEach((word, k) => {
      const source = this.#sources[k]!;
      if (word.kind === 'site') addSite(source, word.site, status);
      else if (word.kind === 'absent') addAbsent(source, word.state, status);
      else {
        addPlanes(source, word.planes, status);
        addSet(source, source.live.segment.siteSets(word.site, sets).half, status.half);
      }
    });
    // An empty span: the site covers nothing and its UNKNOWN is final.
    const site = this.#columns.addSite(group.start, group.start, status, texts);
    this.#last = key === null ? null : { key, site };
    return site;
  }
}

function wordOf(source: MergeSource, group: AlleleGroup, k: number): Word {
  const { segment, callability } = source.live;
  const member = group.members.find((m) => m.k === k);
  if (member === undefined) return { kind: 'absent', state: callability.resolve(group.start, group.end) };
  const site = segment.site[member.index]!;
  if (segment.siteFlags[site]! >> UNKNOWN_SHIFT === 0) return { kind: 'site', site };
  const elsewhere = callability.ofSilent(member.index, group.start, group.end);
  if (elsewhere === null) return { kind: 'site', site };
  segment.siteSets(site, sets);
  const { genomes } = segment;
  return {
    kind: 'silent',
    site,
    planes: {
      miss: or(bitmapFrom(sets.miss, genomes), elsewhere.miss),
      low: or(bitmapFrom(sets.low, genomes), elsewhere.low),
      unknown: elsewhere.unknown,
    },
  };
}

/** Alleles with the same key have the same site; null when that cannot be told cheaply. */
function keyOf(start: number, words: readonly Word[], texts: RecordTexts): string | null {
  const parts: string[] = [String(start), textKey(texts)];
  for (const word of words) {
    if (word.kind === 'silent' || (word.kind === 'absent' && word.state.kind === 'mixed')) return null;
    if (word.kind === 'site') parts.push(`s${word.site}`);
    else parts.push(word.state.kind === 'site' ? `s${word.state.site}` : word.state.kind);
  }
  return parts.join(' ');
}

function textKey({ id, filter, qual }: RecordTexts): string {
  return `${filter}\t${qual}\t${id ?? ''}`;
}

/** Texts of all records of an allele in one: identifiers in order of appearance, filters as a sorted set, the highest quality. */
function textsOf(sources: readonly MergeSource[], members: readonly { k: number; index: number }[]): RecordTexts {
  const ids = new Set<string>();
  const filters = new Set<string>();
  let qual = Number.NaN;
  for (const { k, index } of members) {
    const { segment } = sources[k]!.live;
    const site = segment.site[index]!;
    for (const id of segment.reader.idOf(site)?.split(';') ?? []) ids.add(id);
    for (const filter of segment.reader.head.filters[segment.filter[site]!]!.split(';')) filters.add(filter);
    const here = segment.reader.qual()[site] ?? Number.NaN;
    if (!Number.isNaN(here) && !(here <= qual)) qual = here;
  }
  return { id: ids.size > 0 ? [...ids].join(';') : null, filter: [...filters].sort().join(';'), qual };
}
