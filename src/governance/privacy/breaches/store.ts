import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import type { BreachAct, BreachState } from './states.ts';

/** Which entries of the log a breach is about. */
export interface BreachReach {
  /** `person:acc_…`, `service:…`; null for anybody. */
  actor: string | null;
  action: string | null;
  from: string;
  to: string;
}

export interface StoredBreach {
  breachNo: number;
  id: string;
  title: string;
  description: string;
  kinds: string[];
  state: BreachState;
  discoveredAt: Date;
  risk: 'none' | 'risk' | 'high' | null;
  assessment: string | null;
  reportedAt: Date | null;
  reportReference: string | null;
  notReportableReason: string | null;
  delayReason: string | null;
  peopleToldAt: Date | null;
  notToldReason: string | null;
  closedAt: Date | null;
  reach: BreachReach | null;
  registeredAt: Date;
  registeredBy: string;
}

export interface BreachEvent {
  at: Date;
  act: string;
  by: string;
  from: BreachState | null;
  to: BreachState;
  note: string | null;
  fields: Record<string, unknown>;
}

const columns = sql`breach_no as "breachNo", id, title, description, kinds, state, discovered_at as "discoveredAt", risk, assessment,
  reported_at as "reportedAt", report_reference as "reportReference", not_reportable_reason as "notReportableReason",
  delay_reason as "delayReason", people_told_at as "peopleToldAt", not_told_reason as "notToldReason", closed_at as "closedAt",
  reach, registered_at as "registeredAt", registered_by as "registeredBy"`;

export async function insertBreach(
  trx: Db,
  given: Pick<StoredBreach, 'title' | 'description' | 'kinds' | 'discoveredAt' | 'registeredBy'>,
): Promise<string> {
  const id = newId('brc');
  await sql`insert into governance.breaches (id, title, description, kinds, discovered_at, registered_by)
    values (${id}, ${given.title}, ${given.description}, ${given.kinds}::text[], ${given.discoveredAt}, ${given.registeredBy})`.execute(
    trx,
  );
  return id;
}

/** A breach; held until the transaction ends when it is to be changed. */
export async function findBreach(db: Db, id: string, hold = false): Promise<StoredBreach | undefined> {
  const { rows } = await sql<StoredBreach>`select ${columns} from governance.breaches where id = ${id}
    ${hold ? sql`for update` : sql``}`.execute(db);
  return rows[0];
}

/** Breaches, those whose clock ends first at the top. */
export async function findBreaches(db: Db, openOnly: boolean): Promise<StoredBreach[]> {
  const { rows } = await sql<StoredBreach>`select ${columns} from governance.breaches
    where ${openOnly ? sql`state <> 'closed'` : sql`true`} order by state = 'closed', discovered_at, breach_no limit 1000`.execute(
    db,
  );
  return rows;
}

/** Writes a breach as it is now. */
export async function writeBreach(trx: Db, b: StoredBreach): Promise<void> {
  await sql`update governance.breaches set state = ${b.state}, risk = ${b.risk}, assessment = ${b.assessment},
      reported_at = ${b.reportedAt}, report_reference = ${b.reportReference}, not_reportable_reason = ${b.notReportableReason},
      delay_reason = ${b.delayReason}, people_told_at = ${b.peopleToldAt}, not_told_reason = ${b.notToldReason},
      closed_at = ${b.closedAt}, reach = ${b.reach === null ? null : JSON.stringify(b.reach)}::jsonb
    where breach_no = ${b.breachNo}`.execute(trx);
}

export async function noteEvent(
  trx: Db,
  breachNo: number,
  event: Omit<BreachEvent, 'act' | 'at'> & { act: BreachAct | 'register' | 'reach'; at: Date },
): Promise<void> {
  await sql`insert into governance.breach_events (breach_no, at, act, from_state, to_state, actor, note, fields)
    values (${breachNo}, ${event.at}, ${event.act}, ${event.from}, ${event.to}, ${event.by}, ${event.note},
      ${JSON.stringify(event.fields)}::jsonb)`.execute(trx);
}

/** What happened with a breach, the first first. */
export async function eventsOf(db: Db, breachNo: number): Promise<BreachEvent[]> {
  const { rows } =
    await sql<BreachEvent>`select at, act, actor as by, from_state as "from", to_state as "to", note, fields
    from governance.breach_events where breach_no = ${breachNo} order by event_no`.execute(db);
  return rows;
}
