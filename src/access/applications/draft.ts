import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { frozenCohort } from '../../register/cohorts/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { findOrganisation } from '../../trust/organisations/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { type CaseRow, openCase, readCase, renameCase, type Viewer, viewerFor } from '../cases/index.ts';
import { closeWith } from '../enquiries/index.ts';
import { requireFitting } from './check-form.ts';
import type { ApplicationDeps } from './deps.ts';
import { errors } from './errors.ts';
import type { Answers } from './form-model.ts';
import { requireForm } from './forms.ts';
import type { ApplicationKind, FrozenInApplication, Request, StoredApplication } from './model.ts';
import { type FrozenQuestion, freezeQuestion } from './questions.ts';
import { type ApplicationState, applicationMachine } from './status.ts';
import { insertApplication, readApplication, saveApplication } from './store.ts';

/** What an application begins with. */
export interface NewDraft {
  title: string;
  form?: string | undefined;
  /** Answers to begin with, for example those of the permit it would change. */
  answers?: Answers | undefined;
  request?: Request | undefined;
  /** A saved cohort and its version (the newest without one). */
  cohort?: { id: string; version?: number | undefined } | undefined;
  /** A question to the register, which is run and frozen. */
  question?: { name: string; query: unknown } | undefined;
  /** The cohort and question of the permit it would change, as they were frozen. */
  frozen?: FrozenInApplication | null | undefined;
  frozenQuestion?: FrozenQuestion | null | undefined;
  kind?: ApplicationKind | undefined;
  permit?: string | undefined;
  enquiry?: string | undefined;
  /** The project, by id or name: only for the operator, who is in none. */
  project?: string | undefined;
}

export interface Saved {
  id: string;
  revision: number;
}

const none: Request = { resources: [], specimens: [] };

/**
 * Begins an application of the asker's project. One audit entry.
 * @param taking what lets the asker read cohorts and search the register; needed only where something is taken along
 */
export async function beginApplication(
  deps: ApplicationDeps,
  scope: Scope,
  given: NewDraft,
  taking: Taking = {},
): Promise<Saved> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.applications.write', clock);
  const form = await requireForm(database.app, given.form ?? 'research-project');
  const answers: Answers = { title: given.title, ...given.answers };
  requireFitting(form.definition, answers);
  const frozen = (await takeCohort(deps, taking.cohorts, given.cohort)) ?? given.frozen ?? null;
  const question = (await takeQuestion(deps, taking.register, given.question)) ?? given.frozenQuestion ?? null;
  const project = await projectOf(database.app, viewer, given.project);
  const at = clock.now();
  return await database.withActor(scope.actor, async (trx) => {
    const row = await openCase(trx, applicationMachine, {
      title: given.title,
      projectNo: project.organisationNo,
      actor: viewer.actor,
      at,
      demo: project.demo,
    });
    await insertApplication(trx, {
      ...{
        caseNo: row.caseNo,
        kind: given.kind ?? 'new',
        permit: given.permit ?? null,
        enquiry: given.enquiry ?? null,
      },
      ...{ formCode: form.code, formVersion: form.version, answers, request: given.request ?? none, frozen, question },
      ...{ by: viewer.actor, at },
    });
    if (given.enquiry !== undefined) await closeWith(trx, viewer, given.enquiry, row.id, at);
    await recordAccess(trx, scope, { action: 'access.applications.begin', object: row.id }, clock);
    return { id: row.id, revision: 1 };
  });
}

async function projectOf(
  db: Db,
  viewer: Viewer,
  asked: string | undefined,
): Promise<{ organisationNo: number; demo: boolean }> {
  if (viewer.part === 'centre' && asked !== undefined) return await findOrganisation(db, asked);
  const { rows } = await sql<{ organisationNo: number; demo: boolean }>`select organisation_no as "organisationNo", demo
    from trust.organisations where organisation_no = ${viewer.organisationNo}`.execute(db);
  if (rows[0] !== undefined) return rows[0];
  throw new Problem(errors.notApplicant, 'An application is a project’s.', { action: 'Name it with --project.' });
}

/** Scopes of the asker for what an application takes along. */
export interface Taking {
  cohorts?: Scope | null;
  register?: Scope | null;
}

