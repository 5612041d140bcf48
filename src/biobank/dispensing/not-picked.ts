import { sql } from 'kysely';
import { assertScope, type Scope } from '../../trust/scope/index.ts';
import { type CustodyEvent, findByCodes, recordCustody } from '../specimens/index.ts';
import type { DispensingDeps } from './deps.ts';
import { changePromises, lockReservation, readPromises } from './store.ts';

/** What putting a tube back came to. */
export interface PutBack {
  code: string;
  /** `put-back`: it is to be picked again. `not-picked`: it was not checked out here, or is packed. */
  outcome: 'put-back' | 'not-picked' | 'unknown';
  specimen: string | null;
  left: number;
}

/** Undoes a check-out that was not packed yet: the tube is promised still, and to be picked again. Twice is once. */
export async function putBack(deps: DispensingDeps, scope: Scope, id: string, given: string): Promise<PutBack> {
  assertScope(scope, 'biobank.dispensing.dispense', deps.clock);
  const code = given.trim();
  return await deps.database.withActor(scope.actor, async (trx) => {
    const { reservationNo, biobankNo } = await lockReservation(trx, id);
    const specimen = (await findByCodes(trx, scope, [code], biobankNo)).get(code);
    const mine = sql`p.reservation_no = ${reservationNo}`;
    const [tube] = await readPromises(
      trx,
      sql`${mine} and p.state = 'picked' and p.specimen_no = ${specimen?.specimenNo ?? -1}`,
    );
    if (tube !== undefined) {
      const at = deps.clock.now();
      await recordCustody(trx, scope, {
        ...{ biobankNo, action: 'biobank.put-back', object: id, at },
        events: [
          { specimenNo: tube.specimenNo, act: 'put-back', from: 'picked', to: 'reserved', facts: { reservation: id } },
        ],
      });
      await deps.positions.putBack(trx, scope, [tube.specimenNo]);
      await changePromises(trx, reservationNo, [tube.specimenNo], { state: 'promised', at });
    }
    const outcome = tube !== undefined ? 'put-back' : specimen === undefined ? 'unknown' : 'not-picked';
    const waiting = await readPromises(trx, sql`${mine} and p.state = 'promised'`);
    return { code, outcome, specimen: specimen?.id ?? null, left: waiting.length };
  });
}

/** Why a promised tube cannot be picked. */
export const asideReasons = ['missing', 'damaged'] as const;
export type AsideReason = (typeof asideReasons)[number];

/** What setting a tube aside came to. */
export interface SetAside {
  code: string;
  /** `not-promised`: it is another tube, or was set aside before. */
  outcome: 'set-aside' | 'not-promised' | 'unknown';
  specimen: string | null;
  left: number;
}

/**
 * Takes a tube out of a reservation at the freezer: it is not where it should be, and is then lost until somebody finds it; or it is
 * damaged, and is then held apart until somebody decides.
 */
export async function setAside(
  deps: DispensingDeps,
  scope: Scope,
  id: string,
  given: { code: string; why: AsideReason; note?: string | undefined },
): Promise<SetAside> {
  assertScope(scope, 'biobank.dispensing.dispense', deps.clock);
  const code = given.code.trim();
  return await deps.database.withActor(scope.actor, async (trx) => {
    const { reservationNo, biobankNo } = await lockReservation(trx, id);
    const specimen = (await findByCodes(trx, scope, [code], biobankNo)).get(code);
    const mine = sql`p.reservation_no = ${reservationNo}`;
    const [tube] = await readPromises(
      trx,
      sql`${mine} and p.state in ('promised', 'picked') and p.specimen_no = ${specimen?.specimenNo ?? -1}`,
    );
    if (tube !== undefined) {
      const at = deps.clock.now();
      const { specimenNo } = tube;
      const facts = { reservation: id };
      const lost: CustodyEvent[] = [{ specimenNo, act: 'lose', to: 'lost', facts }];
      const broken: CustodyEvent[] = [
        { specimenNo, act: 'release', to: 'available', facts },
        { specimenNo, act: 'hold', to: 'held', facts },
      ];
      await recordCustody(trx, scope, {
        ...{ biobankNo, action: 'biobank.set-aside', object: id, at, reason: given.note, detail: { why: given.why } },
        events: given.why === 'missing' ? lost : broken,
      });
      if (given.why === 'missing') await deps.positions.takeOut(trx, scope, [specimenNo]);
      const state = given.why === 'missing' ? 'missing' : 'cancelled';
      await changePromises(trx, reservationNo, [specimenNo], { state, because: given.why, at });
    }
    const outcome = tube !== undefined ? 'set-aside' : specimen === undefined ? 'unknown' : 'not-promised';
    const waiting = await readPromises(trx, sql`${mine} and p.state = 'promised'`);
    return { code, outcome, specimen: specimen?.id ?? null, left: waiting.length };
  });
}
