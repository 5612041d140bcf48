import { protectCount } from '../../register/cohorts/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { namesOfActors } from '../../trust/identity/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { type Approval, approvalsOf, type Match } from '../approvals/index.ts';
import {
  type CaseEvent,
  type CaseRow,
  type Language,
  nextStates,
  type Part,
  partsOf,
  partyOf,
  readEvents,
  type Stay,
  staysOf,
  type Viewer,
  viewerFor,
} from '../cases/index.ts';
import type { Finding } from './check-form.ts';
import type { ApplicationDeps } from './deps.ts';
import { readApplicationCase } from './draft.ts';
import { type ShownDrift, shownDrifts } from './drift.ts';
import type { Answers, Form } from './form-model.ts';
import { requireForm } from './forms.ts';
import { matchResources } from './matches.ts';
import type { Agreement, ApplicationKind, FrozenInApplication, Request, Submission } from './model.ts';
import { type ShownQuestion, showQuestion } from './questions.ts';
import { type ApplicationState, applicationMachine } from './status.ts';
import { readApplication, readDrifts, readSubmissions } from './store.ts';
import { findMissing } from './submit.ts';

/** An event with the name of who caused it. */
export type NamedEvent = CaseEvent & { name: string | null };

/** An application as its reader may see it. */
export interface ApplicationDetail {
  id: string;
  title: string;
  state: ApplicationState;
  kind: ApplicationKind;
  enteredAt: Date;
  dueAt: Date | null;
  project: string | null;
  secretariat: string | null;
  openedBy: string | null;
  openedAt: Date;
  /** Name of the coordinator who has taken it. */
  assignedTo: string | null;
  demo: boolean;
  /** As whom its reader has to do with it. */
  part: Part;
  permit: string | null;
  enquiry: string | null;
  form: Form;
  answers: Answers;
  request: Request;
  revision: number;
  savedAt: Date;
  cohort: (Omit<FrozenInApplication, 'persons'> & { persons: number | null; protected?: string }) | null;
  question: ShownQuestion | null;
  resources: { id: string; kind: string; name: { da: string; en: string }; body: string; match: Match }[];
  missing: Finding[];
  submissions: Submission[];
  approvals: (Omit<Approval, 'caseNo' | 'organisationNo'> & { mine: boolean; events: NamedEvent[] })[];
  drifts: ShownDrift[];
  agreement: Agreement | null;
  events: NamedEvent[];
  steps: Stay[];
  /** States the asker's party may take it to. */
  may: string[];
}

/** One application with everything its reader has a part in. One audit entry. */
export async function showApplication(
  deps: ApplicationDeps,
  scope: Scope,
  id: string,
  language: Language,
): Promise<ApplicationDetail> {
  const { database, clock } = deps;
  const db = database.app;
  const viewer = await viewerFor(db, scope, 'access.applications.read', clock);
  const row = await readApplicationCase(db, viewer, id);
  await recordAccess(db, scope, { action: 'access.applications.show', object: id }, clock);
  const stored = await readApplication(db, row.caseNo);
  const { permit, enquiry, answers, request, revision, savedAt, agreement, kind } = stored;
  const matches = await matchResources(db, row, stored);
  const notes = viewer.part !== 'applicant';
  const events = await readEvents(db, row.caseNo, { notes });
  const writing = row.state === 'draft' || row.state === 'returned';
  const party = partyOf(viewer);
  const next = nextStates(applicationMachine, row.state as ApplicationState);
  const names = await namesOfActors(db, [
    row.openedBy,
    ...(row.assignedTo === null ? [] : [`person:${row.assignedTo}`]),
  ]);
  const cohort = stored.frozen && { ...stored.frozen, ...protectCount(stored.frozen.persons, scope.disclosure) };
  return {
    ...caseFields(row),
    openedBy: names.get(row.openedBy) ?? null,
    assignedTo: row.assignedTo && (names.get(`person:${row.assignedTo}`) ?? row.assignedTo),
    part: viewer.part,
    ...{ kind, permit, enquiry, answers, request, revision, savedAt, cohort, agreement },
    question: stored.question && showQuestion(stored.question, scope.disclosure),
    form: await requireForm(db, stored.formCode, stored.formVersion),
    resources: matches.map(({ resource, match }) => ({
      ...{ id: resource.id, kind: resource.kind, name: resource.name, body: resource.bodyName, match },
    })),
    missing: writing ? await findMissing(db, row, stored) : [],
    submissions: await readSubmissions(db, row.caseNo),
    approvals: await approvalsFor(db, viewer, row),
    drifts: (await readDrifts(db, row.caseNo)).flatMap((one) => shownDrifts(one, scope.disclosure, language)),
    events: await named(db, events),
    steps: staysOf(events, clock.now()),
    may: next.filter(({ by }) => by === party).map(({ to }) => to),
  };
}

function caseFields(row: CaseRow) {
  const { id, title, enteredAt, dueAt, project, secretariat, openedAt, demo } = row;
  return {
    ...{ id, title, enteredAt, dueAt, project, secretariat, openedAt, demo },
    state: row.state as ApplicationState,
  };
}

async function approvalsFor(
  db: ApplicationDeps['database']['app'],
  viewer: Viewer,
  row: CaseRow,
): Promise<ApplicationDetail['approvals']> {
  const approvals = await approvalsOf(db, row.caseNo);
  const cases = new Map((await partsOf(db, row.caseNo, 'approval')).map((one) => [one.id, one]));
  const shown: ApplicationDetail['approvals'] = [];
  for (const { caseNo, organisationNo, ...approval } of approvals) {
    const mine = viewer.part === 'body' && viewer.organisationNo === organisationNo;
    // What a body and its applicant write to each other is not another body's.
    const reads = mine || viewer.part !== 'body';
    const events = reads
      ? await readEvents(db, cases.get(approval.id)!.caseNo, { notes: viewer.part !== 'applicant' })
      : [];
    shown.push({ ...approval, mine, events: await named(db, events) });
  }
  return shown;
}

async function named(db: ApplicationDeps['database']['app'], events: readonly CaseEvent[]): Promise<NamedEvent[]> {
  const names = await namesOfActors(
    db,
    events.map(({ actor }) => actor),
  );
  return events.map((event) => ({ ...event, name: names.get(event.actor) ?? null }));
}
