/**
 * Rows of the call details of one contig in one stretch of a file, as a parsing thread makes them: deflated and encrypted.
 * Row r of every genome's block belongs to row r of the site block.
 */
export interface DetailBlock {
  /** CHROM as in the file. */
  contig: string;
  rows: number;
  /** 0-based POS of the first and the last row; largest 0-based exclusive end of any row's REF or END. */
  firstStart: number;
  lastStart: number;
  maxEnd: number;
  /** Encrypted under the batch's key. */
  sites: Uint8Array;
  /** The genomes' blocks one after the other, each encrypted under the genome's key. */
  genomes: Uint8Array;
  /** Length of each genome's block; 0 for a genome that the file does not have. */
  lengths: Uint32Array;
}

/** Keys of a batch, as threads share them. */
export interface CallKeys {
  batchId: string;
  batchKey: Uint8Array;
  /** 32 bytes a genome, in order of local numbers. */
  genomeKeys: Uint8Array;
}

/** Where a block of the site file lies. */
export interface SiteBlockEntry {
  contig: string;
  rows: number;
  firstStart: number;
  lastStart: number;
  maxEnd: number;
  length: number;
}

/** One record of a source file as one genome has it. */
export interface CallRecord {
  chrom: string;
  /** 1-based. */
  pos: number;
  id: string | null;
  ref: string;
  /** As in the file, not normalised. `<ERASED>` stands for an allele of a genome that was erased. */
  alts: string[];
  qual: number | null;
  filter: string;
  /** INFO END, 1-based. */
  end: number | null;
  /** As in the file; null when FORMAT has no GT. */
  gt: string | null;
  /** Allele numbers, null for `.`. */
  alleles: (number | null)[];
  /** True when all alleles after the first are joined by `|`. */
  phased: boolean;
  gq: number | null;
  dp: number | null;
  ad: (number | null)[] | null;
  pl: (number | null)[] | null;
  gp: (number | null)[] | null;
  /** Phase set. */
  ps: string | null;
  /** Filter of the call. */
  ft: string | null;
  /** Share of the alternate alleles carried: FORMAT AF, else from AD. For mitochondrial heteroplasmy, and wherever the file has them. */
  fraction: number | null;
  /** Every FORMAT field as in the file. */
  fields: Record<string, string>;
}