async function takeCohort(
  { cohorts }: ApplicationDeps,
  scope: Scope | null | undefined,
  asked: NewDraft['cohort'],
): Promise<FrozenInApplication | null> {
  if (asked === undefined || !scope) return null;
  const frozen = await frozenCohort(cohorts, scope, asked.id, asked.version);
  return { ...frozen, frozenAt: frozen.frozenAt.toISOString() };
}

async function takeQuestion(
  deps: ApplicationDeps,
  scope: Scope | null | undefined,
  asked: NewDraft['question'],
): Promise<FrozenQuestion | null> {
  return asked === undefined || !scope ? null : await freezeQuestion(deps, scope, asked);
}

/** What is saved; absent parts stay as they are. */
export interface DraftChange {
  /** The revision that was read: two who write at once notice. */
  revision: number;
  answers?: Answers | undefined;
  request?: Request | undefined;
  /** null takes the cohort out. */
  cohort?: { id: string; version?: number | undefined } | null | undefined;
  /** Frozen anew; null takes the question out. */
  question?: { name: string; query: unknown } | null | undefined;
}

const writable: readonly ApplicationState[] = ['draft', 'returned'];

/**
 * Saves what is written so far; answers are added to those that are there, and null takes one out. One audit entry.
 * @throws Problem IDUN_APPLICATION_NOT_WRITABLE, IDUN_APPLICATION_CHANGED, IDUN_APPLICATION_ANSWER
 */
export async function saveDraft(
  deps: ApplicationDeps,
  scope: Scope,
  id: string,
  change: DraftChange,
  taking: Taking = {},
): Promise<Saved> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.applications.write', clock);
  const taken = change.cohort == null ? null : await takeCohort(deps, taking.cohorts, change.cohort);
  const question = change.question == null ? null : await takeQuestion(deps, taking.register, change.question);
  return await database.withActor(scope.actor, async (trx) => {
    const { row, stored } = await readWritable(trx, viewer, id);
    const form = await requireForm(trx, stored.formCode, stored.formVersion);
    const answers = merge(stored.answers, change.answers ?? {});
    requireFitting(form.definition, answers);
    const revision = await saveApplication(trx, row.caseNo, change.revision, {
      answers,
      request: change.request ?? stored.request,
      frozen: change.cohort === undefined ? stored.frozen : taken,
      question: change.question === undefined ? stored.question : question,
      formVersion: form.version,
      ...{ by: viewer.actor, at: clock.now() },
    });
    if (revision === undefined) {
      throw new Problem(errors.changed, 'It was saved by somebody else since it was read.', {
        action: 'Read it again; nothing of yours was written.',
        revision: stored.revision,
      });
    }
    const title = answers['title'];
    if (typeof title === 'string' && title !== '') await renameCase(trx, row.caseNo, title);
    const detail = { revision, fields: Object.keys(change.answers ?? {}) };
    await recordAccess(trx, scope, { action: 'access.applications.save', object: id, detail }, clock);
    return { id, revision };
  });
}

/** An application that can be written on now. @throws Problem IDUN_CASE_NOT_FOUND, IDUN_APPLICATION_NOT_WRITABLE */
export async function readWritable(
  trx: Db,
  viewer: Viewer,
  id: string,
): Promise<{ row: CaseRow; stored: StoredApplication }> {
  const row = await readApplicationCase(trx, viewer, id);
  if (writable.includes(row.state as ApplicationState)) return { row, stored: await readApplication(trx, row.caseNo) };
  throw new Problem(errors.notWritable, `It is ${row.state}: what was handed in stays as it is.`, {
    action: 'Withdraw it, or answer what is asked in its messages.',
    state: row.state,
  });
}

/** The case of an application that the viewer may see. @throws Problem IDUN_CASE_NOT_FOUND */
export async function readApplicationCase(db: Db, viewer: Viewer, id: string): Promise<CaseRow> {
  return await readCase(db, viewer, id.startsWith('apl_') ? id : 'apl_');
}

function merge(before: Answers, change: Answers): Answers {
  const all = { ...before, ...change };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== undefined));
}
