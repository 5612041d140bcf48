import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fsyncFolder } from '../../../platform/durable/index.ts';
import {
  allMissing,
  allZero,
  type Column,
  concatenate,
  maxSpan,
  maxSpanOfAlleles,
  reorder,
  sameAllele,
  sameWords,
  typeOf,
} from './column-arrays.ts';
import { alleleWords, combineAlleles, shareCarriers } from './combine.ts';
import { decodeAllele } from './heap.ts';
import { buildIdIndex } from './id-index.ts';
import { joinSites, siteWords } from './join-sites.ts';
import type { SegmentBatch, SegmentHead } from './layout.ts';
import { type AlleleColumns, type CallableLayer, HEAP_BASE, SEGMENT_FORMAT, SEGMENT_MAGIC } from './layout.ts';
import { sortedOrder } from './sorted-order.ts';

/** One column in the file. `at` and `bytes` are byte offsets and lengths; every section starts on 16 bytes. */
export interface Section {
  name: string;
  type: 'u8' | 'u16' | 'u32' | 'f32';
  at: number;
  bytes: number;
}

/** The JSON at the end of a segment file. */
export interface SegmentFooter extends SegmentHead {
  sections: Section[];
  /** Longest reference span of an allele and of a site: how far left of a region a reader must look. */
  maxAlleleSpan: number;
  maxSiteSpan: number;
  layers: { kind: CallableLayer['kind']; from: number; to: number }[];
}

/** What became of the alleles that two records of the batch both describe. */
export interface CombinedAllele {
  /** 0-based start, and the sites (records) in file order. */
  start: number;
  sites: [number, number];
}

/** Two records that describe the same allele. */
export interface EqualAlleles {
  /** 0-based start of the allele, and the sites (records) in the order they came. */
  start: number;
  sites: [number, number];
  /** The records have the same POS, as long a REF and as many alleles. */
  sameRecord: boolean;
  /** The same genomes carry as many copies in the same phase, and the same are called. */
  sameCalls: boolean;
  /** A genome carries the allele in both. */
  sharedCarriers: boolean;
  /** Difference of the lengths of reference and alternate. */
  lengthChange: number;
}

/**
 * What to do with an allele that two records describe: `join` adds up the copies (at most two), `most` takes for each genome those of the
 * record that has more, `first` keeps the first record's.
 * It may throw: then the caller aborts the writer.
 */
export type EqualJudgement = 'join' | 'most' | 'first';
export type JudgeEqual = (pair: EqualAlleles) => EqualJudgement;

export interface FinishedSegment {
  /** Content name: SHA-256 of the file, hex. */
  name: string;
  path: string;
  bytes: number;
  alleles: number;
  sites: number;
  combined: CombinedAllele[];
}

const ALLELE_COLUMNS = ['start', 'allele', 'site', 'flags', 'one', 'two', 'payloadAt'] as const;
const SITE_COLUMNS = [
  'siteStart',
  'siteEnd',
  'siteFlags',
  'siteCounts',
  'sitePayloadAt',
  'filter',
  'qual',
  'id',
] as const;
type ColumnName = (typeof ALLELE_COLUMNS)[number] | (typeof SITE_COLUMNS)[number];

/**
 * Writes one segment: payload as it comes, columns at the end, then fsync and a rename to the content's name.
 * Memory: the columns (about 45 bytes an allele) of one contig, and one chunk's payload.
 */
