import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { assertScope, type Scope } from '../../trust/scope/index.ts';
import type { DispensingDeps } from './deps.ts';
import { errors } from './errors.ts';
import type { PromisedTube } from './model.ts';
import { readResults } from './read-results.ts';
import { deliver, type Receipt } from './receipt.ts';
import { type KeptResults, noteReturnedData, type ReturnedData, returnResults } from './returned.ts';
import type { Shipment } from './shipments.ts';

const act = 'biobank.shipments.receive';

/** A shipment as its receiver sees it: what is in the box, and not whose it is. */
export interface OwnShipment
  extends Pick<Shipment, 'id' | 'biobank' | 'state' | 'temperature' | 'carrier' | 'sentAt' | 'receivedAt'> {
  permit: string | null;
  tubes: Pick<PromisedTube, 'specimen' | 'barcode' | 'type' | 'amount' | 'unit' | 'state' | 'condition'>[];
  /** Data the project has given back. */
  data: { name: string; kind: string; values: number; receivedAt: Date }[];
}

// Rows of a biobank are its own; a project reads only what was sent to it, which this condition says.
const everybody = { kind: 'system', id: 'biobank.receipt' } as const;
const sentTo = (organisationNo: number | null) =>
  sql`r.project = (select name from trust.organisations where organisation_no = ${organisationNo}) and h.state in ('sent', 'received')`;

/** Shipments to the asker's project, the newest first, with their tubes. One audit entry. */
export async function listOwnShipments({ database, clock }: DispensingDeps, scope: Scope): Promise<OwnShipment[]> {
  assertScope(scope, act, clock);
  return await database.withActor(everybody, async (trx) => {
    const { rows } = await sql<OwnShipment>`select h.id, r.permit, k.name as biobank, h.state, h.temperature, h.carrier,
        h.sent_at as "sentAt", h.received_at as "receivedAt",
        (select coalesce(json_agg(json_build_object('specimen', s.id, 'barcode', s.barcode, 'type', s.type, 'amount', s.amount::float8, 'unit', s.unit,
            'state', p.state, 'condition', p.condition) order by s.specimen_no), '[]')
          from biobank.promises p join biobank.specimens s using (specimen_no)
          where p.shipment_no = h.shipment_no and p.state <> 'withdrawn') as tubes,
        (select coalesce(json_agg(json_build_object('name', d.name, 'kind', d.kind, 'values', d."values", 'receivedAt', d.received_at)
            order by d.data_no), '[]') from biobank.returned_data d where d.reservation_no = h.reservation_no) as data
      from biobank.shipments h join biobank.reservations r using (reservation_no)
      join biobank.biobanks k on k.biobank_no = h.biobank_no
      where ${sentTo(scope.organisationNo)} order by h.shipment_no desc limit 200`.execute(trx);
    await recordAccess(trx, scope, { action: 'biobank.shipments.own', object: 'shipments' }, clock);
    return rows;
  });
}

/** Shipments that are on their way to the asker's project, the oldest first. */
export async function shipmentsUnderWay(
  database: DispensingDeps['database'],
  scope: Scope,
): Promise<{ id: string; biobank: string; sentAt: Date; tubes: number }[]> {
  assertScope(scope, act);
  return await database.withActor(everybody, async (trx) => {
    const { rows } = await sql<{
      id: string;
      biobank: string;
      sentAt: Date;
      tubes: number;
    }>`select h.id, k.name as biobank,
        h.sent_at as "sentAt", (select count(*)::int from biobank.promises p where p.shipment_no = h.shipment_no
          and p.state = 'sent') as tubes
      from biobank.shipments h join biobank.reservations r using (reservation_no)
      join biobank.biobanks k on k.biobank_no = h.biobank_no
      where ${sentTo(scope.organisationNo)} and h.state = 'sent' order by h.shipment_no limit 20`.execute(trx);
    return rows;
  });
}

/** Compares what arrived at the asker's project with what was sent to it, tube by tube. @throws Problem IDUN_SHIPMENT_UNKNOWN */
export async function receiveOwnShipment(
  deps: DispensingDeps,
  scope: Scope,
  id: string,
  scans: readonly { code: string; condition?: string | undefined }[],
): Promise<Pick<Receipt, 'missing' | 'extra'>> {
  assertScope(scope, act, deps.clock);
  return await deps.database.withActor(everybody, async (trx) => {
    await requireOwn(trx, scope, id);
    const { missing, extra } = await deliver(trx, deps, scope, id, scans);
    return { missing, extra };
  });
}

/** Notes data that the asker's project gives back about the tubes of a shipment. @throws Problem IDUN_SHIPMENT_UNKNOWN */
export async function returnOwnData(deps: DispensingDeps, scope: Scope, id: string, data: ReturnedData): Promise<void> {
  assertScope(scope, act, deps.clock);
  await deps.database.withActor(everybody, async (trx) => {
    await noteReturnedData(trx, deps, scope, await requireOwn(trx, scope, id), data);
  });
}

/** A table of results as a project hands it in. */
export interface OwnResults {
  name: string;
  /** The file: `tube,variable,value,unit`, one value a line. */
  table: string;
  note?: string | undefined;
  performedAt?: Date | undefined;
}

/**
 * Keeps what the asker's project found in the tubes of a shipment, all of the table or nothing.
 * @throws Problem IDUN_SHIPMENT_UNKNOWN, IDUN_RETURNED_DATA naming rows and columns, IDUN_RETURNED_DATA_TWICE
 */
export async function returnOwnResults(
  deps: DispensingDeps,
  scope: Scope,
  id: string,
  { table, ...given }: OwnResults,
): Promise<KeptResults> {
  assertScope(scope, act, deps.clock);
  const rows = await readResults(table);
  const sha256 = createHash('sha256').update(table).digest('hex');
  return await deps.database.withActor(everybody, async (trx) => {
    await requireOwn(trx, scope, id);
    return await returnResults(trx, deps, scope, id, { ...given, sha256, rows });
  });
}

async function requireOwn(trx: Db, scope: Scope, id: string): Promise<string> {
  const { rows } = await sql<{ reservation: string }>`select r.id as reservation from biobank.shipments h
    join biobank.reservations r using (reservation_no) where h.id = ${id} and ${sentTo(scope.organisationNo)}`.execute(
    trx,
  );
  if (rows[0] !== undefined) return rows[0].reservation;
  throw new Problem(errors.shipmentUnknown, 'No shipment to your project has this id.');
}
