import { z } from 'zod';
import type { FrozenCohort } from '../../register/cohorts/index.ts';
import type { Fee } from '../approvals/index.ts';
import type { Words } from '../cases/index.ts';
import type { Answers } from './form-model.ts';
import type { FrozenQuestion } from './questions.ts';

export const applicationKinds = ['new', 'amendment', 'renewal'] as const;
export type ApplicationKind = (typeof applicationKinds)[number];

const resourceId = z.string().regex(/^rsc_[0-9A-Za-z]{22}$/, 'the id of something to apply for');

/** What is applied for, beside the answers. */
export const requestSchema = z.strictObject({
  resources: z.array(resourceId).max(100).default([]),
  specimens: z
    .array(
      z.strictObject({
        resource: resourceId,
        material: z.string().trim().min(1).max(60),
        count: z.number().int().min(1).max(10_000_000),
        volumeUl: z.number().min(0).max(1_000_000).optional(),
      }),
    )
    .max(200)
    .default([]),
  /** How many people, where no saved cohort says so. */
  persons: z.number().int().min(0).max(10_000_000).optional(),
});
export type Request = z.output<typeof requestSchema>;

/** The cohort as it was when it was taken into the application. Dates are ISO text. */
export type FrozenInApplication = Omit<FrozenCohort, 'frozenAt'> & { frozenAt: string };

/** What is agreed on, as both sides sign it. */
export interface Agreement {
  /** SHA-256 of the canonical text of the rest. */
  hash: string;
  document: string;
  resources: string[];
  specimens: Request['specimens'];
  /** Those of the house carry their words in both languages; a body's are as it wrote them. */
  conditions: { body: string; text: string; words?: Words }[];
  references: { body: string; bodyId: string; reference: string | null }[];
  months: number;
  /** The earliest day a body’s yes ends. */
  validUntil: string | null;
  environment: string;
  fees: { body: string; fee: Fee }[];
  payer: 'public' | 'company';
  signed: { party: 'applicant' | 'centre'; actor: string; at: string; contract?: string | undefined }[];
}

/** An application as it is stored, beside its case. */
export interface StoredApplication {
  caseNo: number;
  kind: ApplicationKind;
  /** The permit it would change. */
  permit: string | null;
  enquiry: string | null;
  formCode: string;
  formVersion: number;
  answers: Answers;
  request: Request;
  frozen: FrozenInApplication | null;
  /** The question to the register, as it was frozen. */
  question: FrozenQuestion | null;
  /** Grows with every saving: two who write at once notice. */
  revision: number;
  savedAt: Date;
  savedBy: string;
  agreement: Agreement | null;
}

/** One handing in: what was handed in, word for word. */
export interface Submission {
  number: number;
  formVersion: number;
  hash: string;
  submittedBy: string;
  submittedAt: Date;
}
