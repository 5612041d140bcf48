import { z } from 'zod';
import type { Entry, Kind } from '../../../formats/miabis/index.ts';
import { idSchema } from '../../../formats/miabis/index.ts';
import type { AsOf } from '../../search/index.ts';

/** Kinds that have a page of their own, by their name in addresses. */
export const pageKinds = {
  biobanks: 'biobank',
  collections: 'collection',
  studies: 'study',
  networks: 'network',
} as const;
export type PageKind = (typeof pageKinds)[keyof typeof pageKinds];

/** Where an entry's specimens are in the register: its words for biobank and collection. */
export const linkSchema = z.strictObject({
  world: z.enum(['real', 'synthetic', 'generated']),
  biobank: z.string().min(1).max(200),
  collection: z.string().min(1).max(200).nullable().default(null),
});
export type RegisterLink = z.output<typeof linkSchema>;

/** One value and how many people and specimens have it; null is protected. */
export interface CountedValue {
  value: string;
  persons: number | null;
  specimens: number | null;
  /** `<10`: too few people, or left out so that others of too few cannot be reckoned. */
  protected?: string;
}

/** What the register counted of an entry under the public's rule. */
export interface Counted {
  persons: number | null;
  specimens: number | null;
  protected?: string;
  sexes: CountedValue[];
  ages: CountedValue[];
  types: CountedValue[];
  temperatures: CountedValue[];
  years: CountedValue[];
  /** Chapters of the tree of diagnoses that its donors have, whenever. */
  diseases: CountedValue[];
  asOf: AsOf;
  roundedTo: number;
}

/** An entry as it is stored. */
export interface StoredEntry {
  entryNo: number;
  kind: Kind;
  id: string;
  origin: 'own' | 'kept' | 'imported';
  source: string | null;
  stated: Record<string, unknown>;
  edited: Record<string, unknown>;
  record: Entry;
  link: RegisterLink | null;
  counted: Counted | null;
  organisationNo: number | null;
  demo: boolean;
  version: number;
  changedAt: Date;
  changedBy: string;
  withdrawnAt: Date | null;
}

/** Where an entry comes from, for whoever wants to make one. */
export interface NewEntry {
  kind: Kind;
  record: Record<string, unknown>;
  link?: RegisterLink | null | undefined;
}

/** What a custodian writes over an entry: fields by name; null takes back what was written, so that what is stated shows again. */
export const patchSchema = z.strictObject({
  version: z.number().int().min(1),
  changes: z.record(z.string().max(60), z.unknown()),
  link: linkSchema.nullable().optional(),
  note: z.string().trim().min(1).max(500).optional(),
});
export type Patch = z.output<typeof patchSchema>;

export const entryId = z.object({ id: idSchema });
