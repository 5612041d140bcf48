import { z } from 'zod';

/** What is wrong with rows of a feed, by a word that reports and `accept` use. */
export const faultKinds = {
  columns: 'as many columns as the header',
  quote: 'quotes that end, with nothing between them and the separator',
  'cut-off': 'a file that ends with a whole row',
  missing: 'a value',
  encoding: 'text in UTF-8',
  long: 'a value of at most 1000 bytes',
  values: 'as many values in each of the cells of a line that hold several',
  number: 'a number',
  date: 'a date of the calendar in the stated form',
  'date-in-future': 'a day that has been',
  'date-before-birth': 'a day on or after the birth of the person',
  'date-after-death': 'a day on or before the death of the person',
  code: 'a code of the list',
  word: 'one of the stated values',
  cpr: 'a civil registration number of ten characters',
  person: 'somebody Idun knows',
  duplicate: 'each id once',
} as const;
export type FaultKind = keyof typeof faultKinds;

const key = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'small letters, digits and hyphens, at most 60');
const columnName = z.string().min(1).max(120);
const texts = z.union([z.string().max(500), z.strictObject({ da: z.string().max(500), en: z.string().max(500) })]);

/** How one thing of a row stands in the file. */
const columnSchema = z.strictObject({
  /** Name in the header; left out where every row has the same `value`. */
  column: columnName.optional(),
  value: z.string().max(200).optional(),
  /** For a person: their civil registration number, or an identifier in a namespace. */
  as: z.enum(['cpr', 'id']).optional(),
  namespace: z.string().max(80).optional(),
  /** For a date: `YYYY-MM-DD` unless stated. */
  format: z.string().max(20).optional(),
  /** For a code: the list it must be of, and what the source leaves out before it. */
  system: key.optional(),
  prefix: z.string().max(10).optional(),
  /** For a code: what the source writes before it. */
  without: z.string().min(1).max(20).optional(),
  /** The sign between the values of cells that hold several: each is a row, and such cells of one line go side by side. */
  several: z
    .string()
    .regex(/^[\x21-\x7e]$/, 'one sign')
    .optional(),
  /** For a word: what the source's values mean here. Another value is a fault. */
  words: z.record(z.string(), z.string().max(120)).optional(),
  /** For an amount: 'ul' unless stated. */
  unit: z.enum(['ul', 'ml', 'l']).optional(),
  /** A row without it is a fault. A person always is required. */
  required: z.boolean().optional(),
});
export type ColumnDescription = z.infer<typeof columnSchema>;

/** A variable of the register as researchers read of it. */
export const variableSchema = z.strictObject({
  column: columnName,
  title: texts,
  meaning: texts.optional(),
  system: key.optional(),
  unit: z.string().max(40).optional(),
});

const shared = {
  feed: key,
  title: texts,
  /** The organisation that keeps the register or biobank. */
  custodian: z.string().min(1).max(200),
  /** For a biobank's feed: what the biobank is called where rows do not say. */
  files: z.array(z.string().min(1).max(300)).min(1).max(2000),
  /** What becomes of rows of people nobody knows: left out and counted, kept with a provisional person, or the feed is refused. */
  unknownPeople: z.enum(['leave-out', 'provisional', 'refuse']).default('leave-out'),
  /** The share of rows that may have a fault; they are left out, counted and named. Without it none may. */
  accept: z
    .partialRecord(z.enum(Object.keys(faultKinds) as [FaultKind, ...FaultKind[]]), z.number().min(0).max(1))
    .default({}),
  /** How many rows the custodian sent: fewer means that the file is not whole. */
  rows: z.number().int().min(0).optional(),
  /** What a permit for it needs, for the catalogue. */
  permit: texts.optional(),
  variables: z.array(variableSchema).max(500).default([]),
};

const tableSchema = z.strictObject({
  ...shared,
  format: z.enum(['csv', 'parquet']).default('csv'),
  table: z.enum(['persons', 'specimens', 'events']),
  /** For events: which register they are of, for example `diagnoses`. */
  register: key.optional(),
  separator: z
    .string()
    .regex(/^([\x21\x23-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]|tab)$/, 'one sign, or tab')
    .default(','),
  decimal: z.enum(['.', ',']).default('.'),
  /** Of a workbook; its first when not given. */
  sheet: z.string().min(1).max(80).optional(),
  columns: z.record(z.string(), columnSchema),
});

const bundleSchema = z.strictObject({
  ...shared,
  format: z.enum(['fhir', 'miabis']),
  /** Namespace of the source's own identifiers of people; civil registration numbers are found by their system. */
  namespace: z.string().max(80),
  /** Lists that codes must be of, by the address of the FHIR code system; others are taken as they are. */
  systems: z.record(z.string(), z.strictObject({ list: key, prefix: z.string().max(10).optional() })).default({}),
});

/** `*.feed.json`: what a feed is and how its files are laid out. */
export const descriptionSchema = z.discriminatedUnion('format', [
  tableSchema.extend({ format: z.literal('csv') }),
  tableSchema.extend({ format: z.literal('parquet') }),
  bundleSchema.extend({ format: z.literal('fhir') }),
  bundleSchema.extend({ format: z.literal('miabis') }),
]);
export type Description = z.infer<typeof descriptionSchema>;
export type TableDescription = Extract<Description, { format: 'csv' | 'parquet' }>;
export type BundleDescription = Extract<Description, { format: 'fhir' | 'miabis' }>;

/** Where a fault stands. What stood there is told unless it may be a person's number. */
export interface FaultPlace {
  file: string;
  /** 1-based: a line of text, a row of Parquet, an entry of a bundle. */
  row: number;
  column: string | null;
  found: string | null;
}

/** One kind of fault of a version. */
export interface FaultCount {
  kind: FaultKind;
  rows: number;
  expected: string;
  /** Whether the description accepts so many. */
  accepted: boolean;
  /** The first ones. */
  places: FaultPlace[];
}

/** What a version's files held, in words a custodian can act on. */
export interface FeedReport {
  rows: number;
  kept: number;
  files: { name: string; bytes: number; sha256: string; rows: number }[];
  people: number;
  unknown: { people: number; rows: number; provisional: number };
  faults: FaultCount[];
  /** The first and the last day of events or sampling. */
  from: string | null;
  to: string | null;
  /** Share of rows that say something, by column of the file. */
  filled: Record<string, number>;
  /** The version of each list that codes were checked with. */
  lists: Record<string, number>;
}

export type FeedState = 'current' | 'replaced' | 'retracted' | 'refused';

/** A version of a feed. */
export interface FeedVersion {
  version: number;
  state: FeedState;
  report: FeedReport;
  description: Description;
  hash: string;
  loadedAt: Date;
  loadedBy: string;
  note: string | null;
}

/** A feed with its newest version. */
export interface Feed {
  id: string;
  key: string;
  title: Text;
  custodian: string;
  registers: string[];
  demo: boolean;
  newest: FeedVersion;
}

/** A text in both languages. */
export interface Text {
  da: string;
  en: string;
}

/** A text in both languages, where it was given in one. */
export function bilingual(given: string | Text): Text {
  return typeof given === 'string' ? { da: given, en: given } : given;
}
