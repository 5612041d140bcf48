import type { RuleName, VcfHeader, VcfWarning } from '../../../formats/vcf/index.ts';
import type { CallKeys, DetailBlock } from '../calls/index.ts';
import type { AlleleColumns } from '../segment/index.ts';
import type { ContigRole } from './model.ts';
import type { ReferenceFile } from './reference-bases.ts';

/** A contig as a parsing thread knows it. */
export interface KnownContig {
  /** Name in the reference. */
  name: string;
  /** Other names. */
  aliases: string[];
  length: number | null;
  role: ContigRole;
  /** Target of the assay as sorted, merged intervals; null when there is none to judge by. */
  target: { starts: Float64Array; ends: Float64Array } | null;
  /** Pseudo-autosomal regions as start, end, start, end …; 0-based half-open. */
  par: number[];
}

/** What a thread must know of one file. */
export interface FileSetup {
  name: string;
  path: string;
  header: VcfHeader;
  /** Local number of each sample column; null when column i is genome i of the batch. */
  localOf: Uint32Array | null;
  /** Local numbers of the batch's genomes that the file does not have, ascending. */
  unknown: Uint32Array;
  details: boolean;
  /** Rules of the format whose breach is a warning in this file. */
  tolerate: RuleName[];
}

/** What all threads of an ingestion know from the beginning. */
export interface ParserSetup {
  genomes: number;
  contigs: KnownContig[];
  /** The sequence to check REF against and to left-align with; null when there is none. */
  reference: ReferenceFile | null;
  blockThreshold: { gq: number; dp: number };
  keys: CallKeys;
  files: FileSetup[];
}

/** Sums of one stretch of text. */
export interface ChunkTotals {
  records: number;
  alleles: number;
  snvs: number;
  indels: number;
  structural: number;
  multiallelic: number;
  ti: number;
  tv: number;
  referenceSites: number;
  blocks: number;
  realigned: number;
  /** Records that overlap no interval of the target. */
  offTarget: number;
}

export function zeroTotals(): ChunkTotals {
  return {
    records: 0,
    alleles: 0,
    snvs: 0,
    indels: 0,
    structural: 0,
    multiallelic: 0,
    ti: 0,
    tv: 0,
    referenceSites: 0,
    blocks: 0,
    realigned: 0,
    offTarget: 0,
  };
}

/** Callable intervals of gVCF blocks, genome after genome: those of genome g are `offsets[g]` … `offsets[g + 1]`−1. */
export interface BlockColumns {
  offsets: Uint32Array;
  start: Uint32Array;
  end: Uint32Array;
}

/** Sites for relatedness, with everybody's genotypes as bit planes (het, hom, missing) of `words` words each. */
export interface CandidateSites {
  hash: Uint32Array;
  start: Uint32Array;
  code: Uint8Array;
  words: number;
  planes: Uint32Array;
}

/** What one chunk of text says of one contig. */
export interface ContigPart {
  /** CHROM as in the file. */
  contig: string;
  /** 1-based POS and line in the chunk of the first and the last record. */
  first: { pos: number; line: number };
  last: { pos: number; line: number };
  small: AlleleColumns | null;
  /** Line of each site, 1-based in the chunk. */
  smallLines: Uint32Array;
  structural: AlleleColumns | null;
  structuralLines: Uint32Array;
  /** Per genome, see quality-counters.ts; of the pseudo-autosomal regions apart. */
  counters: Uint32Array;
  parCounters: Uint32Array | null;
  /** Sites in and outside the pseudo-autosomal regions. */
  sites: number;
  parSites: number;
  /** Sum of DP, then number of DPs, per genome; null without DP. */
  depth: Float64Array | null;
  blocks: BlockColumns | null;
  candidates: CandidateSites | null;
}

export interface ChunkWarning {
  code: `IDUN_${string}`;
  what: string;
  /** 1-based line in the chunk. */
  line: number;
  count: number;
  expected: string;
}

/** A stretch of text, parsed. */
export interface ParsedChunk {
  textBytes: number;
  /** Bytes of the file read for it; 0 for a range, whose task says so. */
  fileBytes: number;
  lines: number;
  parts: ContigPart[];
  totals: ChunkTotals;
  warnings: ChunkWarning[];
  details: DetailBlock[];
  /** Records whose details were not kept, because there is nothing but GT. */
  withoutDetails: number;
}

export type { VcfWarning };
