// The answers of the HTTP API that pages read. Positions are 1-based (`pos`), as in VCF.

/** One page of a list; `next` is the cursor of the following page. */
export interface Page<T> {
  items: T[];
  next: string | null;
  total: number;
}

/** What an answer was computed from. */
export interface AsOf {
  dataVersion: number | string;
  maskEpoch: number;
  at: string;
}

export interface Contig {
  name: string;
  length: number | null;
  role?: string;
  refget?: string | null;
  aliases?: string[];
}

export interface Reference {
  id?: string;
  name: string;
  checked: boolean;
  demo: boolean;
  digest?: string | null;
  fasta?: boolean | string | null;
  genomes?: number;
  alleles?: number;
  contigs?: Contig[] | number;
}

export interface Dataset {
  id: string;
  name: string;
  reference: string | null;
  demo: boolean;
  source: string | null;
  patientGroup: string | null;
  controller: string | null;
  legalBasis: string | null;
  genomes?: number;
  submissions?: number;
  addedAt?: string | null;
}

export interface Step {
  name: string;
  state: string;
  done?: number | null;
  total?: number | null;
  unit?: string | null;
}

export interface Progress {
  steps: Step[];
  rate?: number | null;
  secondsLeft?: number | null;
}

export interface RunningJob {
  id: string;
  kind: string;
  label?: string;
  submission?: string | null;
  dataset?: string | null;
  startedAt?: string | null;
  progress?: Progress | null;
}

export interface GrowthRow {
  month: string;
  dataset: string;
  source: string;
  /** Made-up data, which never stand in one sum with real data. */
  demo?: boolean;
  genomes: number;
}

export interface Overview {
  asOf: AsOf;
  /** Of real data; of the demo nation (`demo`) only where there is nothing else. */
  totals: {
    genomes: number;
    persons: number;
    alleles: number;
    submissions: number;
    datasets: number;
    demo?: boolean;
  };
  growth: GrowthRow[];
  datasets: Dataset[];
  references: Reference[];
  jobs: RunningJob[];
}

export type SubmissionState =
  | 'received'
  | 'validating'
  | 'accepted'
  | 'quarantined'
  | 'rejected'
  | 'retracted'
  | 'replaced';

export interface SubmissionFile {
  name: string;
  bytes: number;
  /** Null until the original is stored. */
  sha256: string | null;
  format: string;
  samples: number | string[] | null;
  role?: string | null;
}

export interface Finding {
  severity: 'error' | 'warning' | 'info';
  code: string;
  /** True when the finding alone puts the submission in quarantine. */
  holds?: boolean;
  /** Values of the sentences, so that a screen can say them in another language. */
  parameters?: Record<string, string | number>;
  what: string;
  expected?: string | null;
  found?: string | null;
  action?: string | null;
  file?: string | null;
  line?: number | null;
  genome?: string | null;
}

export interface GenomeQuality {
  id: string | null;
  sample: string | null;
  sexDeclared: string | null;
  sexInferred: string | null;
  het: number;
  homAlt: number;
  hetHom: number | null;
  tiTv: number | null;
  missing: number | null;
  missingRate?: number | null;
  calls: number;
  snvs?: number | null;
  indels?: number | null;
  xHetRate: number | null;
  yCalls: number | null;
}

export interface Kinship {
  a: string;
  b: string;
  sampleA?: string;
  sampleB?: string;
  kinship: number;
  /** Sites where the two share no allele. */
  ibs0: number | null;
  /** Sites compared. */
  sites?: number;
  relation: string;
  /** What an uncertain pair may be, and why no more is known. */
  among?: string[];
  reason?: 'few-sites' | 'between';
  expected: string | null;
}

/** Where a measure usually lies in the dataset; the band is drawn behind the dots. */
export interface Spread {
  median?: number | null;
  low?: number | null;
  high?: number | null;
  genomes?: number | null;
}

export interface Report {
  verdict: 'accepted' | 'quarantined' | 'rejected';
  summary: string;
  findings: Finding[];
  totals: Record<string, number | null>;
  genomes: GenomeQuality[];
  relatedness: Kinship[];
  references?: { name?: string | null; checked: boolean; mismatches: number; matchedBy: string | null } | null;
  distribution?: Record<string, Spread | null> | null;
}

export interface SubmissionSummary {
  id: string;
  state: SubmissionState;
  dataset: string;
  reference: string | null;
  source: string | null;
  type?: string | null;
  assay?: string | null;
  files?: SubmissionFile[] | number;
  genomes?: number | null;
  bytes?: number | null;
  errors?: number | null;
  warnings?: number | null;
  createdAt: string;
  acceptedAt: string | null;
}

