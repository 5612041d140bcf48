import { z } from 'zod';
import { reportSchema, submissionOptionsSchema } from './model.ts';

const instant = z.string();
const count = z.number().int();

const commaList = z
  .string()
  .max(500)
  .transform((text) => text.split(',').filter((part) => part !== ''));

/** What every list takes. */
export const pageQuery = {
  sort: z.string().max(60).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  after: z.string().max(2000).optional(),
  facets: commaList.optional().describe('Comma-separated fields whose values are counted'),
};

/** A page of rows. */
export function pageOf<T extends z.ZodType>(row: T) {
  return z.object({
    items: z.array(row),
    next: z.string().nullable(),
    total: count,
    unfiltered: count.optional(),
    facets: z.record(z.string(), z.array(z.object({ value: z.string().nullable(), count }))).optional(),
  });
}

const yesNo = z.enum(['true', 'false', 'yes', 'no']).transform((text) => text === 'true' || text === 'yes');
const one = z.string().min(1).max(200);
const word = one.optional();
/** One value, or the parameter again for each further one. */
const words = z.union([one, z.array(one).max(100)]).optional();
const demo = z.union([z.enum(['exclude', 'only']), yesNo]).optional();

export const genomeQuery = z.object({
  dataset: words,
  reference: words,
  submission: word,
  person: word,
  sample: word,
  family: word,
  sex: words,
  type: words,
  assay: words,
  source: words,
  patientGroup: words,
  affected: words,
  state: words,
  demo: z.enum(['exclude', 'only']).optional(),
  ...pageQuery,
});
export const submissionQuery = z.object({
  state: words,
  dataset: words,
  reference: words,
  source: words,
  demo,
  ...pageQuery,
});
export const datasetQuery = z.object({
  ...{ source: words, reference: words, patientGroup: words, demo, ...pageQuery },
  project: z.string().max(200).optional().describe('Only those open to the project with this id now'),
});

/** Which columns a file of a list has. */
const csvQuery = { columns: commaList.optional().describe('Comma-separated columns of the file; all without it') };
export const genomeCsvQuery = genomeQuery.extend(csvQuery);
export const submissionCsvQuery = submissionQuery.extend(csvQuery);
export const datasetCsvQuery = datasetQuery.extend(csvQuery);

export const genomeSchema = z.object({
  id: z.string(),
  sample: z.string().nullable(),
  person: z.string().nullable(),
  reference: z.string(),
  checked: z.boolean(),
  dataset: z.string(),
  submission: z.string(),
  type: z.string(),
  assay: z.string(),
  technology: z.string().nullable(),
  source: z.string(),
  state: z.string(),
  sex: z.string(),
  affected: z.boolean().nullable(),
  family: z.string().nullable(),
  unrelated: z.boolean(),
  patientGroup: z.string().nullable(),
  callability: z.string(),
  demo: z.boolean(),
  qc: z.record(z.string(), z.unknown()).nullable(),
  addedAt: instant,
});

export const genomeDetailSchema = genomeSchema.extend({
  history: z.array(
    z.object({
      at: instant,
      act: z.string(),
      from: z.string().nullable(),
      to: z.string().nullable(),
      reason: z.string(),
      actor: z.string(),
    }),
  ),
  relatedness: reportSchema.shape.relatedness,
});

export const familySchema = z.object({
  proband: z.string(),
  members: z.array(
    z.object({
      id: z.string(),
      genome: z.string().nullable(),
      sample: z.string().nullable(),
      sex: z.string(),
      affected: z.boolean().nullable(),
      deceased: z.boolean(),
      bornYear: count.nullable(),
      mother: z.string().nullable(),
      father: z.string().nullable(),
      twins: z.object({ group: z.string(), mono: z.boolean() }).nullable(),
      hidden: z.boolean(),
    }),
  ),
  more: z.boolean(),
});

