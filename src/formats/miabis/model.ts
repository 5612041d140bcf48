import { z } from 'zod';
import { keysOf, type ListName } from './lists.ts';

const text = z.string().trim().min(1).max(500);
const long = z.string().trim().min(1).max(10_000);
const url = z
  .string()
  .trim()
  .max(2000)
  .regex(/^https?:\/\/\S+$/, 'an address beginning with https://');
const country = z.string().regex(/^[A-Z]{2}$/, 'two letters (ISO 3166 alpha-2)');
const of = (name: ListName) => z.enum(keysOf(name));
const several = (name: ListName) => z.array(of(name)).max(50).optional();
const ids = z.array(text).max(5000).optional();
const age = z.number().int().min(0).max(50_000).optional();
/** The ID of an entry. It is given by the implementation, and is part of addresses: no blanks and none of their signs. */
export const idSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\s/?#%\\]+$/, 'an ID without blanks, / ? # % or \\');
/** Columns of a table that Idun gives no meaning, as they came, so that they go out again. */
const kept = z.record(z.string().max(60), z.string().max(10_000)).optional();

/** Contact information (MIABIS-BIOBANK-07 and its like): eleven parts. */
export const contactSchema = z.strictObject({
  /** The person's ID in a table of its own. */
  id: text.optional(),
  firstName: text.optional(),
  lastName: text.optional(),
  phone: text.optional(),
  email: z
    .string()
    .trim()
    .max(320)
    .regex(/^\S+@\S+$/, 'an e-mail address')
    .optional(),
  address: text.optional(),
  zip: text.optional(),
  city: text.optional(),
  country: text.optional(),
  juristicPerson: text.optional(),
  department: text.optional(),
  orcid: text.optional(),
  role: text.optional(),
  kept,
});
export type Contact = z.output<typeof contactSchema>;

/** Disease (MIABIS-COLLECTION-16): an ontology's code, or words. */
export const diseaseSchema = z.strictObject({
  ontology: text.optional(),
  version: text.optional(),
  code: text.optional(),
  description: text.optional(),
  text: long.optional(),
});
export type Disease = z.output<typeof diseaseSchema>;

/** A standard that a biobank, collection or service is certified, accredited or audited for. */
export const qualitySchema = z.strictObject({
  standard: text,
  /** Who says so: an accredited body, or BBMRI-ERIC. */
  level: text.optional(),
  number: text.optional(),
  report: url.optional(),
  image: url.optional(),
});
export type QualityMark = z.output<typeof qualitySchema>;

const elsewhereSchema = z.strictObject({
  ...{ id: text.optional(), system: text, pid: text.optional(), url: url.optional() },
  /** The national node that keeps it, as the Directory names it. */
  node: text.optional(),
});

const described = {
  id: idSchema,
  acronym: text.optional(),
  name: text,
  url: url.optional(),
  contact: contactSchema.optional(),
  description: long.optional(),
  /** Name and description in other languages than MIABIS's English; no format but this one has them. */
  translated: z
    .partialRecord(z.enum(['da']), z.strictObject({ name: text.optional(), description: long.optional() }))
    .optional(),
  /** Other catalogues it stands in. */
  elsewhere: z.array(elsewhereSchema).max(50).optional(),
  kept,
};

export const biobankSchema = z.strictObject({
  ...described,
  juristicPerson: text.optional(),
  country: country.optional(),
  city: text.optional(),
  head: contactSchema.optional(),
  infrastructure: several('infrastructure'),
  organisational: several('organisational'),
  bioprocessing: several('bioprocessing'),
  quality: z.array(qualitySchema).max(100).optional(),
  networks: ids,
});
export type Biobank = z.output<typeof biobankSchema>;

/** What collections and research resources have in common (MIABIS-COLLECTION-07 to 23, MIABIS-RESEARCHRESOURCE-07 to 23). */
const gathered = {
  sampleSource: of('sampleSource').optional(),
  sex: several('sex'),
  ageLow: age,
  ageHigh: age,
  ageLowUnit: of('ageUnit').optional(),
  ageHighUnit: of('ageUnit').optional(),
  datasetTypes: several('datasetType'),
  sampleTypes: several('sampleType'),
  temperatures: several('temperature'),
  diseases: z.array(diseaseSchema).max(1000).optional(),
  settings: several('setting'),
  designs: several('design'),
  access: several('access'),
  status: of('status').optional(),
  subjects: z.number().int().min(0).optional(),
  inclusion: several('inclusion'),
  publications: z.array(long).max(200).optional(),
};

export const collectionSchema = z.strictObject({
  ...described,
  ...gathered,
  biobank: idSchema.optional(),
  parent: idSchema.optional(),
  networks: ids,
  studies: ids,
  country: country.optional(),
  city: text.optional(),
  head: contactSchema.optional(),
  quality: z.array(qualitySchema).max(100).optional(),
  // Beyond MIABIS, as the Directory has them.
  /** Terms of the Data Use Ontology, `DUO:0000042`. */
  duo: z
    .array(z.string().regex(/^DUO:\d{7}$/))
    .max(30)
    .optional(),
  samples: z.number().int().min(0).optional(),
  commercialUse: z.boolean().optional(),
  accessDescription: long.optional(),
  accessUrl: url.optional(),
});
export type Collection = z.output<typeof collectionSchema>;

export const studySchema = z.strictObject({ ...described, ...gathered });
export type Study = z.output<typeof studySchema>;

export const networkSchema = z.strictObject({
  ...described,
  juristicPerson: text.optional(),
  countries: z.array(country).max(250).optional(),
  status: of('status').optional(),
  /** IDs of biobanks, collections, research resources and networks, and names of members that stand nowhere. */
  members: ids,
  topics: several('topic'),
  types: several('networkType'),
});
export type Network = z.output<typeof networkSchema>;

/** A service of a biobank; the Directory's, MIABIS Core 3 has capabilities only. */
export const serviceSchema = z.strictObject({
  ...described,
  biobank: idSchema,
  types: z.array(text).max(100).optional(),
  accessDescription: long.optional(),
  accessUrl: url.optional(),
  unit: text.optional(),
  unitCost: text.optional(),
  quality: z.array(qualitySchema).max(100).optional(),
});
export type Service = z.output<typeof serviceSchema>;

/** A row of a fact table: how many donors and samples of a collection are alike; `null` stands for any. */
export interface Fact {
  id?: string;
  collection: string;
  sex: string | null;
  ageRange: string | null;
  sampleType: string | null;
  disease: Disease | null;
  samples: number | null;
  donors: number | null;
  /** Day of the count, YYYY-MM-DD. */
  asOf: string;
  kept?: Record<string, string>;
}

export const schemas = {
  biobank: biobankSchema,
  collection: collectionSchema,
  study: studySchema,
  network: networkSchema,
  service: serviceSchema,
} as const;
export type Kind = keyof typeof schemas;
export const kinds = Object.keys(schemas) as [Kind, ...Kind[]];

export interface EntryOf {
  biobank: Biobank;
  collection: Collection;
  study: Study;
  network: Network;
  service: Service;
}
export type Entry = EntryOf[Kind];

/** Entries of all kinds. */
export interface Catalogue {
  biobank: Biobank[];
  collection: Collection[];
  study: Study[];
  network: Network[];
  service: Service[];
  facts: Fact[];
}

/** A catalogue with nothing in it. */
export function emptyCatalogue(): Catalogue {
  return { biobank: [], collection: [], study: [], network: [], service: [], facts: [] };
}
