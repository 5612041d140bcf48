import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { ExactDrift } from '../../register/cohorts/index.ts';
import type { Answers } from './form-model.ts';
import type { Agreement, FrozenInApplication, Request, StoredApplication, Submission } from './model.ts';
import type { ExactQuestionDrift, FrozenQuestion } from './questions.ts';

const columns = sql`a.case_no as "caseNo", a.kind, a.permit, a.enquiry, a.form_code as "formCode", a.form_version as "formVersion",
  a.answers, a.request, a.frozen, a.question, a.revision, a.saved_at as "savedAt", a.saved_by as "savedBy", a.agreement`;

/** An application beside its case. */
export async function readApplication(db: Db, caseNo: number): Promise<StoredApplication> {
  const { rows } =
    await sql<StoredApplication>`select ${columns} from access.applications a where a.case_no = ${caseNo}`.execute(db);
  return rows[0]!;
}

const jsonOf = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

export type NewApplication = Omit<StoredApplication, 'revision' | 'savedAt' | 'savedBy' | 'agreement'> & {
  by: string;
  at: Date;
};

export async function insertApplication(trx: Db, given: NewApplication): Promise<void> {
  const { caseNo, kind, permit, enquiry, formCode, formVersion, by, at } = given;
  await sql`insert into access.applications (case_no, kind, permit, enquiry, form_code, form_version, answers, request, frozen,
      question, saved_at, saved_by)
    values (${caseNo}, ${kind}, ${permit}, ${enquiry}, ${formCode}, ${formVersion}, ${JSON.stringify(given.answers)}::jsonb,
      ${JSON.stringify(given.request)}::jsonb, ${jsonOf(given.frozen)}::jsonb, ${jsonOf(given.question)}::jsonb, ${at},
      ${by})`.execute(trx);
}

export interface Saving {
  answers: Answers;
  request: Request;
  frozen: FrozenInApplication | null;
  question: FrozenQuestion | null;
  formVersion: number;
  by: string;
  at: Date;
}

/** Saves what is written, unless somebody else has saved since `revision`. @returns the new revision, or undefined */
export async function saveApplication(
  trx: Db,
  caseNo: number,
  revision: number,
  given: Saving,
): Promise<number | undefined> {
  const { rows } = await sql<{
    revision: number;
  }>`update access.applications set answers = ${JSON.stringify(given.answers)}::jsonb,
      request = ${JSON.stringify(given.request)}::jsonb, form_version = ${given.formVersion},
      frozen = ${jsonOf(given.frozen)}::jsonb, question = ${jsonOf(given.question)}::jsonb,
      revision = revision + 1, saved_at = ${given.at}, saved_by = ${given.by}
    where case_no = ${caseNo} and revision = ${revision} returning revision`.execute(trx);
  return rows[0]?.revision;
}

/** Keeps what was handed in, word for word. */
export async function insertSubmission(
  trx: Db,
  stored: StoredApplication,
  given: { hash: string; by: string; at: Date },
): Promise<void> {
  const { caseNo, formVersion, answers, request, frozen, question } = stored;
  await sql`insert into access.submissions (case_no, number, form_version, answers, request, frozen, question, hash, submitted_by, submitted_at)
    select ${caseNo}, coalesce(max(number), 0) + 1, ${formVersion}, ${JSON.stringify(answers)}::jsonb,
      ${JSON.stringify(request)}::jsonb, ${jsonOf(frozen)}::jsonb, ${jsonOf(question)}::jsonb, ${given.hash}, ${given.by},
      ${given.at} from access.submissions where case_no = ${caseNo}`.execute(trx);
}

/** What was handed in when, the newest first. */
export async function readSubmissions(db: Db, caseNo: number): Promise<Submission[]> {
  const { rows } =
    await sql<Submission>`select number, form_version as "formVersion", hash, submitted_by as "submittedBy",
      submitted_at as "submittedAt" from access.submissions where case_no = ${caseNo} order by number desc`.execute(db);
  return rows;
}

export async function writeAgreement(trx: Db, caseNo: number, agreement: Agreement): Promise<void> {
  await sql`update access.applications set agreement = ${JSON.stringify(agreement)}::jsonb where case_no = ${caseNo}`.execute(
    trx,
  );
}

/** A cohort run again at a stage. */
export interface StoredDrift {
  stage: string;
  enteredAt: Date;
  measuredAt: Date;
  exact: ExactDrift | null;
  /** The same of the question to the register. */
  question: ExactQuestionDrift | null;
  /** Code of why it could not be run, for example that its owner removed it. */
  problem: string | null;
}

export async function insertDrift(trx: Db, caseNo: number, drift: StoredDrift): Promise<void> {
  await sql`insert into access.drifts (case_no, stage, entered_at, measured_at, exact, question, problem)
    values (${caseNo}, ${drift.stage}, ${drift.enteredAt}, ${drift.measuredAt},
      ${jsonOf(drift.exact)}::jsonb, ${jsonOf(drift.question)}::jsonb, ${drift.problem})
    on conflict do nothing`.execute(trx);
}

export async function readDrifts(db: Db, caseNo: number): Promise<StoredDrift[]> {
  const { rows } =
    await sql<StoredDrift>`select stage, entered_at as "enteredAt", measured_at as "measuredAt", exact, question, problem
    from access.drifts where case_no = ${caseNo} order by entered_at`.execute(db);
  return rows;
}

/** Applications in these states with a cohort that was not run again since they came there. */
export async function findUnmeasured(db: Db, states: readonly string[], limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select c.id from access.cases c join access.applications a using (case_no)
    where c.kind = 'application' and c.state = any(${[...states]}::text[]) and (a.frozen is not null or a.question is not null)
      and not exists (select 1 from access.drifts d where d.case_no = c.case_no and d.stage = c.state and d.entered_at = c.entered_at)
    order by c.case_no limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}
