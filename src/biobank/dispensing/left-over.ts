import { sql } from 'kysely';
import { Problem } from '../../platform/problem/index.ts';
import { assertScope, type Scope } from '../../trust/scope/index.ts';
import { type Condition, type CustodyEvent, conditions, recordCustody, requireSpecimens } from '../specimens/index.ts';
import type { DispensingDeps } from './deps.ts';
import { errors } from './errors.ts';
import type { PromisedTube } from './model.ts';
import { changePromises, lockReservation, readPromises } from './store.ts';

/** Material that is left, or a tube that is used up. */
export interface LeftOver {
  code: string;
  /** What is left, in the specimen's unit; 0: used up. */
  amount: number;
  /** Thaws since it left the house. */
  thaws?: number | undefined;
  /** How it looked when it came back; what is spoilt waits for a decision. */
  condition?: Condition | undefined;
}

/**
 * Takes left-over tubes of a reservation back into the biobank, with what is left: each is an event with the amount that was used. Those
 * with nothing left are depleted, spoilt ones are held.
 * @throws Problem IDUN_SPECIMEN_UNKNOWN, IDUN_RESERVATION_TUBE naming tubes that are not out under this reservation
 */
export async function returnTubes(
  deps: DispensingDeps,
  scope: Scope,
  reservationId: string,
  leftOvers: readonly LeftOver[],
): Promise<PromisedTube[]> {
  assertScope(scope, 'biobank.dispensing.dispense', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const { reservationNo, biobankNo } = await lockReservation(trx, reservationId);
    const mine = sql`p.reservation_no = ${reservationNo}`;
    const at = deps.clock.now();
    const codes = leftOvers.map(({ code }) => code);
    const specimens = await requireSpecimens(trx, scope, codes, biobankNo);
    if (specimens.length !== leftOvers.length) throw new Problem(errors.tube, 'A tube is named twice.');
    const out = await readPromises(trx, sql`${mine} and p.state in ('sent', 'delivered', 'missing')`);
    const known = new Set(out.map(({ specimenNo }) => specimenNo));
    const strange = specimens.filter(({ specimenNo }) => !known.has(specimenNo)).map(({ barcode }) => barcode);
    if (strange.length > 0) {
      const text = `${strange.length} of ${codes.length} tubes are not out under this reservation.`;
      throw new Problem(errors.tube, text, { codes: strange.slice(0, 100) });
    }
    const events = specimens.map((specimen, i): CustodyEvent & { specimenNo: number } => {
      const { amount, thaws = 1, condition } = leftOvers[i]!;
      const { specimenNo } = specimen;
      const facts = { reservation: reservationId, ...(condition !== undefined && { condition }) };
      const change = { specimenNo, amountChange: amount - specimen.amount, facts };
      if (amount === 0) return { ...change, act: 'use-up', to: 'depleted' };
      const spoilt = condition !== undefined && conditions[condition].spoilt;
      return { ...change, act: 'return', to: spoilt ? 'held' : 'available', thawsChange: thaws };
    });
    const used = events.filter(({ act }) => act === 'use-up').map(({ specimenNo }) => specimenNo);
    const back = events.filter(({ act }) => act === 'return').map(({ specimenNo }) => specimenNo);
    const detail = { back: back.length, used: used.length };
    await recordCustody(trx, scope, { biobankNo, action: 'biobank.return', object: reservationId, at, events, detail });
    await changePromises(trx, reservationNo, used, { state: 'used-up', at });
    await changePromises(trx, reservationNo, back, { state: 'returned', at });
    await sql`update biobank.reservations r set state = 'closed' where reservation_no = ${reservationNo}
      and not exists (select from biobank.promises p where p.reservation_no = r.reservation_no and p.ended_at is null)`.execute(
      trx,
    );
    const now = await readPromises(trx, mine);
    return now.map(({ specimenNo: _, shipment: __, ...tube }) => tube);
  });
}
