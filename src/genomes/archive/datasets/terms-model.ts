import { z } from 'zod';

/** On what terms a data set is held (GDPR articles 5, 6, 9 and 30). */
export const termsSchema = z.object({
  purpose: z.string().trim().min(3).max(500).describe('What the data may be used for (GDPR art. 5(1)(b))'),
  article6: z.string().regex(/^6\([1-4]\)\([a-f]\)$/, 'expected a point of article 6, such as 6(1)(e)'),
  article9: z.string().regex(/^9\(2\)\([a-j]\)$/, 'expected a point of article 9, such as 9(2)(h)'),
  nationalLaw: z.string().trim().min(2).max(500).describe('The provisions of national law'),
  retention: z.string().trim().min(2).max(500).describe('How long, or the rule that decides it (GDPR art. 5(1)(e))'),
  agreement: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .nullable()
    .default(null)
    .describe('Reference of the agreement it rests on'),
});

export type Terms = z.infer<typeof termsSchema>;

export const partySchema = z.object({
  organisation: z.string(),
  organisationId: z.string(),
  kind: z.enum(['controller', 'processor', 'project']),
  basis: z.string().describe('Agreement, permission or law it rests on'),
  from: z.string(),
  until: z.string().nullable(),
});

export const datasetDetailSchema = z.object({
  id: z.string(),
  name: z.string(),
  source: z.string(),
  demo: z.boolean(),
  patientGroup: z.string().nullable(),
  terms: termsSchema.extend({ from: z.string(), reason: z.string() }).nullable(),
  controller: partySchema.nullable(),
  processors: z.array(partySchema),
  projects: z.array(partySchema),
  earlier: z.object({
    terms: z.array(termsSchema.extend({ from: z.string(), until: z.string(), reason: z.string() })),
    parties: z.array(partySchema),
  }),
});

/** A data set with whose it is, on what terms, for whom it is open, and what held before. */
export type DatasetDetail = z.infer<typeof datasetDetailSchema>;
export type Party = z.infer<typeof partySchema>;
