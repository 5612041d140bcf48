import type { Agreement, FrozenInApplication, FrozenQuestion, ProjectPerson, Request } from '../applications/index.ts';
import type { PermitState } from './status.ts';

/** What a permit lets whom do with which data until when: what a data permit of the EHDS carries (Regulation (EU) 2025/327 art. 68). */
export interface PermitContent {
  purposes: string[];
  publicSummary: string;
  /** A company's own words on why, for everybody to read. */
  publicStatement: string | null;
  controller: string;
  people: ProjectPerson[];
  data: { id: string; kind: string; ref: string; name: { da: string; en: string }; body: string }[];
  specimens: (Request['specimens'][number] & { bodyNo: number })[];
  cohort: FrozenInApplication | null;
  question: FrozenQuestion | null;
  /** Whether the material or data are used genetically: the wider opt-out counts then too. */
  genetic: boolean;
  environment: string;
  conditions: Agreement['conditions'];
  references: Agreement['references'];
  fees: Agreement['fees'];
  payer: Agreement['payer'];
  contract: string | null;
  /** SHA-256 of the agreement that was signed. */
  agreement: string;
  /** Until when results are to be published (art. 61). */
  publishBy: string;
}

/** A version of a permit. */
export interface PermitVersion {
  version: number;
  content: PermitContent;
  /** First and last instant it opens anything. */
  from: Date;
  until: Date;
  application: string;
  /** The people it names, as trust/ keeps them; null where it names nobody and opens whole data sets. */
  limitNo: number | null;
  statedBy: string;
  statedAt: Date;
}

export interface PermitDetail extends PermitVersion {
  id: string;
  title: string;
  state: PermitState;
  project: string | null;
  projectNo: number;
  demo: boolean;
  versions: Pick<PermitVersion, 'version' | 'from' | 'until' | 'application' | 'statedAt'>[];
}
