import { type RawBuilder, sql } from 'kysely';
import { appendEvent, type Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { changeOf, type Machine } from './machine.ts';
import type { CaseEvent, CaseRow, MessageKind } from './model.ts';
import { notifyTurn } from './notices.ts';
import { prefixes, type Viewer, visibleTo } from './viewer.ts';

export const caseColumns = sql`c.case_no as "caseNo", c.id, c.kind, (select w.id from access.cases w where w.case_no = c.part_of_no) as "partOf", c.part_of_no as "partOfNo", c.title, c.state,
  c.entered_at as "enteredAt", c.due_at as "dueAt", c.waits_for as "waitsFor", c.project_no as "projectNo", p.name as project,
  c.organisation_no as "organisationNo", o.name as organisation, c.secretariat_no as "secretariatNo", s.name as secretariat,
  c.opened_by as "openedBy", c.opened_at as "openedAt", c.assigned_to as "assignedTo", c.demo`;

export const caseTables = sql`access.cases c left join trust.organisations p on p.organisation_no = c.project_no
  left join trust.organisations o on o.organisation_no = c.organisation_no
  left join trust.organisations s on s.organisation_no = c.secretariat_no`;

const day = 86_400_000;

/** What a case begins with. */
export interface NewCase {
  title: string;
  partOfNo?: number | undefined;
  projectNo: number | null;
  organisationNo?: number | null | undefined;
  secretariatNo?: number | null | undefined;
  /** Role in which the body acts. */
  bodyRole?: string | undefined;
  /** Days until it is late, where the body has its own. */
  days?: number | undefined;
  actor: string;
  at: Date;
  demo: boolean;
  /** Nobody is told yet: it moves on at once. */
  quiet?: boolean;
  detail?: Record<string, unknown> | undefined;
}

/** Opens a case in the first state of its machine, with its first event. */
export async function openCase(trx: Db, machine: Machine, given: NewCase): Promise<CaseRow> {
  const id = newId(prefixes[machine.kind]);
  const facts = machine.states[machine.first]!;
  const due = dueAt(given.at, given.days ?? facts.days);
  await sql`insert into access.cases (id, kind, part_of_no, title, state, entered_at, due_at, waits_for, project_no,
      organisation_no, secretariat_no, opened_by, opened_at, demo)
    values (${id}, ${machine.kind}, ${given.partOfNo ?? null}, ${given.title}, ${machine.first}, ${given.at}, ${due},
      ${facts.waitsFor}, ${given.projectNo}, ${given.organisationNo ?? null}, ${given.secretariatNo ?? null}, ${given.actor},
      ${given.at}, ${given.demo})`.execute(trx);
  const row = await readCaseById(trx, id);
  await appendCaseEvent(trx, row.caseNo, {
    ...{ kind: 'moved', from: null, to: machine.first, actor: given.actor, at: given.at },
    detail: { ...given.detail, ...(given.bodyRole === undefined ? {} : { role: given.bodyRole }) },
  });
  if (given.quiet !== true) await notifyTurn(trx, row, given.bodyRole);
  return row;
}

function dueAt(at: Date, days: number | undefined): Date | null {
  return days === undefined ? null : new Date(at.getTime() + days * day);
}

export interface Move {
  to: string;
  actor: string;
  at: Date;
  detail?: Record<string, unknown> | undefined;
  bodyRole?: string | undefined;
  days?: number | undefined;
}

/**
 * Moves a case along its table, with an event, a notice to whose turn it is, and news for other areas.
 * @throws Problem IDUN_CASE_STATE when the table has no such change, or somebody was faster
 */
export async function moveCase(trx: Db, machine: Machine, row: CaseRow, move: Move): Promise<CaseRow> {
  if (changeOf(machine, row.state, move.to) === undefined) throw wrongState(row, move.to);
  const facts = machine.states[move.to]!;
  const due = dueAt(move.at, move.days ?? facts.days);
  const moved = await sql`update access.cases set state = ${move.to}, entered_at = ${move.at}, due_at = ${due},
      waits_for = ${facts.waitsFor}
    where case_no = ${row.caseNo} and state = ${row.state} returning 1`.execute(trx);
  if (moved.rows.length === 0) throw wrongState(row, move.to);
  await appendCaseEvent(trx, row.caseNo, {
    ...{ kind: 'moved', from: row.state, to: move.to, actor: move.actor, at: move.at },
    detail: { ...move.detail, ...(move.bodyRole === undefined ? {} : { role: move.bodyRole }) },
  });
  await appendEvent(trx, {
    topic: `access.${machine.kind}.${move.to}`,
    aggregate: `${machine.kind}:${row.id}`,
    payload: { id: row.id, from: row.state, to: move.to },
  });
  const now: CaseRow = {
    ...row,
    ...{ state: move.to, enteredAt: move.at, dueAt: due, waitsFor: facts.waitsFor },
  };
  await notifyTurn(trx, now, move.bodyRole);
  return now;
}

/** Refusal of a change that the table does not have. */
export function wrongState(row: Pick<CaseRow, 'id' | 'state'>, to: string): Problem {
  return new Problem(errors.state, `${row.id} cannot go from ${row.state} to ${to}.`, {
    action: 'See its state and history; docs/reference/access-states.md has the table.',
    state: row.state,
  });
}

/** Appends what happened. Numbers of a case's events have no gaps: the case's row is locked while one is added. */
export async function appendCaseEvent(trx: Db, caseNo: number, event: Omit<CaseEvent, 'eventNo'>): Promise<void> {
  await sql`select 1 from access.cases where case_no = ${caseNo} for no key update`.execute(trx);
  await sql`insert into access.case_events (case_no, event_no, kind, from_state, to_state, actor, at, detail)
    select ${caseNo}, coalesce(max(event_no), 0) + 1, ${event.kind}, ${event.from}, ${event.to}, ${event.actor}, ${event.at},
      ${JSON.stringify(event.detail)}::jsonb from access.case_events where case_no = ${caseNo}`.execute(trx);
}

/** Whatever a case is by its id, for use cases that have checked who asks. @throws Problem IDUN_CASE_NOT_FOUND */
export async function readCaseById(db: Db, id: string): Promise<CaseRow> {
  return await one(db, sql`c.id = ${id}`);
}

/** A case that the viewer may see. @throws Problem IDUN_CASE_NOT_FOUND, also for one that is not theirs */
export async function readCase(db: Db, viewer: Viewer, id: string): Promise<CaseRow> {
  return await one(db, sql`c.id = ${id} and ${visibleTo(viewer)}`);
}

async function one(db: Db, where: RawBuilder<unknown>): Promise<CaseRow> {
  const { rows } = await sql<CaseRow>`select ${caseColumns} from ${caseTables} where ${where}`.execute(db);
  if (rows[0] !== undefined) return rows[0];
  throw new Problem(errors.notFound, 'No case that you have a part in has this id.', {
    action: 'See your list, or ask the coordinating centre.',
  });
}

/** Cases of a kind in some states, oldest first. */
export async function casesInState(db: Db, kind: CaseRow['kind'], states: readonly string[]): Promise<CaseRow[]> {
  const { rows } = await sql<CaseRow>`select ${caseColumns} from ${caseTables}
    where c.kind = ${kind} and c.state = any(${[...states]}::text[]) order by c.case_no`.execute(db);
  return rows;
}

/** Parts of a case (approvals, permits), oldest first. */
export async function partsOf(db: Db, caseNo: number, kind?: CaseRow['kind']): Promise<CaseRow[]> {
  const { rows } = await sql<CaseRow>`select ${caseColumns} from ${caseTables}
    where c.part_of_no = ${caseNo} and (${kind ?? null}::text is null or c.kind = ${kind ?? null}) order by c.case_no`.execute(
    db,
  );
  return rows;
}

/** What happened in a case, in its order; notes only to those who handle it. */
export async function readEvents(db: Db, caseNo: number, options: { notes: boolean }): Promise<CaseEvent[]> {
  const { rows } =
    await sql<CaseEvent>`select event_no as "eventNo", kind, from_state as "from", to_state as "to", actor, at, detail
    from access.case_events where case_no = ${caseNo} and (${options.notes} or kind <> 'note') order by event_no`.execute(
      db,
    );
  return rows;
}

/** Writes a message or a note into a case. */
export async function writeMessage(
  trx: Db,
  row: CaseRow,
  given: { kind: MessageKind; text: string; actor: string; at: Date },
): Promise<void> {
  const { kind, text, actor, at } = given;
  await appendCaseEvent(trx, row.caseNo, { kind, from: null, to: null, actor, at, detail: { text } });
}

/** Gives a case to a coordinator, or back to the queue. */
export async function assignCase(trx: Db, row: CaseRow, given: { to: string | null; actor: string; at: Date }) {
  await sql`update access.cases set assigned_to = ${given.to} where case_no = ${row.caseNo}`.execute(trx);
  const { actor, at } = given;
  await appendCaseEvent(trx, row.caseNo, {
    kind: 'assigned',
    ...{ from: null, to: null, actor, at, detail: { to: given.to } },
  });
}

/** Gives a case another title: a draft is renamed as it is written. */
export async function renameCase(trx: Db, caseNo: number, title: string): Promise<void> {
  await sql`update access.cases set title = ${title} where case_no = ${caseNo} and title <> ${title}`.execute(trx);
}

/** Says which secretariat handles a case. */
export async function handCase(trx: Db, caseNo: number, secretariatNo: number | null): Promise<void> {
  await sql`update access.cases set secretariat_no = ${secretariatNo} where case_no = ${caseNo}`.execute(trx);
}

/** Says whose part a case is now. */
export async function passCase(trx: Db, caseNo: number, organisationNo: number | null): Promise<void> {
  await sql`update access.cases set organisation_no = ${organisationNo} where case_no = ${caseNo}`.execute(trx);
}
