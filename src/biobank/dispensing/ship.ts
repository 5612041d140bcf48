import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { assertScope, readAs, type Scope } from '../../trust/scope/index.ts';
import { recordCustody, requireSpecimens } from '../specimens/index.ts';
import type { DispensingDeps } from './deps.ts';
import { errors } from './errors.ts';
import type { PromisedTube, Refused } from './model.ts';
import { type Packing, packingRules } from './packing-rules.ts';
import { withWillingDonors } from './pick.ts';
import { changePromises, lockReservation, readPromises, type StoredPromise } from './store.ts';

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

interface StoredShipment extends Omit<Shipment, 'tubes'> {
  shipmentNo: number;
  reservationNo: number;
  biobankNo: number;
}

async function readShipments(db: Db, where: RawBuilder<unknown>, limit = 500): Promise<StoredShipment[]> {
  const { rows } = await sql<StoredShipment>`select h.shipment_no as "shipmentNo", h.reservation_no as "reservationNo",
      h.biobank_no as "biobankNo", h.id, r.id as reservation, r.project, k.name as biobank, h.recipient, h.address, h.responsible,
      h.phone, h.carrier, h.by_air as "byAir", h.temperature, h.dry_ice_kg::float8 as "dryIceKg", h.state, h.packed_at as "packedAt",
      h.sent_at as "sentAt", h.received_at as "receivedAt"
    from biobank.shipments h join biobank.reservations r using (reservation_no) join biobank.biobanks k on k.biobank_no = h.biobank_no
    where ${where} order by h.shipment_no desc limit ${limit}`.execute(db);
  return rows;
}

async function describe(db: Db, stored: StoredShipment): Promise<Shipment> {
  const { shipmentNo, reservationNo: _, biobankNo: __, ...shipment } = stored;
  const promises = await readPromises(db, sql`p.shipment_no = ${shipmentNo} and p.state <> 'withdrawn'`);
  return { ...shipment, tubes: promises.map(({ specimenNo: ___, shipment: ____, ...tube }) => tube) };
}

async function lockShipment(trx: Db, id: string, states: readonly Shipment['state'][]): Promise<StoredShipment> {
  await sql`select 1 from biobank.shipments where id = ${id} for update`.execute(trx);
  const [shipment] = await readShipments(trx, sql`h.id = ${id}`);
  if (shipment === undefined) throw new Problem(errors.shipmentUnknown, 'No shipment here has this id.');
  if (!states.includes(shipment.state)) throw new Problem(errors.shipmentState, `The shipment is ${shipment.state}.`);
  return shipment;
}

export interface PackRequest extends Packing {
  recipient: string;
  address: string;
  carrier?: string | undefined;
}

/**
 * Packs every tube of a reservation that is checked out and not packed yet. Tubes whose donors have opted out since are taken out
 * again and named.
 * @throws Problem IDUN_SHIPMENT_PACKING naming the rules that are broken
 */
export async function packShipment(
  deps: DispensingDeps,
  scope: Scope,
  reservationId: string,
  request: PackRequest,
): Promise<{ shipment: Shipment; withdrawn: Refused[] }> {
  assertScope(scope, 'biobank.dispensing.dispense', deps.clock);
  const given = { id: reservationId, which: sql`p.state = 'picked'` };
  return await withWillingDonors(deps, scope, given, async ({ trx, reservation, promises, withdrawn, answers }) => {
    const broken = packingRules.filter((rule) => rule.broken(request, promises));
    if (broken.length > 0) {
      throw new Problem(errors.packing, broken.map(({ rule }) => rule).join(' '), {
        rules: broken.map(({ source }) => source),
      });
    }
    if (promises.length === 0) throw new Problem(errors.packing, 'No tube of the reservation is checked out.');
    const at = deps.clock.now();
    const id = newId('shp');
    const { rows } = await sql<{
      no: number;
    }>`insert into biobank.shipments (id, biobank_no, reservation_no, recipient, address,
        responsible, phone, carrier, by_air, temperature, dry_ice_kg, state, packed_at, packed_by)
      values (${id}, ${reservation.biobankNo}, ${reservation.reservationNo}, ${request.recipient}, ${request.address},
        ${request.responsible}, ${request.phone}, ${request.carrier ?? null}, ${request.byAir}, ${request.temperature},
        ${request.dryIceKg}, 'packed', ${at}, ${`${scope.actor.kind}:${scope.actor.id}`}) returning shipment_no as no`.execute(
      trx,
    );
    const numbers = promises.map(({ specimenNo }) => specimenNo);
    await changePromises(trx, reservation.reservationNo, numbers, { state: 'packed', shipmentNo: rows[0]!.no, at });
    const detail = { reservation: reservationId, tubes: numbers.length };
    await recordAccess(trx, scope, { action: 'biobank.pack', object: id, detail }, deps.clock);
    const [stored] = await readShipments(trx, sql`h.id = ${id}`);
    const out = withdrawn.map(({ barcode, specimen, specimenNo }) => ({
      ...{ code: barcode, specimen, because: answers.refusal(specimenNo)!.because as 'opted-out' },
    }));
    return { shipment: await describe(trx, stored!), withdrawn: out };
  });
}

