import { z } from 'zod';

const nullableCount = z.number().nullable();
const asOfSchema = z.object({ dataVersion: z.number(), maskEpoch: z.number(), at: z.string() });

/** Counts of one group as sent. A protected count is null, with `protected` saying below what it is. */
const groupSchema = z.object({
  group: z.string(),
  ac: nullableCount,
  an: z.number(),
  af: nullableCount,
  hom: nullableCount,
  hemi: nullableCount,
  het: nullableCount,
  missing: z.number(),
  unknown: z.number(),
  faf95: nullableCount,
  protected: z.string().optional(),
});

const variantNameSchema = z.object({
  reference: z.string(),
  chrom: z.string(),
  pos: z.number().int().describe('1-based, as in VCF'),
  ref: z.string(),
  alt: z.string(),
  end: z.number().int().optional(),
});

/** One variant in every group, `all` first. */
export const variantSchema = z.object({
  variant: variantNameSchema,
  groups: z.array(groupSchema),
  seen: z.boolean(),
  checked: z.boolean().describe('Whether alleles were checked against a reference sequence and left-aligned'),
  ids: z.array(z.string()),
  filters: z.array(z.string()),
  qual: z.number().nullable(),
  asOf: asOfSchema,
  notes: z.array(z.object({ code: z.string(), text: z.string() })),
});

const regionRowSchema = z.object({
  chrom: z.string(),
  pos: z.number().int(),
  ref: z.string(),
  alt: z.string(),
  ids: z.array(z.string()),
  filters: z.array(z.string()),
  ac: nullableCount,
  an: z.number(),
  af: nullableCount,
  hom: nullableCount,
  hemi: nullableCount,
  missing: z.number(),
  protected: z.string().optional(),
});

/** A page of a region. */
export const regionPageSchema = z.object({
  items: z.array(regionRowSchema),
  next: z.string().nullable(),
  total: z.number().int(),
  reference: z.string(),
  checked: z.boolean(),
  asOf: asOfSchema,
});

/** A page of structural alleles; `end` is 1-based inclusive. */
export const structuralPageSchema = regionPageSchema.extend({
  items: z.array(regionRowSchema.extend({ end: z.number().int() })),
});

const numbers = z.array(z.number().nullable()).nullable();

/** One record as one genome has it. */
export const callSchema = z.object({
  chrom: z.string(),
  pos: z.number().int(),
  id: z.string().nullable(),
  ref: z.string(),
  alts: z.array(z.string()),
  qual: z.number().nullable(),
  filter: z.string(),
  end: z.number().int().nullable(),
  gt: z.string().nullable(),
  alleles: z.array(z.number().nullable()),
  phased: z.boolean(),
  gq: z.number().nullable(),
  dp: z.number().nullable(),
  ad: numbers,
  pl: numbers,
  gp: numbers,
  ps: z.string().nullable(),
  ft: z.string().nullable(),
  fraction: z.number().nullable(),
  fields: z.record(z.string(), z.string()),
});

/** Who carries one allele. */
export const carriersSchema = z.object({
  variant: variantNameSchema,
  carriers: z.array(
    z.object({
      genome: z.string(),
      copies: z.number().int(),
      called: z.number().int(),
      phase: z.enum(['0|1', '1|0']).nullable(),
      sex: z.string(),
      dataset: z.string(),
    }),
  ),
  asOf: asOfSchema,
});
