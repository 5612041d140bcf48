import { type AlleleColumns, HALF_SHIFT, LOW_SHIFT, MISS_SHIFT, UNKNOWN_SHIFT } from './layout.ts';
import { chooseRepresentation, readSet, setWords, writeSet } from './sets.ts';

const SHIFTS = [MISS_SHIFT, LOW_SHIFT, HALF_SHIFT, UNKNOWN_SHIFT] as const;

/** How well a genome is called at a site, worst first. */
const status = { unknown: 0, missing: 1, half: 2, haploid: 3, diploid: 4 } as const;

/**
 * Joins the sites of two records that describe one allele: who is called in either is called. Both sites say the same afterwards.
 *
 * @param read gives payload words
 * @returns the payload of the joined sets; the columns of both sites are changed, their `sitePayloadAt` is the caller's to
 *   set. null when everybody is called diploid at both
 */
export function joinSites(
  columns: AlleleColumns,
  a: number,
  b: number,
  genomes: number,
  read: (at: number, count: number) => Uint32Array,
): Uint32Array | null {
  if (a === b || (columns.siteFlags[a] === 0 && columns.siteFlags[b] === 0)) return null;
  const left = statuses(columns, a, genomes, read);
  const right = statuses(columns, b, genomes, read);
  const lists: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let g = 0; g < genomes; g++) {
    const best = Math.max(left[g]!, right[g]!);
    if (best === status.missing) lists[0].push(g);
    if (best === status.half || best === status.haploid) lists[1].push(g);
    if (best === status.half) lists[2].push(g);
    if (best === status.unknown) lists[3].push(g);
  }
  const as = lists.map((list) => chooseRepresentation(list.length, genomes));
  const words = new Uint32Array(lists.reduce((sum, list, k) => sum + setWords(as[k]!, list.length, genomes), 0));
  let at = 0;
  let flags = 0;
  lists.forEach((list, k) => {
    at = writeSet(words, at, as[k]!, list, list.length, genomes);
    flags |= as[k]! << SHIFTS[k]!;
    columns.siteCounts[a * 4 + k] = list.length;
    columns.siteCounts[b * 4 + k] = list.length;
  });
  columns.siteFlags[a] = flags;
  columns.siteFlags[b] = flags;
  return words;
}

function statuses(
  columns: AlleleColumns,
  site: number,
  genomes: number,
  read: (at: number, count: number) => Uint32Array,
): Uint8Array {
  const of = new Uint8Array(genomes).fill(status.diploid);
  const flags = columns.siteFlags[site]!;
  let at = columns.sitePayloadAt[site]!;
  const as = [status.missing, status.haploid, status.half, status.unknown];
  SHIFTS.forEach((shift, k) => {
    const representation = (flags >> shift) & 3;
    const count = columns.siteCounts[site * 4 + k]!;
    const length = setWords(representation, count, genomes);
    for (const g of Array.from(readSet(read(at, length), 0, representation, count, genomes))) of[g] = as[k]!;
    at += length;
  });
  return of;
}

/** Payload words of a site's four sets. */
export function siteWords(columns: AlleleColumns, site: number, genomes: number): number {
  const flags = columns.siteFlags[site]!;
  let words = 0;
  SHIFTS.forEach((shift, k) => {
    words += setWords((flags >> shift) & 3, columns.siteCounts[site * 4 + k]!, genomes);
  });
  return words;
}
