import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { assertScope, type Scope } from '../../trust/scope/index.ts';
import { recordCustody } from '../specimens/index.ts';
import type { DispensingDeps } from './deps.ts';
import { errors } from './errors.ts';
import type { Refused } from './model.ts';
import { type Packing, packingRules } from './packing-rules.ts';
import { withWillingDonors } from './pick.ts';
import { describeShipment, lockShipment, readShipments, type Shipment, type StoredShipment } from './shipments.ts';
import { changePromises, type StoredPromise } from './store.ts';

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
    return { shipment: await describeShipment(trx, stored!), withdrawn: out };
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
    return { shipment: await describeShipment(trx, now!), withdrawn: out };
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
