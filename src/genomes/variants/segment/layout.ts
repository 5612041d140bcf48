/**
 * The layout of a segment: all small alleles (or all structural ones) of one contig in one batch of genomes.
 *
 * A segment is immutable and named by its content. It knows genomes only by their local number in the batch
 * (0 … genomes−1); the table `genomes.genomes` says which genome each is. Alleles are sorted by start, then
 * reference bases, then alternate bases. A *site* is a record of the source file: it says who was called there;
 * alleles of one record share it. Positions are 0-based, half-open.
 *
 * Sets over local numbers (see sets.ts) are stored as nothing, a sorted list, a bit plane, or "everybody":
 * per allele ONE (one copy) and TWO (two copies); per site MISS (a record but no called allele), LOW (one called
 * allele), HALF (the part of LOW that is a half call such as `./1`), UNKNOWN (no record and not callable there;
 * written only by compaction, which puts batches together). Everybody else is called diploid with no copy.
 */
export const SEGMENT_MAGIC = 'IDUNSEG1';
export const SEGMENT_FORMAT = 1;

/** How a set is stored: two bits. */
export const EMPTY = 0;
export const SPARSE = 1;
export const DENSE = 2;
export const ALL = 3;

/** Bit positions of the representations in the allele flags. */
export const ONE_SHIFT = 0;
export const TWO_SHIFT = 2;
/** Phase of the ONE carriers: 0 none phased, 1 all phased, 2 some (a bit string says which). */
export const PHASE_SHIFT = 4;

/** Bit positions of the representations in the site flags. */
export const MISS_SHIFT = 0;
export const LOW_SHIFT = 2;
export const HALF_SHIFT = 4;
export const UNKNOWN_SHIFT = 6;

/** Allele codes below this are single-base substitutions: reference·4 + alternate with A=0, C=1, G=2, T=3. */
export const HEAP_BASE = 16;

/** Filter dictionary entries that every segment has: 0 is `.` (not filtered), 1 is `PASS`. */
export const NO_FILTER = 0;
export const PASS_FILTER = 1;

/**
 * One stretch of alleles and sites of one contig, as parsed by a worker and as held by a segment.
 * `payload` holds the sets of alleles and sites; `…PayloadAt` counts 4-byte words from its beginning.
 */
export interface AlleleColumns {
  /** Number of alleles. */
  alleles: number;
  /** 0-based start of the normalised allele. */
  start: Uint32Array;
  /** Allele code: < HEAP_BASE a substitution, else HEAP_BASE + offset of a heap entry (see heap.ts). */
  allele: Uint32Array;
  /** Index of the allele's site. */
  site: Uint32Array;
  /** ONE, TWO and PHASE representations. */
  flags: Uint8Array;
  /** Carriers of one copy, and of two. */
  one: Uint32Array;
  two: Uint32Array;
  payloadAt: Uint32Array;
  /** Structural segments only: 0-based exclusive end of the allele on the reference (END, or start + REF length). */
  end?: Uint32Array;

  /** Number of sites. */
  sites: number;
  siteStart: Uint32Array;
  /** 0-based exclusive end of the record's reference bases. */
  siteEnd: Uint32Array;
  siteFlags: Uint8Array;
  /** Sizes of MISS, LOW, HALF, UNKNOWN: four numbers a site. */
  siteCounts: Uint32Array;
  sitePayloadAt: Uint32Array;
  /** Index in the filter dictionary. */
  filter: Uint16Array;
  /** QUAL; NaN when absent. */
  qual: Float32Array;
  /** Heap offset of the ID column's text plus 1; 0 when absent. */
  id: Uint32Array;

  heap: Uint8Array;
  payload: Uint8Array;
  /** Filter texts as in the FILTER column (`q10;s50`); entries 0 and 1 are `.` and `PASS`. */
  filters: string[];
}

/** Where genomes of a batch are called although the file has no record there. Local numbers `from` … `to`−1. */
export type CallableLayer =
  | { kind: 'sites'; from: number; to: number }
  | { kind: 'everything'; from: number; to: number }
  /** The same sorted, merged intervals for every genome of the layer. */
  | { kind: 'bed'; from: number; to: number; start: Uint32Array; end: Uint32Array }
  /** Intervals per genome: those of genome `from + i` are `offsets[i]` … `offsets[i + 1]`−1. */
  | { kind: 'blocks'; from: number; to: number; offsets: Uint32Array; start: Uint32Array; end: Uint32Array };

/** A batch whose genomes a segment holds: local numbers `from` … `from + genomes − 1`. */
export interface SegmentBatch {
  batchNo: number;
  from: number;
  genomes: number;
}

/** What a segment says of itself. */
export interface SegmentHead {
  format: number;
  kind: 'small' | 'structural';
  /** Number of genomes over all batches. */
  genomes: number;
  batches: SegmentBatch[];
  alleles: number;
  sites: number;
  filters: string[];
}
