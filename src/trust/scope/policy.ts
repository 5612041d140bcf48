import type { Role } from '../identity/index.ts';
import type { Act } from './acts.ts';
import type { LegalBasis } from './legal-bases.ts';

/** What data are used for. */
export type Purpose = 'care' | 'research' | 'statistics' | 'operation' | 'citizen' | 'oversight';

/** Who a row is for: a role, every role (`everyone`), whoever has not signed in (`public`), or a registered sender with its own token (`sender`). */
export type Audience = Role | 'everyone' | 'public' | 'sender';

/**
 * Whose data a row opens.
 * - `any`: everybody’s
 * - `own-patient`: people with a live care relation to one’s department, or opened by oneself in an emergency
 * - `own-region`: people with a live care relation to any department of one’s region
 * - `own-organisation`: data sets that one’s organisation controls or processes
 * - `own-project`: data sets open to one’s project
 * - `self`, `self-or-ward`: oneself; oneself and the children one has custody of
 */
export type Relation =
  | 'any'
  | 'own-patient'
  | 'own-organisation'
  | 'own-region'
  | 'own-project'
  | 'self'
  | 'self-or-ward';

/** How counts leave: as they are, under the public minimum, or under the research minimum. */
export type Disclosure = 'exact' | 'public' | 'research';

/** One rule: these roles may do this act on data in this relation, for this purpose, on this basis. */
export interface PolicyRow {
  act: Act;
  roles: readonly Audience[];
  relation: Relation;
  purpose: Purpose;
  basis: LegalBasis;
  disclosure: Disclosure;
  /** Needs a fresh strong sign-in. */
  stepUp?: true;
  note?: string;
}

/** The rules of an area. */
export type Policy = readonly PolicyRow[];
