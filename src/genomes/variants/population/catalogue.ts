import type { ContigRole } from '../../../genetics/contigs/index.ts';
import type { Interval } from '../../../genetics/intervals/index.ts';
import type { DeclaredSex } from '../../../genetics/ploidy/index.ts';

/** One genome as the archive knows it. */
export interface GenomeRow {
  genomeNo: number;
  id: string;
  /** null when erased. */
  personNo: number | null;
  batchNo: number;
  /** Number of the genome in its batch's segments. */
  localNo: number;
  sampleName: string | null;
  type: 'germline' | 'somatic' | 'foetal' | 'rna';
  assay: string;
  state: 'current' | 'superseded' | 'retracted' | 'quarantined' | 'erased';
  sex: DeclaredSex;
  dataset: string;
  /** `dts_…` */
  datasetId: string;
  source: string;
  patientGroup: string | null;
  affected: boolean | null;
  unrelated: boolean;
  addedAt: Date;
  /** The person left the dataset this genome came with. */
  departed: boolean;
}

/** The genomes of one accepted submission. */
export interface BatchRow {
  batchNo: number;
  id: string;
  genomes: number;
  callability: 'sites' | 'everything' | 'bed' | 'blocks';
  /** Folder of the per-genome call details, relative to the data directory; null when genotypes are all there is. */
  callsFolder: string | null;
}

export interface ContigRow {
  contigNo: number;
  name: string;
  aliases: readonly string[];
  length: number | null;
  role: ContigRole;
  /** Pseudo-autosomal regions, 0-based half-open. */
  par: readonly Interval[];
}

export interface SegmentRow {
  segmentId: string;
  contigNo: number;
  kind: 'small' | 'structural';
  batchNos: readonly number[];
  /** Path of the file, absolute. */
  path: string;
  bytes: number;
  alleles: number;
  genomes: number;
}

export interface ReferenceRow {
  referenceNo: number;
  id: string;
  name: string;
  /** Whether a sequence is loaded: alleles were checked against it and left-aligned. */
  checked: boolean;
  demo: boolean;
}

/** What one reference holds at one version of the manifest, and who is left out at one epoch of the mask. */
export interface Manifest {
  dataVersion: number;
  maskEpoch: number;
  reference: ReferenceRow;
  contigs: readonly ContigRow[];
  genomes: readonly GenomeRow[];
  batches: readonly BatchRow[];
  segments: readonly SegmentRow[];
  /** Persons who are left out of everything but their own care. */
  optedOut: ReadonlySet<number>;
}

/** 32-byte keys of call details. */
export interface CallKeys {
  genomeKey: Uint8Array;
  batchKey: Uint8Array;
}

export interface Epochs {
  dataVersion: number;
  maskEpoch: number;
}

/** Where the variant store learns what there is. PostgreSQL in the product, plain values in tests. */
export interface Catalogue {
  /** Current versions; one cheap query, made at each request. */
  epochs(): Promise<Epochs>;
  /** Read in one snapshot of the database. @param reference name of the reference @returns null when there is none of that name */
  manifest(reference: string): Promise<Manifest | null>;
  /** The people of limits of a scope (`populationOf`), by number. */
  limited(limitNos: readonly number[]): Promise<ReadonlySet<number>>;
  /** Name of the reference of a genome (`gen_…`); null when there is no such genome. */
  referenceOf(genomeId: string): Promise<string | null>;
  /** Opened keys of a genome's call details; null when it has none. */
  callKeys(genomeNo: number): Promise<CallKeys | null>;
}
