import { z } from 'zod';

const text = z.string().trim().min(1).max(200);
const values = z.array(text).min(1).max(100);
const year = z.number().int().min(1850).max(2200);
const age = z.number().int().min(0).max(130);
const reference = text.optional();

/** One question about a person. The person fits when any of their genomes does. */
export type Condition =
  | {
      field: 'sex' | 'region' | 'municipality' | 'dataset' | 'patientGroup' | 'assay' | 'source' | 'reference';
      any: string[];
    }
  /** Phenotypic features (HPO terms) stated of the person, as they were stated. */
  | { field: 'feature'; any: string[] }
  | { field: 'birthYear' | 'age'; from?: number | undefined; to?: number | undefined }
  | { field: 'affected'; is: boolean }
  /** In the unrelated subset; with relatives among the genomes. */
  | { field: 'unrelated' | 'family'; is: boolean }
  /** Carriers of a variant; of any small variant that starts in a gene or region. */
  | { field: 'variant'; variant: string; reference?: string | undefined }
  | { field: 'gene'; gene: string; reference?: string | undefined }
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition };

const one: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({
      field: z.enum([
        'sex',
        'region',
        'municipality',
        'dataset',
        'patientGroup',
        'assay',
        'source',
        'reference',
        'feature',
      ]),
      any: values,
    }),
    z
      .strictObject({ field: z.literal('birthYear'), from: year.optional(), to: year.optional() })
      .refine(isRange, 'a range needs a beginning or an end, in order'),
    z
      .strictObject({ field: z.literal('age'), from: age.optional(), to: age.optional() })
      .refine(isRange, 'a range needs a beginning or an end, in order'),
    z.strictObject({ field: z.enum(['affected', 'unrelated', 'family']), is: z.boolean() }),
    z.strictObject({ field: z.literal('variant'), variant: text, reference }),
    z.strictObject({ field: z.literal('gene'), gene: text, reference }),
    z.strictObject({ all: z.array(one).min(1).max(30) }),
    z.strictObject({ any: z.array(one).min(1).max(30) }),
    z.strictObject({ not: one }),
  ]),
) as z.ZodType<Condition>;

function isRange({ from, to }: { from?: number | undefined; to?: number | undefined }): boolean {
  if (from === undefined && to === undefined) return false;
  return from === undefined || to === undefined || from <= to;
}

/** Real data and made-up data are two nations; a cohort is of one. */
export const worldSchema = z.enum(['real', 'synthetic']);
export type World = z.infer<typeof worldSchema>;

/** Who is meant: people with a genome that counts, to whom every condition applies. */
export const definitionSchema = z.strictObject({
  data: worldSchema.default('real'),
  conditions: z.array(one).max(30).default([]),
});
export type Definition = z.output<typeof definitionSchema>;

/** A count under a disclosure rule. Null is protected; then `protected` says below what it is. */
export interface Count {
  persons: number | null;
  protected?: string;
}

/** What is left after a condition, and what it took away. */
export interface Step extends Count {
  /** People who fall out here, as the shown counts tell; null where one of them is protected. */
  lost: number | null;
  /** People to whom this condition applies by itself. */
  alone: Count;
}

export interface FacetValue extends Count {
  value: string;
}

export interface AsOf {
  dataVersion: number;
  maskEpoch: number;
  at: string;
}

export interface CohortCount extends Count {
  /** Everybody with a genome that counts, before the first condition. */
  everybody: Count;
  steps: Step[];
  facets: Record<string, FacetValue[]>;
  asOf: AsOf;
  milliseconds: number;
  /** Numbers above zero are rounded to multiples of this; 1 is exact. */
  roundedTo: number;
  /** The version whose count is shown, where this set differs from it by too few people for a count of its own. */
  heldFrom?: number;
}

export const sharingSchema = z.enum(['private', 'organisation']);
export type Sharing = z.infer<typeof sharingSchema>;

export interface CohortSummary extends Count {
  id: string;
  name: string;
  description: string | null;
  sharing: Sharing;
  owner: string;
  organisation: string | null;
  mine: boolean;
  data: World;
  version: number;
  createdAt: Date;
  frozenAt: Date;
}

export interface CohortVersion extends Count {
  version: number;
  definition: Definition;
  note: string | null;
  dataVersion: number;
  maskEpoch: number;
  /** SHA-256 of the definition, and of it with the members' ids. */
  definitionHash: string;
  membersHash: string;
  frozenAt: Date;
  frozenBy: string;
}

export interface CohortDetail extends CohortSummary {
  versions: CohortVersion[];
}

/** What became of a frozen set when its definition is run again. */
export interface Drift {
  version: number;
  frozen: Count;
  now: Count;
  stayed: Count;
  gone: Record<GoneReason, Count>;
  added: Count;
  /** Whether the definition gives the very same people. */
  same: boolean;
  asOf: AsOf;
}

export const goneReasons = ['opted-out', 'erased', 'left-dataset', 'withdrawn', 'changed'] as const;
export type GoneReason = (typeof goneReasons)[number];
