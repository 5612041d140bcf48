import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { CaseRow } from './model.ts';
import { bodyRoleOf, type NoticeReason, notify, type Recipient, turnOf } from './notices.ts';
import { appendCaseEvent, caseColumns, caseTables } from './store.ts';

const day = 86_400_000;

/** Who is told when, in days before (positive) or after the day a case is due. A row of the calendar's own rules. */
export const reminders: readonly { days: number; why: NoticeReason; also: 'nobody' | 'coordinator' }[] = [
  { days: 3, why: 'reminder', also: 'nobody' },
  { days: 0, why: 'late', also: 'coordinator' },
  { days: -14, why: 'late', also: 'coordinator' },
];

const system = 'system:access.reminders';

/**
 * Reminds whoever a case waits for, and when it is late the secretariat as well. Each reminder is an event, and comes once for
 * each stay in a state.
 * @returns reminders written
 */
export async function remindDue(trx: Db, at: Date): Promise<number> {
  let written = 0;
  for (const { days, why, also } of reminders) {
    const limit = new Date(at.getTime() + days * day);
    const { rows } = await sql<CaseRow>`select ${caseColumns} from ${caseTables}
      where c.waits_for is not null and c.due_at <= ${limit} and not exists (select 1 from access.case_events e
        where e.case_no = c.case_no and e.kind = 'reminded' and e.at >= c.entered_at and e.detail ->> 'days' = ${String(days)})
      order by c.case_no for no key update of c skip locked`.execute(trx);
    for (const row of rows) {
      const role = await bodyRoleOf(trx, row);
      const office: Recipient[] = [{ role: 'coordinator', organisationNo: row.secretariatNo }];
      const to = turnOf(row, role);
      await notify(
        trx,
        row.caseNo,
        also === 'coordinator' && row.waitsFor !== 'coordinator' ? [...to, ...office] : to,
        why,
        at,
      );
      const detail = { days: String(days), why, waitsFor: row.waitsFor };
      await appendCaseEvent(trx, row.caseNo, { kind: 'reminded', from: null, to: null, actor: system, at, detail });
      written++;
    }
  }
  return written;
}
