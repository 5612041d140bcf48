import type { Progress } from '../../../platform/progress/index.ts';
import type { FinishedSegment } from '../segment/index.ts';

export type ContigRole = 'autosome' | 'X' | 'Y' | 'MT' | 'other';
export type DeclaredSex = 'male' | 'female' | 'unknown';

/** A contig of a reference. */
export interface IngestContig {
  contigNo: number;
  name: string;
  /** Other names of the same contig (`chr1`, `NC_000001.11`). */
  aliases: string[];
  /** Bases; null when no header said. */
  length: number | null;
  role: ContigRole;
}

/** The reference that files are read under. Without `fastaPath` nothing is checked or left-aligned, and contigs may be appended. */
export interface IngestReference {
  referenceNo: number;
  name: string;
  contigs: IngestContig[];
  fastaPath: string | null;
  /** Pseudo-autosomal regions, 0-based half-open. */
  par: { contigNo: number; start: number; end: number }[];
}

export interface IngestFile {
  path: string;
  /** Name as the person gave it, for messages. */
  name: string;
}

/** How the bytes of a file are wrapped. */
export type FileFormat = 'vcf' | 'vcf-bgzip' | 'vcf-gzip' | 'bcf';

/** What a file says of itself before it is read whole. */
export interface InspectedFile extends IngestFile {
  format: FileFormat;
  bytes: number;
  /** `4.1` … `4.5`. */
  version: string;
  samples: string[];
  /** Contigs of the header, in order, or those of the first records when the header has none. */
  contigs: { name: string; length: number | null; md5: string | null; assembly: string | null }[];
  /** Value of `##reference`, if any. */
  reference: string | null;
  /** True when the first records hold reference blocks or `<NON_REF>`/`<*>`. */
  gvcf: boolean;
  /** True when FORMAT of the first records has more than GT: call details are kept. */
  details: boolean;
  /** First data lines, at most {@link FIRST_RECORDS}, without sample columns. */
  firstRecords: { line: number; chrom: string; pos: number; ref: string; alt: string }[];
  /** Lines of the header including `#CHROM`; the first record is on the next. */
  headerLines: number;
  /** Bytes of the header in the decompressed text. */
  headerBytes: number;
  /** Broken rules of the header that did not stop reading. */
  warnings: IngestWarning[];
}

export const FIRST_RECORDS = 100;

/** Something worth telling that did not stop the reading. */
export interface IngestWarning {
  code: `IDUN_${string}`;
  /** First occurrence, as a sentence. */
  what: string;
  count: number;
  file?: string;
  /** 1-based line of the first occurrence, in the decompressed text. */
  line?: number;
  expected?: string;
}

/**
 * What to read and under which conditions. All files become ONE batch whose samples are those of all files in
 * order of first appearance. Files with the same sample name are parts of the same genome (a chromosome each,
 * or SNVs, structural variants and repeats apart). A sample that a file does not have is unknown at that file's
 * sites, not reference. Genomes that share no file belong in batches of their own: `splitIntoBatches` groups inspected
 * files so; call `ingestFiles` once per group.
 */
export interface IngestRequest {
  files: readonly IngestFile[];
  reference: IngestReference;
  batchNo: number;
  batchId: string;
  /** Segments go to `<dataDir>/segments`, call details to `<dataDir>/calls/<batchId>`. */
  dataDir: string;
  /** `reference`: a genome without a record has the reference there. */
  absent: 'sites' | 'reference';
  /** BED of where every genome of the batch is callable. */
  callableBed?: string;
  /** BED of the assay's target; records outside are counted in `totals.offTarget`, not dropped. */
  targetBed?: string;
  /** A gVCF block counts as called when GQ and MIN_DP (or DP) reach these. A field that is absent is not judged. */
  blockThreshold: { gq: number; dp: number };
  /** 32-byte key of a genome's call details. */
  genomeKey(localNo: number): Uint8Array;
  /** 32-byte key of what the batch's genomes share: the site blocks. */
  batchKey: Uint8Array;
  /** Parsing threads; 0 parses in this thread. */
  workers: number;
  /** Memory for buffers; bounds the longest line (a quarter of it, at most 256 MiB). */
  memoryBytes: number;
  /** Text of one task; 16 MiB unless given. */
  taskBytes?: number;
  sexes?: DeclaredSex[];
  progress: Progress;
  signal?: AbortSignal;
}

export type IngestSegment = FinishedSegment & { contigNo: number; kind: 'small' | 'structural' };
export type Callability = 'sites' | 'everything' | 'bed' | 'blocks';

/** What is counted per genome. X, Y and MT counts are also part of the whole; `x…`/`y…` leave out the pseudo-autosomal regions. */
export interface GenomeCounters {
  /** One alternate copy of two (each alternate allele of `1/2` counts). */
  het: number;
  homAlt: number;
  /** Haploid alternate calls; with a declared male also homozygous ones on X and Y outside the PARs. */
  hemi: number;
  /** Records without a called allele. */
  missing: number;
  /** Records with a called allele. */
  calls: number;
  ti: number;
  tv: number;
  snvs: number;
  indels: number;
  structural: number;
  xHet: number;
  xHomAlt: number;
  /** Records on X / Y with a called allele. */
  xCalls: number;
  yCalls: number;
  /** Records on Y. */
  ySites: number;
  /** Mean of FORMAT DP over records that have it; null without. */
  depthMean: number | null;
  perContig: { contigNo: number; het: number; homAlt: number; hemi: number; missing: number; calls: number }[];
}

/** A sample of common biallelic autosomal SNVs with everybody's genotypes; bit `i` of a bitmap is site `i`. */
export interface RelatednessSites {
  /** Highest hash up to which no candidate site is left out. */
  hashBound: number;
  sites: { contigNo: number; start: number; ref: string; alt: string }[];
  genomes: { het: Uint32Array; homAlt: Uint32Array; missing: Uint32Array }[];
}

export interface IngestTotals {
  records: number;
  alleles: number;
  snvs: number;
  indels: number;
  structural: number;
  multiallelic: number;
  ti: number;
  tv: number;
  tiTv: number | null;
  /** Records without alternate allele that are not reference blocks. */
  referenceSites: number;
  /** gVCF reference blocks. */
  blocks: number;
  /** Alleles that left-alignment moved. */
  realigned: number;
  /** Alleles that two records described. */
  combined: number;
  /** Records outside the target BED; null without one. */
  offTarget: number | null;
  /** Decompressed bytes. */
  textBytes: number;
}

export interface IngestResult {
  /** Sample names by local number. */
  samples: string[];
  segments: IngestSegment[];
  /** Folder of call details relative to the data directory; null when no file has more than GT. */
  callsFolder: string | null;
  callability: Callability;
  newContigs: IngestContig[];
  warnings: IngestWarning[];
  totals: IngestTotals;
  genomes: GenomeCounters[];
  relatednessSites: RelatednessSites;
}
