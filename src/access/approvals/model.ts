import { z } from 'zod';
import { wordsSchema } from '../cases/index.ts';
import type { BodyKind } from './body-kinds.ts';
import { duoUseSchema, ownConditionSchema } from './match.ts';
import { priceListSchema } from './price-list.ts';

/** A body's own rules; every change is a new version. */
export const rulesSchema = z.strictObject({
  /** Days it gives itself. */
  days: z.number().int().min(1).max(365).optional(),
  /** What it asks of every application, beside what its collections ask. */
  own: z.array(ownConditionSchema).max(50).default([]),
  prices: priceListSchema.optional(),
  /** What applicants should know before they ask. */
  guidance: wordsSchema.optional(),
});
export type Rules = z.output<typeof rulesSchema>;

/** On what terms something may be applied for; every change is a new version. */
export const termsSchema = z.strictObject({
  duo: z.array(duoUseSchema).max(30).default([]),
  own: z.array(ownConditionSchema).max(50).default([]),
});
export type ResourceTerms = z.output<typeof termsSchema>;

export const resourceKinds = ['dataset', 'collection', 'register'] as const;
export type ResourceKind = (typeof resourceKinds)[number];

export interface Body {
  bodyNo: number;
  /** `bod_…` */
  id: string;
  kind: BodyKind;
  name: string;
  organisationNo: number;
  organisationId: string;
  secretariatNo: number | null;
  secretariat: string | null;
  closedAt: Date | null;
  demo: boolean;
  rulesVersion: number;
  rules: Rules;
}

/** Something that can be applied for: a data set, a collection of specimens, a register. */
export interface Resource {
  resourceNo: number;
  /** `rsc_…` */
  id: string;
  kind: ResourceKind;
  /** What it is elsewhere in Idun: `dts_…`, a collection's id, a register's code. */
  ref: string;
  name: { da: string; en: string };
  body: string;
  bodyNo: number;
  bodyName: string;
  closedAt: Date | null;
  demo: boolean;
  termsVersion: number;
  terms: ResourceTerms;
}

/** What a body states with its yes or no. */
export const decisionSchema = z.strictObject({
  /** Reference of the permission in the body's own files. */
  reference: z.string().trim().min(1).max(200).optional(),
  /** Where the processing stands in the controller's record (GDPR art. 30). */
  recordOfProcessing: z.string().trim().min(1).max(200).optional(),
  /** Approval of disclosure of patient record data (Health Act § 46), where the law asks for it. */
  disclosurePermission: z.string().trim().min(1).max(200).optional(),
  conditions: z.array(z.string().trim().min(1).max(500)).max(30).default([]),
  /** Until when the yes holds; as long as the permit without it. */
  validUntil: z.iso.date().optional(),
  /** Of what was asked for, only this (`rsc_…`); everything without it. */
  resources: z.array(z.string()).max(100).optional(),
  /** Most specimens, where less than asked. */
  specimens: z.number().int().min(0).optional(),
  reason: z.string().trim().max(4000).optional(),
});
export type Decision = z.output<typeof decisionSchema>;
