/** Which data an answer was made from. */
export interface AsOf {
  /** Version of the manifest. */
  dataVersion: number;
  /** Epoch of the mask of opted-out persons. */
  maskEpoch: number;
  /** ISO 8601, UTC. */
  at: string;
}

/** Counts of one group. What the disclosure rule protects is null; then `protected` says below what the count is. */
export interface GroupAnswer {
  group: string;
  ac: number | null;
  /** Called alleles. */
  an: number;
  /** ac / an; null when nobody is called. */
  af: number | null;
  hom: number | null;
  /** Haploid alternate calls. */
  hemi: number | null;
  het: number | null;
  /** Genomes with a record there and no called allele. */
  missing: number;
  /** Genomes of unknown callability: no record and not declared callable. */
  unknown: number;
  /** Filtering allele frequency, 95 %. */
  faf95: number | null;
  protected?: string;
}

/** Something a reader of the answer should know. */
export interface Note {
  code:
    | 'unchecked'
    | 'unseen'
    | 'unknown-callability'
    | 'assumed-reference'
    | 'normalised'
    | 'no-population'
    | 'limited';
  text: string;
}

export interface VariantName {
  reference: string;
  chrom: string;
  /** 1-based, as in VCF. */
  pos: number;
  ref: string;
  alt: string;
  /** Structural alleles: 1-based inclusive end on the reference. */
  end?: number;
}

/** One allele in every group, `all` first. */
export interface VariantAnswer {
  variant: VariantName;
  groups: GroupAnswer[];
  /** Whether a genome of a counted person has it. */
  seen: boolean;
  /** Whether alleles of this reference were checked against a sequence and left-aligned. */
  checked: boolean;
  ids: string[];
  filters: string[];
  qual: number | null;
  asOf: AsOf;
  notes: Note[];
}

export interface RegionRow {
  chrom: string;
  /** 1-based. */
  pos: number;
  ref: string;
  alt: string;
  ids: string[];
  filters: string[];
  ac: number | null;
  an: number;
  af: number | null;
  hom: number | null;
  hemi: number | null;
  missing: number;
  protected?: string;
}

export interface RegionPage {
  items: RegionRow[];
  /** Mark of the next page; null at the end. */
  next: string | null;
  /** Alleles in the region. */
  total: number;
  reference: string;
  checked: boolean;
  asOf: AsOf;
}

/** A person's genome that carries an allele. */
export interface Carrier {
  /** `gen_…` */
  genome: string;
  /** Alternate copies: 1 or 2. */
  copies: number;
  /** Called alleles: 1 for a haploid or half call. */
  called: number;
  /** `0|1` or `1|0` when phased and heterozygous. */
  phase: '0|1' | '1|0' | null;
  sex: string;
  dataset: string;
}