/**
 * Hands a shipment to the carrier. The donors are asked about a last time: when one has opted out since it was packed, the tube is
 * released, the box must be opened, and nothing is sent.
 * @returns the shipment; still `packed` when tubes must come out first, which are named
 */
export async function sendShipment(
  deps: DispensingDeps,
  scope: Scope,
  id: string,
): Promise<{ shipment: Shipment; withdrawn: Refused[] }> {
  assertScope(scope, 'biobank.dispensing.dispense', deps.clock);
  const found = await deps.database.withActor(scope.actor, (trx) => lockShipment(trx, id, ['packed']));
  const which = sql`p.shipment_no = ${found.shipmentNo} and p.state = 'packed'`;
  return await withWillingDonors(deps, scope, { id: found.reservation, which }, async (asked) => {
    const { trx, promises, withdrawn, answers } = asked;
    const shipment = await lockShipment(trx, id, ['packed']);
    const out = withdrawn.map(({ barcode, specimen, specimenNo }) => ({
      ...{ code: barcode, specimen, because: answers.refusal(specimenNo)!.because as 'opted-out' },
    }));
    if (out.length === 0 && promises.length > 0) await send(trx, deps, scope, { shipment, promises });
    const [now] = await readShipments(trx, sql`h.id = ${id}`);
    return { shipment: await describe(trx, now!), withdrawn: out };
  });
}

async function send(
  trx: Db,
  deps: DispensingDeps,
  scope: Scope,
  { shipment, promises }: { shipment: StoredShipment; promises: readonly StoredPromise[] },
): Promise<void> {
  const at = deps.clock.now();
  const numbers = promises.map(({ specimenNo }) => specimenNo);
  const { id, biobankNo, recipient, project } = shipment;
  await recordCustody(trx, scope, {
    ...{ biobankNo, action: 'biobank.ship', object: id, at, detail: { project, recipient } },
    events: numbers.map((specimenNo) => ({ specimenNo, act: 'ship', to: 'shipped', facts: { shipment: id } })),
  });
  await changePromises(trx, shipment.reservationNo, numbers, { state: 'sent', at });
  await sql`update biobank.shipments set state = 'sent', sent_at = ${at} where id = ${id}`.execute(trx);
}

/** What a recipient found in the box: each tube scanned. */
export interface Receipt {
  shipment: Shipment;
  /** On the list and not in the box. */
  missing: string[];
  /** In the box and not on the list. */
  extra: string[];
}

/**
 * Compares what arrived with what was sent, one to one. What is missing is recorded as lost and what was not on the list is named;
 * neither is passed over.
 */
export async function receiveShipment(
  deps: DispensingDeps,
  scope: Scope,
  id: string,
  scans: readonly { code: string; condition?: string | undefined }[],
): Promise<Receipt> {
  assertScope(scope, 'biobank.dispensing.dispense', deps.clock);
  return await deps.database.withActor(scope.actor, (trx) => deliver(trx, deps, scope, id, scans));
}

/** As {@link receiveShipment}, for whoever was checked to be the receiver. */
export async function deliver(
  trx: Db,
  deps: DispensingDeps,
  scope: Scope,
  id: string,
  scans: readonly { code: string; condition?: string | undefined }[],
): Promise<Receipt> {
  const stored = await lockShipment(trx, id, ['sent']);
  const at = deps.clock.now();
  const sent = await readPromises(trx, sql`p.shipment_no = ${stored.shipmentNo} and p.state = 'sent'`);
  const scanned = new Map(scans.map(({ code, condition }) => [code.trim(), condition]));
  const conditionOf = ({ barcode, specimen }: StoredPromise) => scanned.get(barcode) ?? scanned.get(specimen) ?? null;
  const there = sent.filter(({ barcode, specimen }) => scanned.has(barcode) || scanned.has(specimen));
  const missing = sent.filter((tube) => !there.includes(tube));
  const known = new Set(there.flatMap(({ barcode, specimen }) => [barcode, specimen]));
  const extra = [...scanned.keys()].filter((code) => !known.has(code));
  await recordCustody(trx, scope, {
    ...{
      biobankNo: stored.biobankNo,
      action: 'biobank.deliver',
      object: id,
      at,
      detail: { missing: missing.length, extra: extra.length },
    },
    events: [
      ...there.map(({ specimenNo }) => ({
        specimenNo,
        act: 'deliver' as const,
        to: 'delivered' as const,
        facts: { shipment: id },
      })),
      ...missing.map(({ specimenNo }) => ({
        specimenNo,
        act: 'lose' as const,
        to: 'lost' as const,
        facts: { shipment: id },
      })),
    ],
  });
  for (const tube of there) {
    await changePromises(trx, stored.reservationNo, [tube.specimenNo], {
      state: 'delivered',
      condition: conditionOf(tube),
      at,
    });
  }
  const lost = missing.map(({ specimenNo }) => specimenNo);
  await changePromises(trx, stored.reservationNo, lost, { state: 'missing', because: 'not in the box', at });
  await sql`update biobank.shipments set state = 'received', received_at = ${at} where id = ${id}`.execute(trx);
  const [now] = await readShipments(trx, sql`h.id = ${id}`);
  return { shipment: await describe(trx, now!), missing: missing.map(({ barcode }) => barcode), extra };
}

