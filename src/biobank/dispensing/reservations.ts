import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { assertScope, readAs, type Scope } from '../../trust/scope/index.ts';
import { recordCustody } from '../specimens/index.ts';
import type { DispensingDeps } from './deps.ts';
import type { Reservation } from './model.ts';
import {
  changePromises,
  describeReservation,
  lockReservation,
  readPromises,
  readReservations,
  requireReservation,
} from './store.ts';

/** Gives up what a reservation still has in the house; what was sent stays sent. */
export async function cancelReservation(
  deps: DispensingDeps,
  scope: Scope,
  id: string,
  reason: string,
): Promise<Reservation> {
  assertScope(scope, 'biobank.dispensing.reserve', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const stored = await lockReservation(trx, id);
    const held = await readPromises(
      trx,
      sql`p.reservation_no = ${stored.reservationNo} and p.state in ('promised', 'picked', 'packed')`,
    );
    await release(trx, deps, scope, {
      ...stored,
      specimenNos: held.map(({ specimenNo }) => specimenNo),
      state: 'cancelled',
      reason,
    });
    await sql`update biobank.reservations set state = 'cancelled' where id = ${id}`.execute(trx);
    await sql`update biobank.shipments set state = 'unpacked' where reservation_no = ${stored.reservationNo} and state = 'packed'`.execute(
      trx,
    );
    if (held.length === 0) {
      await recordAccess(trx, scope, { action: 'biobank.reservation.cancel', object: id, reason }, deps.clock);
    }
    return await describeReservation(trx, await requireReservation(trx, id));
  });
}

/** Takes tubes out of a reservation and makes them available again. */
export async function release(
  trx: Db,
  deps: DispensingDeps,
  scope: Scope,
  given: {
    id: string;
    reservationNo: number;
    biobankNo: number;
    specimenNos: readonly number[];
    state: 'cancelled' | 'withdrawn';
    because?: string;
    reason?: string;
  },
): Promise<void> {
  const { id, reservationNo, biobankNo, specimenNos, state, because, reason } = given;
  if (specimenNos.length === 0) return;
  const at = deps.clock.now();
  await recordCustody(trx, scope, {
    ...{
      biobankNo,
      action: 'biobank.release',
      object: id,
      at,
      reason,
      detail: because === undefined ? {} : { because },
    },
    events: specimenNos.map((specimenNo) => ({
      specimenNo,
      act: 'release',
      to: 'available',
      facts: { reservation: id },
    })),
  });
  await changePromises(trx, reservationNo, specimenNos, { state, because: because ?? null, at });
}

/** Reservations of the biobanks a scope reaches, newest first, without their tubes. One audit entry. */
export async function listReservations(
  deps: DispensingDeps,
  scope: Scope,
  request: { state?: Reservation['state'] | undefined; project?: string | undefined } = {},
): Promise<(Omit<Reservation, 'tubes' | 'shipments'> & { promised: number })[]> {
  const db = readAs(deps.database.app, scope, 'biobank.dispensing.read', deps.clock);
  const state = request.state ?? null;
  const project = request.project ?? null;
  const stored = await readReservations(
    db,
    sql`(${state}::text is null or r.state = ${state}) and (${project}::text is null or r.project = ${project})`,
  );
  const { rows } = await sql<{
    no: number;
    n: number;
  }>`select reservation_no as no, count(*)::int as n from biobank.promises
    where reservation_no = any(${stored.map(({ reservationNo }) => reservationNo)}::int[]) and ended_at is null group by 1`.execute(
    db,
  );
  const counts = new Map(rows.map(({ no, n }) => [no, n]));
  await recordAccess(
    deps.database.app,
    scope,
    { action: 'biobank.reservations.list', object: 'reservations' },
    deps.clock,
  );
  return stored.map(({ reservationNo, biobankNo: _, ...rest }) => ({
    ...rest,
    promised: counts.get(reservationNo) ?? 0,
  }));
}

/** A reservation with its tubes. One audit entry. */
export async function showReservation(deps: DispensingDeps, scope: Scope, id: string): Promise<Reservation> {
  const db = readAs(deps.database.app, scope, 'biobank.dispensing.read', deps.clock);
  const reservation = await describeReservation(db, await requireReservation(db, id));
  await recordAccess(deps.database.app, scope, { action: 'biobank.reservation.show', object: id }, deps.clock);
  return reservation;
}
