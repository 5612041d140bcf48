import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { type CaseRow, moveCase, openCase, partsOf } from '../cases/index.ts';
import { type BodyKind, factsOfBody, type Stage } from './body-kinds.ts';
import { errors } from './errors.ts';
import type { Match } from './match.ts';
import type { Body, Decision } from './model.ts';
import { type ApprovalState, approvalMachine } from './status.ts';

/** What a body is asked for: its collections and registers, and how their conditions compare with the project. */
export interface Asked {
  resources: { id: string; termsVersion: number; match: Match }[];
  /** What the body's own rules ask of everybody. */
  own: Match;
  specimens: number;
  /** Whether patient record data are disclosed, so that the law asks for a permission of its own. */
  disclosure: boolean;
}

/** A body's part of an application. */
export interface Approval {
  id: string;
  caseNo: number;
  body: string;
  bodyName: string;
  kind: BodyKind;
  stage: Stage;
  state: ApprovalState;
  enteredAt: Date;
  dueAt: Date | null;
  rulesVersion: number;
  asked: Asked;
  decision: Decision | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  organisationNo: number;
}

/** Asks a body for its part: a case of its own in the body's queue. */
export async function askBody(
  trx: Db,
  application: CaseRow,
  body: Body,
  given: { asked: Asked; actor: string; at: Date },
): Promise<void> {
  const facts = factsOfBody(body.kind);
  const row = await openCase(trx, approvalMachine, {
    title: application.title,
    partOfNo: application.caseNo,
    projectNo: application.projectNo,
    organisationNo: body.organisationNo,
    secretariatNo: body.secretariatNo,
    bodyRole: facts.role,
    days: body.rules.days ?? facts.days,
    ...{ actor: given.actor, at: given.at, demo: application.demo },
    detail: { body: body.id, stage: facts.stage },
  });
  await sql`insert into access.approvals (case_no, body_no, rules_version, asked)
    values (${row.caseNo}, ${body.bodyNo}, ${body.rulesVersion}, ${JSON.stringify(given.asked)}::jsonb)`.execute(trx);
}

/** The parts of an application, in the order they were asked. */
export async function approvalsOf(db: Db, applicationNo: number): Promise<Approval[]> {
  const cases = await partsOf(db, applicationNo, 'approval');
  return await withDecisions(db, cases);
}

/** The part that a case is. */
export async function approvalOf(db: Db, row: CaseRow): Promise<Approval> {
  return (await withDecisions(db, [row]))[0]!;
}

async function withDecisions(db: Db, cases: readonly CaseRow[]): Promise<Approval[]> {
  type Stored = Omit<Approval, 'id' | 'stage' | 'state' | 'enteredAt' | 'dueAt'>;
  const { rows } = await sql<Stored>`select a.case_no as "caseNo", b.id as body, o.name as "bodyName", b.kind,
      a.rules_version as "rulesVersion", a.asked, a.decision, a.decided_by as "decidedBy", a.decided_at as "decidedAt",
      b.organisation_no as "organisationNo"
    from access.approvals a join access.bodies b using (body_no) join trust.organisations o using (organisation_no)
    where a.case_no = any(${cases.map(({ caseNo }) => caseNo)}::int[])`.execute(db);
  const stored = new Map(rows.map((row) => [row.caseNo, row]));
  return cases.flatMap(({ caseNo, id, state, enteredAt, dueAt }) => {
    const found = stored.get(caseNo);
    if (found === undefined) return [];
    const { stage } = factsOfBody(found.kind);
    return [{ ...found, id, state: state as ApprovalState, enteredAt, dueAt, stage }];
  });
}

/** Refuses unless the part is that of the organisation. @throws Problem IDUN_DECISION_NOT_YOURS */
export function requireOwnPart(approval: Approval, who: { organisationNo: number | null; operator: boolean }): void {
  if (who.operator || who.organisationNo === approval.organisationNo) return;
  throw new Problem(errors.notYourDecision, `${approval.bodyName} says this part.`, {
    action: 'Each committee, biobank and register says its own yes.',
  });
}

/**
 * What a yes lacks of what its kind of body must state; a permission for disclosure only where the application discloses records.
 * @throws Problem IDUN_DECISION_INCOMPLETE
 */
export function requireStated(approval: Approval, decision: Decision): void {
  const wanted = factsOfBody(approval.kind).states.filter(
    (field) => field !== 'disclosurePermission' || approval.asked.disclosure,
  );
  const missing = wanted.filter((field) => decision[field] === undefined);
  if (missing.length === 0) return;
  throw new Problem(errors.decisionIncomplete, `A yes of this body states ${missing.join(' and ')}.`, {
    expected: missing.join(', '),
  });
}

/** Writes a body's yes or no and moves its part. */
export async function writeDecision(
  trx: Db,
  row: CaseRow,
  given: { to: 'given' | 'refused'; decision: Decision; actor: string; at: Date },
): Promise<void> {
  const { to, decision, actor, at } = given;
  await moveCase(trx, approvalMachine, row, { to, actor, at, detail: { decision } });
  await sql`update access.approvals set decision = ${JSON.stringify(decision)}::jsonb, decided_by = ${actor}, decided_at = ${at}
    where case_no = ${row.caseNo}`.execute(trx);
}

/** Drops the parts of an application that ended without them. */
export async function dropOpenParts(trx: Db, applicationNo: number, actor: string, at: Date): Promise<void> {
  for (const row of await partsOf(trx, applicationNo, 'approval')) {
    if (row.waitsFor === null) continue;
    await moveCase(trx, approvalMachine, row, {
      to: 'dropped',
      actor,
      at,
      detail: { because: 'the application ended' },
    });
  }
}
