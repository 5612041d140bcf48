import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { CaseRow } from './model.ts';
import type { Viewer } from './viewer.ts';

export type NoticeReason = 'your-turn' | 'reminder' | 'late' | 'message' | 'decided' | 'ends-soon' | 'ended';

/** Who is told: one account, or whoever holds a role in an organisation. */
export type Recipient = { accountId: string } | { role: string; organisationNo: number | null };

/** Whose turn it is in a case: the right person where one is known, the office otherwise. */
export function turnOf(row: CaseRow, bodyRole = 'register-owner'): Recipient[] {
  const account = (actor: string): Recipient[] =>
    actor.includes(':acc_') ? [{ accountId: actor.slice(actor.indexOf(':') + 1) }] : [];
  switch (row.waitsFor) {
    case 'applicant': {
      const own = account(row.openedBy);
      return own.length > 0 || row.projectNo === null ? own : [{ role: 'researcher', organisationNo: row.projectNo }];
    }
    case 'coordinator':
      if (row.assignedTo !== null) return [{ accountId: row.assignedTo }];
      return [{ role: 'coordinator', organisationNo: row.secretariatNo }];
    case 'body':
      return [{ role: bodyRole, organisationNo: row.organisationNo }];
    case 'second-person':
      return [{ role: 'data-protection-officer', organisationNo: null }];
    default:
      return [];
  }
}

/** Tells recipients about a case. */
export async function notify(trx: Db, caseNo: number, to: readonly Recipient[], why: NoticeReason, at: Date) {
  for (const one of to) {
    const whom =
      'accountId' in one
        ? { account: one.accountId, role: null, organisationNo: null }
        : { account: null, role: one.role, organisationNo: one.organisationNo };
    await sql`insert into access.notices (case_no, account_id, role, organisation_no, why, at)
      values (${caseNo}, ${whom.account}, ${whom.role}, ${whom.organisationNo}, ${why}, ${at})`.execute(trx);
  }
}

/** Tells those whose turn it is now. */
export async function notifyTurn(trx: Db, row: CaseRow, bodyRole?: string): Promise<void> {
  await notify(trx, row.caseNo, turnOf(row, bodyRole ?? (await bodyRoleOf(trx, row))), 'your-turn', row.enteredAt);
}

/** The role in which the body of a case acts: as the newest event that names one says. */
export async function bodyRoleOf(db: Db, row: CaseRow): Promise<string | undefined> {
  if (row.organisationNo === null) return undefined;
  const { rows } = await sql<{ role: string }>`select detail ->> 'role' as role from access.case_events
    where case_no = ${row.caseNo} and detail ->> 'role' is not null order by event_no desc limit 1`.execute(db);
  return rows[0]?.role;
}

/** A notice as its reader sees it. */
export interface Notice {
  no: number;
  why: NoticeReason;
  at: Date;
  readAt: Date | null;
  case: string;
  kind: CaseRow['kind'];
  title: string;
  state: string;
  dueAt: Date | null;
}

// A notice to coordinators without an organisation is for the coordinating centre, and not for the secretariats.
const forReader = ({ accountId, role, organisationNo, part }: Viewer) => sql`(n.account_id = ${accountId}
  or (n.role = ${role} and (n.organisation_no = ${organisationNo}
    or (n.organisation_no is null and ${part !== 'secretariat'}))))`;

/** The notices of somebody in their role, the unread first and the newest before the others. */
export async function listNotices(db: Db, reader: Viewer, limit: number): Promise<Notice[]> {
  const { rows } =
    await sql<Notice>`select n.notice_no as no, n.why, n.at, n.read_at as "readAt", c.id as "case", c.kind,
      c.title, c.state, c.due_at as "dueAt"
    from access.notices n join access.cases c using (case_no)
    where ${forReader(reader)} order by (n.read_at is null) desc, n.notice_no desc limit ${limit}`.execute(db);
  return rows;
}

/** Marks notices as read. @returns how many were */
export async function readNotices(trx: Db, reader: Viewer, upTo: number, at: Date): Promise<number> {
  const { rows } = await sql`update access.notices n set read_at = ${at}, read_by = ${reader.accountId}
    where n.notice_no <= ${upTo} and n.read_at is null and ${forReader(reader)} returning 1`.execute(trx);
  return rows.length;
}