/** Material that is left, or a tube that is used up. */
export interface LeftOver {
  code: string;
  /** What is left, in the specimen's unit; 0: used up. */
  amount: number;
  /** Thaws since it left the house. */
  thaws?: number | undefined;
}

/** Takes left-over tubes back into the biobank, with what is left; those with nothing left are depleted. */
export async function returnTubes(
  deps: DispensingDeps,
  scope: Scope,
  reservationId: string,
  leftOvers: readonly LeftOver[],
): Promise<PromisedTube[]> {
  assertScope(scope, 'biobank.dispensing.dispense', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const stored = await lockReservation(trx, reservationId);
    const at = deps.clock.now();
    const codes = leftOvers.map(({ code }) => code);
    const specimens = await requireSpecimens(trx, scope, codes, stored.biobankNo);
    const events = specimens.map((specimen, i) => {
      const { amount, thaws = 1 } = leftOvers[i]!;
      const used = amount === 0;
      return {
        ...{ specimenNo: specimen.specimenNo, amountChange: amount - specimen.amount, thawsChange: used ? 0 : thaws },
        ...(used
          ? { act: 'use-up' as const, to: 'depleted' as const }
          : { act: 'return' as const, to: 'available' as const }),
        facts: { reservation: reservationId },
      };
    });
    await recordCustody(trx, scope, {
      biobankNo: stored.biobankNo,
      action: 'biobank.return',
      object: reservationId,
      at,
      events,
    });
    for (const { specimenNo, act } of events) {
      await changePromises(trx, stored.reservationNo, [specimenNo], {
        state: act === 'return' ? 'returned' : 'used-up',
        at,
      });
    }
    const open =
      await sql`select 1 from biobank.promises where reservation_no = ${stored.reservationNo} and ended_at is null`.execute(
        trx,
      );
    if (open.rows.length === 0)
      await sql`update biobank.reservations set state = 'closed' where id = ${reservationId}`.execute(trx);
    const now = await readPromises(trx, sql`p.reservation_no = ${stored.reservationNo}`);
    return now.map(({ specimenNo: _, shipment: __, ...tube }) => tube);
  });
}

/** Data a project has given back. */
export interface ReturnedData {
  name: string;
  kind: string;
  sha256?: string | undefined;
  note?: string | undefined;
}

/** Notes data that a project has given back; measurements of tubes are recorded as a run of them. */
export async function recordReturnedData(
  deps: DispensingDeps,
  scope: Scope,
  reservationId: string,
  data: ReturnedData,
): Promise<void> {
  assertScope(scope, 'biobank.dispensing.dispense', deps.clock);
  await deps.database.withActor(scope.actor, (trx) => noteReturnedData(trx, deps, scope, reservationId, data));
}

/** As {@link recordReturnedData}, for whoever was checked to be of the project. */
export async function noteReturnedData(
  trx: Db,
  deps: DispensingDeps,
  scope: Scope,
  reservationId: string,
  data: ReturnedData,
): Promise<void> {
  // A reservation whose tubes are all back still gets its data.
  const { rows } = await sql<{ no: number; bank: number }>`select reservation_no as no, biobank_no as bank
      from biobank.reservations where id = ${reservationId}`.execute(trx);
  if (rows[0] === undefined) throw new Problem(errors.reservationUnknown, 'No reservation here has this id.');
  await sql`insert into biobank.returned_data (reservation_no, biobank_no, name, kind, sha256, note, received_at, received_by)
      values (${rows[0].no}, ${rows[0].bank}, ${data.name}, ${data.kind}, ${data.sha256 ?? null}, ${data.note ?? null},
        ${deps.clock.now()}, ${`${scope.actor.kind}:${scope.actor.id}`})
      on conflict (reservation_no, name) do nothing`.execute(trx);
  const detail = { kind: data.kind, sha256: data.sha256 };
  await recordAccess(trx, scope, { action: 'biobank.data.return', object: reservationId, detail }, deps.clock);
}

/** A shipment with its tubes. One audit entry. */
export async function showShipment(deps: DispensingDeps, scope: Scope, id: string): Promise<Shipment> {
  const db = readAs(deps.database.app, scope, 'biobank.dispensing.read', deps.clock);
  const [stored] = await readShipments(db, sql`h.id = ${id}`);
  if (stored === undefined) throw new Problem(errors.shipmentUnknown, 'No shipment here has this id.');
  await recordAccess(deps.database.app, scope, { action: 'biobank.shipment.show', object: id }, deps.clock);
  return await describe(db, stored);
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
