import { z } from 'zod';
import { keysOf } from '../../../formats/miabis/index.ts';
import { icdChapters } from './chapters.ts';
import { importFormats } from './import-entries.ts';

/** One value, or the parameter again for each further one. */
const several = <T extends z.ZodType<string>>(of: T) => z.union([of, z.array(of).max(50)]).optional();
const text = z.string().min(1).max(200);
const year = z.coerce.number().int().min(1850).max(2079).optional();
const commaList = z
  .string()
  .max(400)
  .transform((given) => given.split(',').filter((part) => part !== ''));
const demo = z.enum(['exclude', 'only']).optional().describe('Made-up entries apart from real ones');

/** What lists of the catalogue take. */
export const listQuery = z.object({
  q: text.optional().describe('Words of the name, acronym or description'),
  material: several(z.enum(keysOf('sampleType'))),
  chapter: several(z.enum(icdChapters)),
  disease: z.string().min(1).max(40).optional().describe('A code of ICD-10, SKS or ORPHA: and what lies below it'),
  condition: several(text).describe('A term of DUO (DUO:0000042), or access:commercial and its like'),
  design: several(z.enum(keysOf('design'))),
  biobank: several(text),
  country: several(z.string().regex(/^[A-Z]{2}$/)),
  from: year.describe('Something was sampled in this year or later'),
  to: year.describe('Something was sampled in this year or before'),
  demo,
  language: z.enum(['da', 'en']).optional().describe('Of names where they are translated, and of their order'),
  sort: z.string().max(40).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  after: z.string().max(2000).optional(),
  facets: commaList.optional().describe('Comma-separated fields whose values are counted'),
});

export const worldQuery = z.object({ demo });

export const importBody = z.object({
  format: z.enum(importFormats),
  source: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^[\w .:-]+$/, 'expected letters, digits, blanks, . : - _'),
  tables: z
    .array(z.object({ name: z.string().min(1).max(100), text: z.string() }))
    .max(50)
    .optional(),
  bundle: z
    .looseObject({ resourceType: z.string(), entry: z.array(z.looseObject({})).max(100_000).optional() })
    .optional()
    .describe('A FHIR R4 bundle of MIABIS on FHIR'),
  dryRun: z.boolean().default(false),
});
