import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { readAs, type Scope } from '../../trust/scope/index.ts';
import type { DispensingDeps } from './deps.ts';
import { errors } from './errors.ts';
import type { PromisedTube } from './model.ts';
import type { Packing } from './packing-rules.ts';
import { readPromises } from './store.ts';

/** A box of tubes on its way to a project. */
export interface Shipment extends Packing {
  id: string;
  reservation: string;
  project: string;
  biobank: string;
  recipient: string;
  address: string;
  carrier: string | null;
  state: 'packed' | 'sent' | 'received' | 'unpacked';
  packedAt: Date;
  sentAt: Date | null;
  receivedAt: Date | null;
  tubes: PromisedTube[];
}

/** A shipment as the database has it. */
export interface StoredShipment extends Omit<Shipment, 'tubes'> {
  shipmentNo: number;
  reservationNo: number;
  biobankNo: number;
}

/** Shipments that a condition picks, the newest first. */
export async function readShipments(db: Db, where: RawBuilder<unknown>, limit = 500): Promise<StoredShipment[]> {
  const { rows } = await sql<StoredShipment>`select h.shipment_no as "shipmentNo", h.reservation_no as "reservationNo",
      h.biobank_no as "biobankNo", h.id, r.id as reservation, r.project, k.name as biobank, h.recipient, h.address, h.responsible,
      h.phone, h.carrier, h.by_air as "byAir", h.temperature, h.dry_ice_kg::float8 as "dryIceKg", h.state, h.packed_at as "packedAt",
      h.sent_at as "sentAt", h.received_at as "receivedAt"
    from biobank.shipments h join biobank.reservations r using (reservation_no) join biobank.biobanks k on k.biobank_no = h.biobank_no
    where ${where} order by h.shipment_no desc limit ${limit}`.execute(db);
  return rows;
}

/** The shipment as it is shown. */
export async function describeShipment(db: Db, stored: StoredShipment): Promise<Shipment> {
  const { shipmentNo, reservationNo: _, biobankNo: __, ...shipment } = stored;
  const promises = await readPromises(db, sql`p.shipment_no = ${shipmentNo} and p.state <> 'withdrawn'`);
  return { ...shipment, tubes: promises.map(({ specimenNo: ___, shipment: ____, ...tube }) => tube) };
}

/** A shipment that is locked for what is done with it. @throws Problem IDUN_SHIPMENT_UNKNOWN, IDUN_SHIPMENT_STATE */
export async function lockShipment(trx: Db, id: string, states: readonly Shipment['state'][]): Promise<StoredShipment> {
  await sql`select 1 from biobank.shipments where id = ${id} for update`.execute(trx);
  const [shipment] = await readShipments(trx, sql`h.id = ${id}`);
  if (shipment === undefined) throw new Problem(errors.shipmentUnknown, 'No shipment here has this id.');
  if (!states.includes(shipment.state)) throw new Problem(errors.shipmentState, `The shipment is ${shipment.state}.`);
  return shipment;
}

/** A shipment with its tubes. One audit entry. */
export async function showShipment(deps: DispensingDeps, scope: Scope, id: string): Promise<Shipment> {
  const db = readAs(deps.database.app, scope, 'biobank.dispensing.read', deps.clock);
  const [stored] = await readShipments(db, sql`h.id = ${id}`);
  if (stored === undefined) throw new Problem(errors.shipmentUnknown, 'No shipment here has this id.');
  await recordAccess(deps.database.app, scope, { action: 'biobank.shipment.show', object: id }, deps.clock);
  return await describeShipment(db, stored);
}

/** Shipments of the biobanks a scope reaches, newest first, with how many tubes each has. One audit entry. */
export async function listShipments(
  deps: DispensingDeps,
  scope: Scope,
  request: { state?: Shipment['state'] | undefined } = {},
): Promise<(Omit<Shipment, 'tubes'> & { tubes: number })[]> {
  const db = readAs(deps.database.app, scope, 'biobank.dispensing.read', deps.clock);
  const state = request.state ?? null;
  const stored = await readShipments(db, sql`${state}::text is null or h.state = ${state}`);
  const { rows } = await sql<{
    no: number;
    n: number;
  }>`select shipment_no as no, count(*)::int as n from biobank.promises
    where shipment_no = any(${stored.map(({ shipmentNo }) => shipmentNo)}::int[]) and state <> 'withdrawn' group by 1`.execute(
    db,
  );
  const counts = new Map(rows.map(({ no, n }) => [no, n]));
  await recordAccess(deps.database.app, scope, { action: 'biobank.shipments.list', object: 'shipments' }, deps.clock);
  return stored.map(({ shipmentNo, reservationNo: _, biobankNo: __, ...rest }) => ({
    ...rest,
    tubes: counts.get(shipmentNo) ?? 0,
  }));
}
