import type { CaseKind, Party } from './machine.ts';

/** A case as it is stored. */
export interface CaseRow {
  caseNo: number;
  /** `enq_…`, `apl_…`, `apv_…`, `pmt_…`, `rlk_…` */
  id: string;
  kind: CaseKind;
  /** The case it is a part of: an approval of an application, a permit that followed from one. */
  partOf: string | null;
  partOfNo: number | null;
  title: string;
  state: string;
  enteredAt: Date;
  dueAt: Date | null;
  waitsFor: Party | null;
  /** Project that asks. */
  projectNo: number | null;
  project: string | null;
  /** Body whose part it is (a committee, a biobank, a register). */
  organisationNo: number | null;
  organisation: string | null;
  /** Secretariat that handles it; null: the coordinating centre. */
  secretariatNo: number | null;
  secretariat: string | null;
  openedBy: string;
  openedAt: Date;
  /** Coordinator who has taken it. */
  assignedTo: string | null;
  demo: boolean;
}

/** What happened in a case; never changed and never removed. */
export interface CaseEvent {
  eventNo: number;
  /** `moved`, `message`, `note`, `asked`, … */
  kind: string;
  from: string | null;
  to: string | null;
  actor: string;
  at: Date;
  detail: Record<string, unknown>;
}

/** A message between the people of a case; a note is for those who handle it and never for applicants. */
export type MessageKind = 'message' | 'note';
