import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { assertScope, type Scope } from '../../trust/scope/index.ts';
import { recordCustody } from '../specimens/index.ts';
import type { DispensingDeps } from './deps.ts';
import { describeShipment, lockShipment, readShipments, type Shipment } from './shipments.ts';
import { changePromises, readPromises, type StoredPromise } from './store.ts';

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
  const byCondition = new Map<string | null, number[]>();
  for (const tube of there) {
    const condition = conditionOf(tube);
    byCondition.set(condition, [...(byCondition.get(condition) ?? []), tube.specimenNo]);
  }
  for (const [condition, numbers] of byCondition) {
    await changePromises(trx, stored.reservationNo, numbers, { state: 'delivered', condition, at });
  }
  const lost = missing.map(({ specimenNo }) => specimenNo);
  await changePromises(trx, stored.reservationNo, lost, { state: 'missing', because: 'not in the box', at });
  await sql`update biobank.shipments set state = 'received', received_at = ${at} where id = ${id}`.execute(trx);
  const [now] = await readShipments(trx, sql`h.id = ${id}`);
  return { shipment: await describeShipment(trx, now!), missing: missing.map(({ barcode }) => barcode), extra };
}
