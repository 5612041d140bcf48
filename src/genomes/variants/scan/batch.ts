import type { CountColumns } from '../counts/index.ts';
import type { ContigRow } from '../population/index.ts';
import { HEAP_BASE } from '../segment/index.ts';
import type { LiveSegment } from '../snapshot/index.ts';
import { placesOf } from './places.ts';

/** Some consecutive alleles of a contig with their counts, as columns; texts are decoded when asked for. */
export interface CountBatch {
  contig: ContigRow;
  rows: number;
  /** 0-based. */
  start: Uint32Array;
  /** One set of columns a mask, in the order of the request. */
  counts: readonly CountColumns[];
  /** Upper-case bases. */
  allele(row: number): { ref: string; alt: string };
  /** All alleles at once: below `HEAP_BASE` a substitution, else `HEAP_BASE` plus the offset of a heap entry in `texts`. */
  alleleTexts(): { code: Uint32Array; texts: Uint8Array };
  /** Identifiers that files carried. */
  ids(row: number): string[];
  /** Filters that files set, without `.`; `PASS` when one of them passed it. */
  filters(row: number): string[];
  /** Highest QUAL of all files; null when none has one. */
  qual(row: number): number | null;
}

/** Where a row's allele is in the segments, for decoding. */
export interface RowPlaces {
  live: readonly LiveSegment[];
  /** By segment: allele index of each row, or −1. */
  index: readonly Int32Array[];
}

/** A batch over counted rows. */
export function createBatch(
  contig: ContigRow,
  rows: number,
  start: Uint32Array,
  counts: readonly CountColumns[],
  places: RowPlaces,
): CountBatch {
  const { live, index } = places;
  const first = (row: number): { one: LiveSegment; at: number } => {
    for (let k = 0; k < live.length; k++) if (index[k]![row]! >= 0) return { one: live[k]!, at: index[k]![row]! };
    throw new RangeError(`the batch has ${rows} rows, not ${row + 1}`);
  };
  const all = (row: number): Places => placesOf(live, index, row);
  return {
    contig,
    rows,
    start,
    counts,
    allele(row) {
      const { one, at } = first(row);
      return one.segment.reader.allele(at);
    },
    alleleTexts: () => alleleTexts(rows, places),
    ids: (row) => idsOf(all(row)),
    filters: (row) => filtersOf(all(row)),
    qual: (row) => qualOf(all(row)),
  };
}

function alleleTexts(rows: number, { live, index }: RowPlaces): { code: Uint32Array; texts: Uint8Array } {
  const code = new Uint32Array(rows);
  let texts = new Uint8Array(4096);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    let k = 0;
    while (index[k]![row]! < 0) k++;
    const { allele, heap } = live[k]!.segment;
    const stored = allele[index[k]![row]!]!;
    if (stored < HEAP_BASE) {
      code[row] = stored;
      continue;
    }
    const from = stored - HEAP_BASE;
    const length = heap[from]! | (heap[from + 1]! << 8) | (heap[from + 2]! << 16) | (heap[from + 3]! << 24);
    const size = (length + 7) & ~3;
    if (at + size > texts.length) {
      const grown = new Uint8Array(Math.max(texts.length * 2, at + size));
      grown.set(texts.subarray(0, at));
      texts = grown;
    }
    for (let i = 0; i < size; i++) texts[at + i] = heap[from + i]!;
    code[row] = HEAP_BASE + at;
    at += size;
  }
  return { code, texts: texts.subarray(0, at) };
}

type Places = readonly { live: LiveSegment; index: number }[];

/** Identifiers of an allele in all its records, in order of first appearance. */
export function idsOf(places: Places): string[] {
  const ids = new Set<string>();
  for (const { live, index } of places) {
    const text = live.segment.reader.idOf(live.segment.site[index]!);
    for (const id of text?.split(';') ?? []) ids.add(id);
  }
  return [...ids];
}

/** Filters of an allele in all its records, sorted; `.` says nothing and is left out. */
export function filtersOf(places: Places): string[] {
  const filters = new Set<string>();
  for (const place of places) for (const filter of filterTexts(place)) filters.add(filter);
  filters.delete('.');
  return [...filters].sort();
}

/** Whether a record of the allele passed its filters or was not filtered. */
export function passes(places: Places): boolean {
  return places.some((place) => filterTexts(place).some((filter) => filter === 'PASS' || filter === '.'));
}

function filterTexts({ live: { segment }, index }: Places[number]): string[] {
  return segment.reader.head.filters[segment.filter[segment.site[index]!]!]!.split(';');
}

/** Highest QUAL of an allele's records, or null. */
export function qualOf(places: Places): number | null {
  let highest = Number.NaN;
  for (const { live, index } of places) {
    const qual = live.segment.reader.qual()[live.segment.site[index]!] ?? Number.NaN;
    if (!(qual <= highest)) highest = Number.isNaN(qual) ? highest : qual;
  }
  return Number.isNaN(highest) ? null : highest;
}