export const datasetSchema = z.object({
  id: z.string(),
  name: z.string(),
  reference: z.string().nullable(),
  demo: z.boolean(),
  source: z.string(),
  patientGroup: z.string().nullable(),
  controller: z.string().nullable(),
  legalBasis: z.string().nullable(),
  genomes: count,
  submissions: count,
  addedAt: instant,
});

export const referenceSchema = z.object({
  id: z.string(),
  name: z.string(),
  checked: z.boolean(),
  demo: z.boolean(),
  build: z.string().nullable(),
  digest: z.string().nullable(),
  fasta: z.boolean(),
  length: z.number(),
  genomes: count,
  contigs: z.array(
    z.object({
      name: z.string(),
      length: z.number().nullable(),
      role: z.string(),
      refget: z.string().nullable(),
      md5: z.string().nullable(),
      aliases: z.array(z.string()),
      par: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
  addedAt: instant,
});

const progressSchema = z.object({
  steps: z.array(
    z.object({ name: z.string(), state: z.string(), done: z.number(), total: z.number().nullable(), unit: z.string() }),
  ),
  rate: z.number().nullable(),
  secondsLeft: z.number().nullable(),
});

export const submissionSummarySchema = z.object({
  id: z.string(),
  state: z.string(),
  dataset: z.string(),
  demo: z.boolean(),
  reference: z.string().nullable(),
  source: z.string(),
  type: z.string(),
  assay: z.string(),
  summary: z.string().nullable(),
  files: count,
  genomes: count,
  bytes: z.number(),
  errors: count,
  warnings: count,
  createdAt: instant,
  acceptedAt: instant.nullable(),
});

export const submissionSchema = submissionSummarySchema.extend({
  files: z.array(
    z.object({
      name: z.string(),
      role: z.string(),
      bytes: z.number(),
      sha256: z.string().nullable(),
      format: z.string(),
      samples: count,
    }),
  ),
  originals: z.boolean(),
  replaces: z.string().nullable(),
  sameAs: z.string().nullable(),
  progress: progressSchema.nullable(),
  report: reportSchema.nullable(),
  log: z.array(z.string()),
  events: z.array(
    z.object({ at: instant, from: z.string().nullable(), to: z.string(), reason: z.string(), actor: z.string() }),
  ),
});

export const overviewSchema = z.object({
  asOf: z.object({ dataVersion: z.number(), maskEpoch: z.number(), at: instant }),
  totals: z.object({
    genomes: count,
    persons: count,
    alleles: count,
    submissions: count,
    datasets: count,
    demo: z.boolean(),
  }),
  growth: z.array(
    z.object({ month: z.string(), dataset: z.string(), source: z.string(), demo: z.boolean(), genomes: count }),
  ),
  datasets: z.array(datasetSchema),
  references: z.array(referenceSchema.omit({ contigs: true }).extend({ contigs: count, alleles: count })),
  jobs: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      label: z.string(),
      submission: z.string().nullable(),
      dataset: z.string().nullable(),
      startedAt: instant.nullable(),
      progress: progressSchema.nullable(),
    }),
  ),
});

const uploadId = z.string().regex(/^[0-9A-Za-z_-]{16,64}$/, 'expected the id of an upload');
const uploadIds = z.union([uploadId.transform((id) => [id]), z.array(uploadId).max(10_000)]).default([]);

/** A submission made of finished uploads; the files beside the calls are named in the options, as on the command line. */
export const newSubmissionSchema = z.object({
  uploads: z.array(uploadId).min(1).max(10_000),
  options: submissionOptionsSchema
    .omit({ demo: true, receivedOn: true, personNamespace: true })
    .extend({
      pedigree: uploadIds,
      phenopackets: uploadIds,
      target: uploadId.optional(),
      callable: uploadId.optional(),
    })
    .strict()
    .prefault({}),
});

export const decisionSchema = z.object({ reason: z.string().trim().min(1).max(1000) });
export const decidedSchema = z.object({ id: z.string(), state: z.string(), genomes: count });

/** Dates as ISO texts, as JSON has them. */
export function asJson<T>(value: unknown): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
