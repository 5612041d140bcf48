/**
 * Exact counts as columns: one row an allele (a scan) or one row a group (a lookup).
 * `hemi` are haploid alternate calls; `missing` genomes with a record there and no called allele; `unknown` genomes that
 * have no record there and are not declared callable.
 */
export interface CountColumns {
  ac: Uint32Array;
  an: Uint32Array;
  hom: Uint32Array;
  hemi: Uint32Array;
  het: Uint32Array;
  missing: Uint32Array;
  unknown: Uint32Array;
}

/** Names of the columns, in the order of files. */
export const COUNT_NAMES = ['ac', 'an', 'hom', 'hemi', 'het', 'missing', 'unknown'] as const;

/** One row of {@link CountColumns}. */
export interface AlleleCounts {
  ac: number;
  an: number;
  hom: number;
  hemi: number;
  het: number;
  missing: number;
  unknown: number;
}

/** Columns of zeros. */
export function createCountColumns(rows: number): CountColumns {
  const column = (): Uint32Array => new Uint32Array(rows);
  return {
    ac: column(),
    an: column(),
    hom: column(),
    hemi: column(),
    het: column(),
    missing: column(),
    unknown: column(),
  };
}

/** Row `at` as an object. */
export function countsAt(columns: CountColumns, at: number): AlleleCounts {
  return {
    ac: columns.ac[at]!,
    an: columns.an[at]!,
    hom: columns.hom[at]!,
    hemi: columns.hemi[at]!,
    het: columns.het[at]!,
    missing: columns.missing[at]!,
    unknown: columns.unknown[at]!,
  };
}

/** Sizes of an allele's sets under one mask, before ploidy is applied. */
export interface RawCounts {
  one: number;
  two: number;
  miss: number;
  low: number;
  unknown: number;
  /** |ONE ∧ LOW|: haploid and half calls of the allele. */
  oneLow: number;
  /** |ONE ∧ HALF|: half calls of the allele. */
  oneHalf: number;
}

export function createRawCounts(): RawCounts {
  return { one: 0, two: 0, miss: 0, low: 0, unknown: 0, oneLow: 0, oneHalf: 0 };
}

/** Adds genomes that should have two copies. @param size of the mask the raw counts were made under */
export function addDiploid(into: CountColumns, at: number, raw: RawCounts, size: number): void {
  const hemi = raw.oneLow - raw.oneHalf;
  into.ac[at]! += raw.one + 2 * raw.two;
  into.an[at]! += 2 * (size - raw.miss - raw.unknown) - raw.low;
  into.hom[at]! += raw.two;
  into.hemi[at]! += hemi;
  into.het[at]! += raw.one - hemi;
  into.missing[at]! += raw.miss;
  into.unknown[at]! += raw.unknown;
}

/** Adds men on X and Y outside the pseudo-autosomal regions: one copy each; a diploid heterozygous call there is none. */
export function addHaploid(into: CountColumns, at: number, raw: RawCounts, size: number): void {
  const heterozygous = raw.one - raw.oneLow;
  const carriers = raw.two + raw.oneLow;
  into.ac[at]! += carriers;
  into.an[at]! += size - raw.miss - raw.unknown - heterozygous;
  into.hemi[at]! += carriers;
  into.missing[at]! += raw.miss + heterozygous;
  into.unknown[at]! += raw.unknown;
}

/** Adds genomes on the mitochondrion: one copy a carrier; `hom` are homoplasmic calls, `het` heteroplasmic ones. */
export function addMitochondrial(into: CountColumns, at: number, raw: RawCounts, size: number): void {
  const homoplasmic = raw.two + raw.oneLow - raw.oneHalf;
  into.ac[at]! += raw.one + raw.two;
  into.an[at]! += size - raw.miss - raw.unknown;
  into.hom[at]! += homoplasmic;
  into.het[at]! += raw.one + raw.two - homoplasmic;
  into.missing[at]! += raw.miss;
  into.unknown[at]! += raw.unknown;
}
