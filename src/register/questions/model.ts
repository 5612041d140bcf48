import { z } from 'zod';
import type { Query } from '../search/index.ts';

export const sharingSchema = z.enum(['private', 'organisation']);
export type Sharing = z.infer<typeof sharingSchema>;

/** A question to the register that somebody keeps; it is asked anew whenever it is opened. */
export interface KeptQuestion {
  id: string;
  name: string;
  note: string | null;
  question: Query;
  /** SHA-256 of the question, as answers and applications name it. */
  questionHash: string;
  sharing: Sharing;
  organisation: string | null;
  /** Whether the reader is its owner. */
  mine: boolean;
  createdAt: Date;
  changedAt: Date;
}

/** What its owner may change of a question. */
export interface QuestionChange {
  name?: string | undefined;
  note?: string | undefined;
  question?: Query | undefined;
  sharing?: Sharing | undefined;
}
