import { sql } from 'kysely';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { readAs, type Scope } from '../../../trust/scope/index.ts';
import type { BiobankDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import type { MaterialName } from '../material.ts';
import type { SpecimenState } from '../status.ts';
import type { Decision, DiscrepancyKind } from './discrepancy-rules.ts';
import { type Order, readOrders } from './orders.ts';

/** A delivery, with how far it is unpacked. */
export interface ReceptionSummary {
  id: string;
  biobank: string;
  sender: string | null;
  temperature: string | null;
  note: string | null;
  arrivedAt: Date;
  closedAt: Date | null;
  /** Tubes that became specimens, and discrepancies nobody has decided. */
  received: number;
  undecided: number;
}

/** A code that was scanned in a delivery, and what became of it. */
export interface ReceptionScan {
  code: string;
  place: string | null;
  scannedAt: Date;
  times: number;
  specimen: string | null;
  requisition: string | null;
  type: MaterialName | null;
  state: SpecimenState | null;
  discrepancies: { id: string; kind: DiscrepancyKind; decision: Decision | null }[];
}

/** A delivery with every scan, the latest first, and the orders whose tubes came in it: what a bench shows after a reload. */
export interface ReceptionDetail extends ReceptionSummary {
  scans: ReceptionScan[];
  orders: Omit<Order, 'person'>[];
}

const columns = sql`r.id, k.name as biobank, r.sender, r.temperature, r.note, r.arrived_at as "arrivedAt",
  r.closed_at as "closedAt",
  (select count(n.specimen_no)::int from biobank.scans n where n.reception_no = r.reception_no) as received,
  (select count(*)::int from biobank.discrepancies d where d.reception_no = r.reception_no and d.decision is null) as undecided`;

/** Deliveries, newest first; those that are open, or all. One audit entry. */
export async function listReceptions(
  deps: BiobankDeps,
  scope: Scope,
  request: { open?: boolean | undefined } = {},
): Promise<ReceptionSummary[]> {
  const db = readAs(deps.database.app, scope, 'biobank.reception.read', deps.clock);
  const { rows } = await sql<ReceptionSummary>`select ${columns}
    from biobank.receptions r join biobank.biobanks k using (biobank_no)
    where ${request.open ?? false} is false or r.closed_at is null
    order by r.reception_no desc limit 200`.execute(db);
  await recordAccess(deps.database.app, scope, { action: 'biobank.receptions.list', object: 'receptions' }, deps.clock);
  return rows;
}

/** One delivery with what was scanned in it. One audit entry. @throws Problem IDUN_RECEPTION_UNKNOWN */
export async function showReception(deps: BiobankDeps, scope: Scope, id: string): Promise<ReceptionDetail> {
  const db = readAs(deps.database.app, scope, 'biobank.reception.read', deps.clock);
  const { rows } = await sql<
    ReceptionSummary & { receptionNo: number }
  >`select ${columns}, r.reception_no as "receptionNo"
    from biobank.receptions r join biobank.biobanks k using (biobank_no) where r.id = ${id}`.execute(db);
  const found = rows[0];
  if (found === undefined) throw new Problem(errors.receptionUnknown, 'No reception here has this id.');
  const { receptionNo, ...summary } = found;
  const scans = await sql<ReceptionScan>`select n.code, nullif(concat_ws(' ', n.rack, n.position), '') as place,
      n.scanned_at as "scannedAt", n.times, s.id as specimen, s.requisition, s.type, s.state,
      coalesce((select json_agg(json_build_object('id', d.id, 'kind', d.kind, 'decision', d.decision) order by d.discrepancy_no)
        from biobank.discrepancies d where d.reception_no = n.reception_no and d.code = n.code), '[]') as discrepancies
    from biobank.scans n left join biobank.specimens s using (specimen_no)
    where n.reception_no = ${receptionNo} order by n.scanned_at desc, n.code limit 2000`.execute(db);
  const orders = await readOrders(
    db,
    sql`o.order_no in (select l.order_no from biobank.order_lines l join biobank.scans n using (specimen_no)
      where n.reception_no = ${receptionNo})`,
  );
  await recordAccess(deps.database.app, scope, { action: 'biobank.reception.show', object: id }, deps.clock);
  return { ...summary, scans: scans.rows, orders: orders.map(({ person: _, ...order }) => order) };
}
