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
  /** Substitution code of a row (see segment/layout), or −1. */
  substitution(row: number): number;
  /** Upper-case bases. */
  allele(row: number): { ref: string; alt: string };
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
    substitution(row) {
      const { one, at } = first(row);
      const code = one.segment.allele[at]!;
      return code < HEAP_BASE ? code : -1;
    },
    allele(row) {
      const { one, at } = first(row);
      return one.segment.reader.allele(at);
    },
    ids: (row) => idsOf(all(row)),
    filters: (row) => filtersOf(all(row)),
    qual: (row) => qualOf(all(row)),
  };
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
