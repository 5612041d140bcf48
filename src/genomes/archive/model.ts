import { z } from 'zod';

/** Who reported a genome: the national facility, general-purpose reporting by a region, or a research project. */
export const sourceSchema = z.enum(['facility', 'general-purpose', 'research']);
export const analysisTypeSchema = z.enum(['germline', 'somatic', 'foetal', 'rna']);
export const assaySchema = z.enum(['wgs', 'wes', 'panel']);
export const sexSchema = z.enum(['male', 'female', 'unknown']);
export type Source = z.infer<typeof sourceSchema>;
export type AnalysisType = z.infer<typeof analysisTypeSchema>;
export type Assay = z.infer<typeof assaySchema>;
export type Sex = z.infer<typeof sexSchema>;

export const defaultDataset = 'default';

/** What a submitter may say about files; the defaults suit one person with one VCF. The same for the command line, HTTP and the web. */
export const submissionOptionsSchema = z.object({
  dataset: z.string().min(1).max(100).default(defaultDataset),
  source: sourceSchema.default('facility'),
  type: analysisTypeSchema.default('germline'),
  assay: assaySchema.default('wgs'),
  technology: z.string().min(1).max(100).optional(),
  patientGroup: z.string().min(1).max(100).optional(),
  /** Name of the reference; without it the header of the files decides. */
  reference: z.string().min(1).optional(),
  /** `reference`: a genome without a record has the reference there. Otherwise its callability is unknown. */
  absent: z.enum(['sites', 'reference']).default('sites'),
  /** Thresholds at which a gVCF reference block counts as called. */
  blockGq: z.number().int().min(0).max(1000).default(20),
  blockDp: z.number().int().min(0).max(100_000).default(0),
  /** Sample names in the files → names to use. */
  rename: z.record(z.string().min(1), z.string().min(1).max(200)).default({}),
  /** Declared sex by sample name, where no PED or Phenopacket says it. */
  sex: z.record(z.string().min(1), sexSchema).default({}),
  /** Namespace in which individuals' ids are looked up before the dataset's own, for example `demo`. */
  personNamespace: z.string().min(1).max(100).optional(),
  /** Day the files were received, where it was not today; for synthetic data. */
  receivedOn: z.iso.date().optional(),
  demo: z.boolean().default(false),
});
export type SubmissionOptions = z.infer<typeof submissionOptionsSchema>;
export type SubmissionOptionsInput = z.input<typeof submissionOptionsSchema>;

export const verdictSchema = z.enum(['accepted', 'quarantined', 'rejected']);
export type Verdict = z.infer<typeof verdictSchema>;

/** One thing a rule has to say. `code` and `parameters` let a screen say it in another language. */
export const findingSchema = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  /** True when the finding alone puts the submission in quarantine until a person has looked. */
  holds: z.boolean().optional(),
  code: z.string(),
  what: z.string(),
  expected: z.string(),
  found: z.string(),
  action: z.string(),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  file: z.string().optional(),
  /** 1-based line in the decompressed text. */
  line: z.number().int().optional(),
  /** Id of the genome concerned. */
  genome: z.string().optional(),
});
export type Finding = z.infer<typeof findingSchema>;

export const genomeQcSchema = z.object({
  id: z.string(),
  sample: z.string(),
  sexDeclared: sexSchema,
  sexInferred: sexSchema,
  het: z.number(),
  homAlt: z.number(),
  hetHom: z.number().nullable(),
  tiTv: z.number().nullable(),
  missing: z.number(),
  /** Share of the records at which the genome has no call. */
  missingRate: z.number().nullable(),
  calls: z.number(),
  snvs: z.number(),
  indels: z.number(),
  xHetRate: z.number().nullable(),
  yCalls: z.number(),
});
export type GenomeQc = z.infer<typeof genomeQcSchema>;

export const relatednessSchema = z.object({
  a: z.string(),
  b: z.string(),
  sampleA: z.string(),
  sampleB: z.string(),
  kinship: z.number(),
  ibs0: z.number(),
  sites: z.number(),
  /** What the genomes show; `uncertain` when they leave several possible. */
  relation: z.string(),
  /** The relations that an uncertain pair may have, and why no more is known: `few-sites`, or `between` two degrees. */
  among: z.array(z.string()).optional(),
  reason: z.enum(['few-sites', 'between']).optional(),
  /** What pedigree and person links say; null when they say nothing. */
  expected: z.string().nullable(),
});
export type RelatednessFinding = z.infer<typeof relatednessSchema>;

/** Where a measure lies among the earlier genomes of the dataset. */
export const distributionSchema = z.object({
  /** Earlier genomes of the dataset with the same assay and type. */
  genomes: z.number(),
  median: z.number().nullable(),
  /** Median absolute deviation, scaled to a standard deviation (× 1.4826). */
  mad: z.number().nullable(),
  /** Borders beyond which a genome is named an outlier. */
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type Distribution = z.infer<typeof distributionSchema>;

export const reportSchema = z.object({
  verdict: verdictSchema,
  summary: z.string(),
  findings: z.array(findingSchema),
  totals: z.record(z.string(), z.number().nullable()),
  genomes: z.array(genomeQcSchema),
  relatedness: z.array(relatednessSchema),
  references: z.object({
    name: z.string().nullable(),
    checked: z.boolean(),
    mismatches: z.number(),
    matchedBy: z.string().nullable(),
  }),
  distribution: z.record(z.string(), distributionSchema),
});
export type Report = z.infer<typeof reportSchema>;
