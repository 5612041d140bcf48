import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

import { compareAlleles, decodeAllele, HeapBuilder, heapText } from './heap.ts';
import { hashId } from './id-index.ts';
import { type CallableLayer, HEAP_BASE, SEGMENT_FORMAT, SEGMENT_MAGIC } from './layout.ts';
import type { Section, SegmentFooter } from './segment-writer.ts';

type Column = Uint8Array | Uint16Array | Uint32Array | Float32Array;

/** Read access to one segment file. Columns are read when first asked for and then kept; the payload whole or by range. */
export class SegmentReader {
  readonly path: string;
  readonly head: SegmentFooter;
  readonly #fd: number;
  readonly #columns = new Map<string, Column>();
  #resident = 0;
  readonly #sections: Map<string, Section>;

  private constructor(path: string, fd: number, head: SegmentFooter) {
    this.path = path;
    this.#fd = fd;
    this.head = head;
    this.#sections = new Map(head.sections.map((section) => [section.name, section]));
  }

  /** Opens a segment. @throws Error when the file is not a whole segment of a format this program knows */
  static open(path: string): SegmentReader {
    const fd = openSync(path, 'r');
    try {
      const size = fstatSync(fd).size;
      const tail = Buffer.alloc(12);
      readSync(fd, tail, 0, 12, Math.max(0, size - 12));
      const length = tail.readUInt32LE(0);
      if (size < 40 || tail.toString('latin1', 4) !== SEGMENT_MAGIC || length > size - 28) {
        throw new Error(`${path} is not a whole segment file`);
      }
      const json = Buffer.alloc(length);
      readSync(fd, json, 0, length, size - 12 - length);
      const head = JSON.parse(json.toString('utf8')) as SegmentFooter;
      if (head.format > SEGMENT_FORMAT)
        throw new Error(`${path} has segment format ${head.format}; this program reads up to ${SEGMENT_FORMAT}`);
      return new SegmentReader(path, fd, head);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  /** Bytes held in memory. */
  get resident(): number {
    return this.#resident;
  }

  /** A 32-bit column; columns left out of the file (all default) come as zeros. */
  u32(
    name:
      | 'start'
      | 'allele'
      | 'site'
      | 'one'
      | 'two'
      | 'payloadAt'
      | 'end'
      | 'siteStart'
      | 'siteEnd'
      | 'siteCounts'
      | 'sitePayloadAt'
      | 'id'
      | 'idHash'
      | 'idSite',
  ): Uint32Array {
    return this.#column(name, Uint32Array);
  }

  u16(name: 'filter'): Uint16Array {
    return this.#column(name, Uint16Array);
  }

  u8(name: 'flags' | 'siteFlags' | 'heap'): Uint8Array {
    return this.#column(name, Uint8Array);
  }

  /** QUAL per site; empty when no site has one. */
  qual(): Float32Array {
    return this.#sections.has('qual') ? this.#column('qual', Float32Array) : new Float32Array(0);
  }

  /** The whole payload, kept in memory from now on. */
  payload(): Uint32Array {
    return this.#column('payload', Uint32Array);
  }

  /** Payload words `at` … `at + count`: from memory when the payload is loaded, else read from the file. */
  payloadWords(at: number, count: number): Uint32Array {
    const loaded = this.#columns.get('payload');
    if (loaded) return (loaded as Uint32Array).subarray(at, at + count);
    const section = this.#sections.get('payload')!;
    const words = new Uint32Array(count);
    readFully(this.#fd, new Uint8Array(words.buffer), section.at + at * 4);
    return words;
  }

  /** Reference and alternate bases of allele `index`. */
  allele(index: number): { ref: string; alt: string } {
    const code = this.u32('allele')[index]!;
    return decodeAllele(code < HEAP_BASE ? EMPTY_HEAP : this.u8('heap'), code);
  }

  /** ID column of site `index`, or null. */
  idOf(site: number): string | null {
    if (!this.#sections.has('id')) return null;
    const at = this.u32('id')[site]!;
    return at === 0 ? null : heapText(this.u8('heap'), at - 1);
  }

  /** Index of the allele with this 0-based start and upper-case bases, or −1. */
  find(start: number, ref: string, alt: string): number {
    const builder = new HeapBuilder();
    const code = builder.addAllele(ref, alt);
    const heap = code < HEAP_BASE ? EMPTY_HEAP : builder.finish();
    const starts = this.u32('start');
    const alleles = this.u32('allele');
    for (let i = lowerBound(starts, start); i < starts.length && starts[i] === start; i++) {
      const here = alleles[i]!;
      if (compareAlleles(here < HEAP_BASE ? EMPTY_HEAP : this.u8('heap'), here, heap, code) === 0) return i;
    }
    return -1;
  }

  /** Allele indices `[first, last)` whose start lies in `[start, end)`. */
  range(start: number, end: number): [number, number] {
    const starts = this.u32('start');
    return [lowerBound(starts, start), lowerBound(starts, end)];
  }

  /** Sites whose ID column has this identifier. */
  sitesWithId(id: string): number[] {
    if (!this.#sections.has('idHash')) return [];
    const hashes = this.u32('idHash');
    const sites = this.u32('idSite');
    const hash = hashId(id);
    const found: number[] = [];
    for (let i = lowerBound(hashes, hash); i < hashes.length && hashes[i] === hash; i++) {
      if (this.idOf(sites[i]!)?.split(';').includes(id)) found.push(sites[i]!);
    }
    return found;
  }

  /** Where genomes are called without a record. */
  layers(): CallableLayer[] {
    return this.head.layers.map((layer, i): CallableLayer => {
      const column = (name: string): Uint32Array => this.#column(`layer${i}.${name}`, Uint32Array);
      if (layer.kind === 'blocks')
        return { ...layer, kind: 'blocks', offsets: column('offsets'), start: column('start'), end: column('end') };
      if (layer.kind === 'bed') return { ...layer, kind: 'bed', start: column('start'), end: column('end') };
      return { ...layer, kind: layer.kind };
    });
  }

  close(): void {
    this.#columns.clear();
    this.#resident = 0;
    closeSync(this.#fd);
  }

  #column<T extends Column>(
    name: string,
    type: new (buffer: ArrayBuffer | SharedArrayBuffer, offset: number, length: number) => T,
  ): T {
    const known = this.#columns.get(name);
    if (known) return known as T;
    const section = this.#sections.get(name);
    const width = type === (Uint8Array as unknown) ? 1 : type === (Uint16Array as unknown) ? 2 : 4;
    const bytes = section ? section.bytes : this.#defaultLength(name) * width;
    const buffer = new SharedArrayBuffer(Math.max(bytes, 0));
    if (section) readFully(this.#fd, new Uint8Array(buffer), section.at);
    const column = new type(buffer, 0, bytes / width);
    this.#columns.set(name, column);
    this.#resident += column.byteLength;
    return column;
  }

  #defaultLength(name: string): number {
    if (name === 'siteCounts') return this.head.sites * 4;
    if (name.startsWith('site') || name === 'filter' || name === 'id')
      return name === 'site' ? this.head.alleles : this.head.sites;
    return name.startsWith('layer') || name === 'heap' || name.startsWith('id') ? 0 : this.head.alleles;
  }
}

const EMPTY_HEAP = new Uint8Array(0);

/** First index whose value is not below `value`, in an ascending array. */
export function lowerBound(sorted: Uint32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function readFully(fd: number, into: Uint8Array, at: number): void {
  for (let done = 0; done < into.length; ) {
    const read = readSync(fd, into, done, Math.min(into.length - done, 1 << 30), at + done);
    if (read === 0) throw new Error('segment file ends early');
    done += read;
  }
}
