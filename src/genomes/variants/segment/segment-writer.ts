import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { combineAlleles } from './combine.ts';
import { compareAlleles } from './heap.ts';
import type { SegmentBatch, SegmentHead } from './layout.ts';
import { type AlleleColumns, type CallableLayer, HEAP_BASE, SEGMENT_FORMAT, SEGMENT_MAGIC } from './layout.ts';

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

export interface FinishedSegment {
  /** Content name: SHA-256 of the file, hex. */
  name: string;
  path: string;
  bytes: number;
  alleles: number;
  sites: number;
  combined: CombinedAllele[];
}

const SEMICOLON = 59;
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
type Column = Uint8Array | Uint16Array | Uint32Array | Float32Array;

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
  #at = 16;
  #heapSize = 0;
  #alleles = 0;
  #sites = 0;

  /** @param directory folder of the segments; the file appears there only when {@link finish} succeeds */
  constructor(directory: string, head: { kind: SegmentHead['kind']; genomes: number; batches: SegmentBatch[] }) {
    mkdirSync(directory, { recursive: true });
    this.#directory = directory;
    this.#head = head;
    this.#temporary = join(directory, `.writing-${process.pid}-${randomBytes(6).toString('hex')}`);
    this.#fd = openSync(this.#temporary, 'wx+', 0o600);
    writeSync(this.#fd, Buffer.from(SEGMENT_MAGIC.padEnd(16, '\0'), 'latin1'));
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

  /** Sorts, joins alleles that two records describe, writes the columns, fsyncs and names the file. */
  finish(layers: CallableLayer[]): FinishedSegment {
    const columns = this.#concatenate();
    const order = sortedOrder(columns.start, columns.allele, columns.heap);
    const { kept, combined } = this.#combineEqual(columns, order);
    const sections: Section[] = [{ name: 'payload', type: 'u32', at: 16, bytes: this.#at - 16 }];
    const put = (name: string, column: Column): void => {
      this.#pad();
      sections.push({ name, type: typeOf(column), at: this.#at, bytes: column.byteLength });
      this.#write(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
    };
    for (const name of ALLELE_COLUMNS) put(name, kept ? reorder(columns[name], kept) : columns[name]);
    if (columns.end) put('end', kept ? reorder(columns.end, kept) : columns.end);
    for (const name of SITE_COLUMNS) {
      if (name === 'qual' ? columns.qual.some((q) => !Number.isNaN(q)) : columns[name].some((v) => v !== 0))
        put(name, columns[name]);
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
    const name = hashFile(this.#fd, this.#at);
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
  ): { kept: Uint32Array | null; combined: CombinedAllele[] } {
    const combined: CombinedAllele[] = [];
    const kept = new Uint32Array(columns.alleles);
    let n = 0;
    for (let k = 0; k < columns.alleles; k++) {
      const i = order ? order[k]! : k;
      const previous = n > 0 ? kept[n - 1]! : -1;
      if (previous >= 0 && columns.start[previous] === columns.start[i] && sameAllele(columns, previous, i)) {
        const words = combineAlleles(columns, previous, i, this.#head.genomes, (at, count) =>
          this.#readWords(at, count),
        );
        columns.payloadAt[previous] = (this.#at - 16) >>> 2;
        this.#write(new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
        combined.push({ start: columns.start[i]!, sites: [columns.site[previous]!, columns.site[i]!] });
      } else {
        kept[n++] = i;
      }
    }
    return { kept: order === null && n === columns.alleles ? null : kept.subarray(0, n), combined };
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
    this.#at += bytes.length;
  }
}

/** Order that sorts the alleles by start, reference, alternate; null when they are sorted. Left-alignment moves alleles only a little, so insertion is linear in practice. */
function sortedOrder(start: Uint32Array, allele: Uint32Array, heap: Uint8Array): Uint32Array | null {
  const inOrder = (a: number, b: number): boolean =>
    start[a]! !== start[b]! ? start[a]! < start[b]! : compareAlleles(heap, allele[a]!, heap, allele[b]!) <= 0;
  let i = 1;
  while (i < start.length && inOrder(i - 1, i)) i++;
  if (i >= start.length) return null;
  const order = Uint32Array.from(start, (_, k) => k);
  for (; i < order.length; i++) {
    const moving = order[i]!;
    let at = i;
    while (at > 0 && !inOrder(order[at - 1]!, moving)) {
      order[at] = order[at - 1]!;
      at--;
    }
    order[at] = moving;
  }
  return order;
}

function sameAllele(columns: AlleleColumns, a: number, b: number): boolean {
  if (columns.end && columns.end[a] !== columns.end[b]) return false;
  return compareAlleles(columns.heap, columns.allele[a]!, columns.heap, columns.allele[b]!) === 0;
}

function reorder<T extends Column>(column: T, order: Uint32Array): T {
  const out = column.slice(0, order.length) as T;
  for (let i = 0; i < order.length; i++) out[i] = column[order[i]!]!;
  return out;
}

function concatenate<T extends Column>(parts: Column[], type: new (length: number) => T): T {
  const out = new type(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function typeOf(column: Column): Section['type'] {
  if (column instanceof Uint8Array) return 'u8';
  if (column instanceof Uint16Array) return 'u16';
  return column instanceof Float32Array ? 'f32' : 'u32';
}

function maxSpan(start: Uint32Array, end: Uint32Array): number {
  let longest = 0;
  for (let i = 0; i < start.length; i++) if (end[i]! - start[i]! > longest) longest = end[i]! - start[i]!;
  return longest;
}

function maxSpanOfAlleles(columns: AlleleColumns): number {
  if (columns.end) return maxSpan(columns.start, columns.end);
  let longest = 1;
  const view = new DataView(columns.heap.buffer, columns.heap.byteOffset, columns.heap.byteLength);
  for (let i = 0; i < columns.alleles; i++) {
    const code = columns.allele[i]!;
    if (code >= HEAP_BASE) longest = Math.max(longest, view.getUint32(code - HEAP_BASE, true) - 2);
  }
  return longest;
}

/** FNV-1a of a text's UTF-8 bytes, 32 bits: the key of the ID index. */
export function hashId(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** The ID index: hashes of all identifiers, ascending, each beside its site. Sorted as 64-bit words (hash above, site below) without a comparator. */
function buildIdIndex(columns: AlleleColumns): { hash: Uint32Array; site: Uint32Array } | null {
  const heap = columns.heap;
  const view = new DataView(heap.buffer, heap.byteOffset, heap.byteLength);
  let words = new Uint32Array(1024);
  let n = 0;
  for (let i = 0; i < columns.sites; i++) {
    const at = columns.id[i]!;
    if (at === 0) continue;
    const from = at + 3;
    const to = from + view.getUint32(at - 1, true);
    for (let p = from; p <= to; ) {
      let hash = 0x811c9dc5;
      for (; p < to && heap[p] !== SEMICOLON; p++) hash = Math.imul(hash ^ heap[p]!, 0x01000193);
      p++;
      if (n * 2 + 2 > words.length) {
        const grown = new Uint32Array(words.length * 2);
        grown.set(words);
        words = grown;
      }
      words[n * 2] = i;
      words[n * 2 + 1] = hash;
      n++;
    }
  }
  if (n === 0) return null;
  new BigUint64Array(words.buffer, 0, n).sort();
  const hash = new Uint32Array(n);
  const site = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    site[i] = words[i * 2]!;
    hash[i] = words[i * 2 + 1]!;
  }
  return { hash, site };
}

function hashFile(fd: number, length: number): string {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(1 << 22);
  for (let at = 0; at < length; ) {
    const read = readSync(fd, buffer, 0, Math.min(buffer.length, length - at), at);
    if (read === 0) throw new Error('segment file ends early');
    hash.update(buffer.subarray(0, read));
    at += read;
  }
  return hash.digest('hex');
}

/** Makes names in a folder durable. */
export function fsyncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