export interface Submission extends Omit<SubmissionSummary, 'files'> {
  files: SubmissionFile[];
  progress?: Progress | null;
  report?: Report | null;
  log?: (string | { at: string; line: string })[];
  events?: { at: string; from: string | null; to: string; reason: string | null; actor?: string | null }[];
  replaces?: string | null;
  /** The earlier submission with the same content. */
  sameAs?: string | null;
}

export interface GroupCount {
  group: string;
  ac: number | null;
  an: number | null;
  af: number | null;
  hom: number | null;
  hemi: number | null;
  het?: number | null;
  missing: number | null;
  faf95: number | null;
  unknown?: number | null;
  genomes?: number | null;
  protected?: string | null;
}

/** Something a reader of an answer should know; `code` lets a screen say it in another language. */
export interface Note {
  code: string;
  text: string;
}

export interface VariantAnswer {
  variant: { reference: string; chrom: string; pos: number; ref: string; alt: string; end?: number };
  groups: GroupCount[];
  checked: boolean;
  ids: string[];
  filters: string[];
  qual: number | null;
  asOf: AsOf;
  notes: Note[];
  /** The other alleles an identifier names. */
  others?: VariantAnswer[];
}

export interface Carrier {
  genome: string;
  sample?: string | null;
  /** Alternate copies: 1 or 2. */
  copies: number;
  /** Called alleles: 1 for a haploid or half call. */
  called: number;
  /** `0|1` or `1|0` when phased and heterozygous. */
  phase: string | null;
  sex: string;
  dataset: string;
}

/** The carriers of one allele. */
export interface AlleleCarriers {
  variant: VariantAnswer['variant'];
  carriers: Carrier[];
  asOf?: AsOf;
}

export interface RegionAllele {
  chrom: string;
  pos: number;
  ref: string;
  alt: string;
  ids: string[];
  filters: string[];
  ac: number | null;
  an: number | null;
  af: number | null;
  hom: number | null;
  hemi: number | null;
  missing: number | null;
  protected?: string | null;
}

/** A structural allele; `end` is its last base, 1-based. */
export interface StructuralAllele extends RegionAllele {
  end: number;
}

export interface RegionAnswer extends Page<RegionAllele> {
  reference: string;
  checked: boolean;
  asOf?: AsOf;
}

export interface Genome {
  id: string;
  sample: string | null;
  person?: string | null;
  reference: string;
  dataset: string;
  submission: string | null;
  type: string;
  assay: string;
  technology?: string | null;
  source: string | null;
  state: string;
  sex: string | null;
  affected: boolean | null;
  family: string | null;
  unrelated: boolean | null;
  patientGroup: string | null;
  callability: string | null;
  qc?: Partial<GenomeQuality> | null;
  addedAt: string;
  history?: GenomeEvent[];
  relatedness?: Kinship[];
}

/** Something that happened to a genome. */
export interface GenomeEvent {
  at: string;
  act: string;
  from: string | null;
  to: string | null;
  reason: string;
  actor: string;
}

/** A gene on a reference; `start` and `end` are 0-based, half-open. */
export interface Gene {
  reference: string;
  id: string;
  symbol: string;
  contig: string;
  start: number;
  end: number;
  strand: string;
  biotype: string;
  transcripts?: { id?: string; exons?: { start: number; end: number }[] }[] | null;
}

/** One record of a genome's file in a region, as it was reported. */
export interface Call {
  chrom: string;
  pos: number;
  id?: string | null;
  ref: string;
  /** Empty for a record that says only reference. */
  alts: string[];
  /** Last base of a reference block, 1-based. */
  end?: number | null;
  filter?: string | null;
  gt: string | null;
  gq: number | null;
  dp: number | null;
  ad: (number | null)[] | null;
  /** Phase set. */
  ps?: string | number | null;
  ft?: string | null;
  /** Share of reads with the alternate allele. */
  fraction?: number | null;
}

/** The calls of one genome in a region; `more` says that the region holds more than were sent. */
export interface CallsAnswer {
  genome: string;
  reference: string;
  more: boolean;
  items: Call[];
}

export interface SearchHit {
  kind: 'variant' | 'gene' | 'region' | 'case' | 'genome' | 'submission' | 'cohort' | 'project' | 'dataset';
  label: string;
  detail?: string;
  href: string;
}