export class SegmentWriter {
  readonly #directory: string;
  readonly #temporary: string;
  readonly #fd: number;
  readonly #head: { kind: SegmentHead['kind']; genomes: number; batches: SegmentBatch[] };
  readonly #parts = new Map<ColumnName | 'end', Column[]>();
  readonly #heaps: Uint8Array[] = [];
  readonly #filters = new Map<string, number>([
    ['.', 0],
    ['PASS', 1],
  ]);
  /** Of all that is written: a segment is named by its content. */
  readonly #hash = createHash('sha256');
  #at = 0;
  #heapSize = 0;
  #alleles = 0;
  #sites = 0;
  /** Number of alleles of each site, counted when first asked for. */
  #siteAlleles: Uint32Array | null = null;

  /** @param directory folder of the segments; the file appears there only when {@link finish} succeeds */
  constructor(directory: string, head: { kind: SegmentHead['kind']; genomes: number; batches: SegmentBatch[] }) {
    mkdirSync(directory, { recursive: true });
    this.#directory = directory;
    this.#head = head;
    this.#temporary = join(directory, `.writing-${process.pid}-${randomBytes(6).toString('hex')}`);
    this.#fd = openSync(this.#temporary, 'wx+', 0o600);
    this.#write(Buffer.from(SEGMENT_MAGIC.padEnd(16, '\0'), 'latin1'));
  }

  get alleles(): number {
    return this.#alleles;
  }

  get sites(): number {
    return this.#sites;
  }

  /** Adds alleles and sites that follow those added before. Takes the arrays over. Order within the contig may be slightly off: {@link finish} sorts. */
  append(columns: AlleleColumns): void {
    const payloadBase = (this.#at - 16) >>> 2;
    const heapBase = this.#heapSize;
    const siteBase = this.#sites;
    for (let i = 0; i < columns.alleles; i++) {
      columns.site[i]! += siteBase;
      columns.payloadAt[i]! += payloadBase;
      if (columns.allele[i]! >= HEAP_BASE) columns.allele[i]! += heapBase;
    }
    const filterMap = columns.filters.map((text) => this.#filterIndex(text));
    for (let i = 0; i < columns.sites; i++) {
      columns.sitePayloadAt[i]! += payloadBase;
      columns.filter[i] = filterMap[columns.filter[i]!]!;
      if (columns.id[i]! !== 0) columns.id[i]! += heapBase;
    }
    for (const name of ALLELE_COLUMNS) this.#push(name, columns[name].subarray(0, columns.alleles));
    if (columns.end) this.#push('end', columns.end.subarray(0, columns.alleles));
    for (const name of SITE_COLUMNS) {
      this.#push(name, columns[name].subarray(0, name === 'siteCounts' ? columns.sites * 4 : columns.sites));
    }
    this.#heaps.push(columns.heap);
    this.#heapSize += columns.heap.length;
    this.#write(columns.payload);
    this.#alleles += columns.alleles;
    this.#sites += columns.sites;
  }

  /**
   * Sorts, joins alleles that two records describe, writes the columns, fsyncs and names the file.
   * @param judge asked for each such pair; without it they are joined
   */
  finish(layers: CallableLayer[], judge?: JudgeEqual): FinishedSegment {
    const columns = this.#concatenate();
    const order = sortedOrder(columns.start, columns.allele, columns.heap);
    const { kept, combined } = this.#combineEqual(columns, order, judge);
    const sections: Section[] = [{ name: 'payload', type: 'u32', at: 16, bytes: this.#at - 16 }];
    const put = (name: string, column: Column): void => {
      this.#pad();
      sections.push({ name, type: typeOf(column), at: this.#at, bytes: column.byteLength });
      this.#write(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
    };
    for (const name of ALLELE_COLUMNS) put(name, kept ? reorder(columns[name], kept) : columns[name]);
    if (columns.end) put('end', kept ? reorder(columns.end, kept) : columns.end);
    for (const name of SITE_COLUMNS) {
      if (name === 'qual' ? !allMissing(columns.qual) : !allZero(columns[name])) put(name, columns[name]);
    }
    const idIndex = buildIdIndex(columns);
    if (idIndex) {
      put('idHash', idIndex.hash);
      put('idSite', idIndex.site);
    }
    put('heap', columns.heap);
    this.#putLayers(layers, put);
    const alleles = kept ? kept.length : this.#alleles;
    const footer: SegmentFooter = {
      format: SEGMENT_FORMAT,
      ...this.#head,
      alleles,
      sites: this.#sites,
      filters: [...this.#filters.keys()],
      sections,
      maxAlleleSpan: maxSpanOfAlleles(columns),
      maxSiteSpan: maxSpan(columns.siteStart, columns.siteEnd),
      layers: layers.map(({ kind, from, to }) => ({ kind, from, to })),
    };
    return { ...this.#seal(footer), alleles, sites: this.#sites, combined };
  }

  /** Gives up: closes and removes the unfinished file. */
  abort(): void {
    closeSync(this.#fd);
    rmSync(this.#temporary, { force: true });
  }

  #seal(footer: SegmentFooter): { name: string; path: string; bytes: number } {
    const json = Buffer.from(JSON.stringify(footer), 'utf8');
    const tail = Buffer.alloc(12);
    tail.writeUInt32LE(json.length, 0);
    tail.write(SEGMENT_MAGIC, 4, 'latin1');
    this.#pad();
    this.#write(json);
    this.#write(tail);
    fsyncSync(this.#fd);
    const name = this.#hash.digest('hex');
    closeSync(this.#fd);
    const folder = join(this.#directory, name.slice(0, 2));
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${name}.seg`);
    renameSync(this.#temporary, path);
    fsyncFolder(folder);
    fsyncFolder(dirname(folder));
    return { name, path, bytes: this.#at };
  }

  #putLayers(layers: CallableLayer[], put: (name: string, column: Column) => void): void {
    layers.forEach((layer, i) => {
      if (layer.kind === 'blocks') put(`layer${i}.offsets`, layer.offsets);
      if (layer.kind === 'blocks' || layer.kind === 'bed') {
        put(`layer${i}.start`, layer.start);
        put(`layer${i}.end`, layer.end);
      }
    });
  }

  #combineEqual(
    columns: AlleleColumns,
    order: Uint32Array | null,
    judge: JudgeEqual | undefined,
  ): { kept: Uint32Array | null; combined: CombinedAllele[] } {
    const combined: CombinedAllele[] = [];
    const kept = new Uint32Array(columns.alleles);
    let n = 0;
    for (let k = 0; k < columns.alleles; k++) {
      const i = order ? order[k]! : k;
      const previous = n > 0 ? kept[n - 1]! : -1;
      if (previous >= 0 && columns.start[previous] === columns.start[i] && sameAllele(columns, previous, i)) {
        const sites: [number, number] = [columns.site[previous]!, columns.site[i]!];
        const judged = judge === undefined ? 'join' : judge(this.#describeEqual(columns, previous, i));
        if (judged !== 'first') {
          this.#join(columns, previous, i, judged);
          combined.push({ start: columns.start[i]!, sites });
        }
      } else {
        kept[n++] = i;
      }
    }
    return { kept: order === null && n === columns.alleles ? null : kept.subarray(0, n), combined };
  }

  /** Adds allele `b` to allele `a`, and makes their sites say the same. */
  #join(columns: AlleleColumns, a: number, b: number, how: 'join' | 'most'): void {
    const { genomes } = this.#head;
    const read = (at: number, count: number): Uint32Array => this.#readWords(at, count);
    const words = combineAlleles(columns, a, b, genomes, read, how);
    columns.payloadAt[a] = this.#putWords(words);
    const [first, second] = [columns.site[a]!, columns.site[b]!];
    const sets = joinSites(columns, first, second, genomes, read);
    if (sets === null) return;
    columns.sitePayloadAt[first] = this.#putWords(sets);
    columns.sitePayloadAt[second] = columns.sitePayloadAt[first]!;
  }

  #describeEqual(columns: AlleleColumns, a: number, b: number): EqualAlleles {
    const { genomes } = this.#head;
    const [first, second] = [columns.site[a]!, columns.site[b]!];
    const wordsOf = (i: number): Uint32Array =>
      this.#readWords(columns.payloadAt[i]!, alleleWords(columns.flags[i]!, columns.one[i]!, columns.two[i]!, genomes));
    const siteWordsOf = (site: number): Uint32Array =>
      this.#readWords(columns.sitePayloadAt[site]!, siteWords(columns, site, genomes));
    const sameCounts =
      columns.flags[a] === columns.flags[b] &&
      columns.one[a] === columns.one[b] &&
      columns.two[a] === columns.two[b] &&
      columns.siteFlags[first] === columns.siteFlags[second];
    const { ref, alt } = decodeAllele(columns.heap, columns.allele[a]!);
    return {
      start: columns.start[b]!,
      sites: [first, second],
      sameRecord:
        columns.siteStart[first] === columns.siteStart[second] &&
        columns.siteEnd[first] === columns.siteEnd[second] &&
        this.#allelesAt(columns, first) === this.#allelesAt(columns, second),
      sameCalls: sameCounts && sameWords(wordsOf(a), wordsOf(b)) && sameWords(siteWordsOf(first), siteWordsOf(second)),
      sharedCarriers: shareCarriers(columns, a, b, genomes, (at, count) => this.#readWords(at, count)),
      lengthChange: Math.abs(ref.length - alt.length),
    };
  }

  #allelesAt(columns: AlleleColumns, site: number): number {
    if (this.#siteAlleles === null) {
      this.#siteAlleles = new Uint32Array(columns.sites);
      for (let i = 0; i < columns.alleles; i++) this.#siteAlleles[columns.site[i]!]!++;
    }
    return this.#siteAlleles[site]!;
  }

  /** Appends words to the payload; gives their place. */
  #putWords(words: Uint32Array): number {
    const at = (this.#at - 16) >>> 2;
    this.#write(new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
    return at;
  }

  #readWords(at: number, count: number): Uint32Array {
    const words = new Uint32Array(count);
    const bytes = new Uint8Array(words.buffer);
    if (readSync(this.#fd, bytes, 0, bytes.length, 16 + at * 4) !== bytes.length)
      throw new Error('segment payload ends early');
    return words;
  }

  #concatenate(): AlleleColumns {
    const join32 = (name: ColumnName | 'end'): Uint32Array => concatenate(this.#parts.get(name) ?? [], Uint32Array);
    return {
      alleles: this.#alleles,
      start: join32('start'),
      allele: join32('allele'),
      site: join32('site'),
      flags: concatenate(this.#parts.get('flags') ?? [], Uint8Array),
      one: join32('one'),
      two: join32('two'),
      payloadAt: join32('payloadAt'),
      ...(this.#parts.has('end') ? { end: join32('end') } : {}),
      sites: this.#sites,
      siteStart: join32('siteStart'),
      siteEnd: join32('siteEnd'),
      siteFlags: concatenate(this.#parts.get('siteFlags') ?? [], Uint8Array),
      siteCounts: join32('siteCounts'),
      sitePayloadAt: join32('sitePayloadAt'),
      filter: concatenate(this.#parts.get('filter') ?? [], Uint16Array),
      qual: concatenate(this.#parts.get('qual') ?? [], Float32Array),
      id: join32('id'),
      heap: concatenate(this.#heaps, Uint8Array),
      payload: new Uint8Array(0),
      filters: [...this.#filters.keys()],
    };
  }

  #filterIndex(text: string): number {
    const known = this.#filters.get(text);
    if (known !== undefined) return known;
    this.#filters.set(text, this.#filters.size);
    return this.#filters.size - 1;
  }

  #push(name: ColumnName | 'end', column: Column): void {
    const parts = this.#parts.get(name);
    if (parts) parts.push(column);
    else this.#parts.set(name, [column]);
  }

  #pad(): void {
    const rest = this.#at & 15;
    if (rest !== 0) this.#write(new Uint8Array(16 - rest));
  }

  #write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(this.#fd, bytes, done, Math.min(bytes.length - done, 1 << 26), this.#at + done);
    }
    this.#hash.update(bytes);
    this.#at += bytes.length;
  }
}
