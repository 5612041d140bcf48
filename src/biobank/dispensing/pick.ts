import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { assertScope, type Scope } from '../../trust/scope/index.ts';
import { type ConsentAnswers, findByCodes, recordAnswers, recordCustody, withConsent } from '../specimens/index.ts';
import type { DispensingDeps } from './deps.ts';
import type { PickLine, Refused } from './model.ts';
import { release } from './reservations.ts';
import { changePromises, lockReservation, readPromises, type StoredPromise, type StoredReservation } from './store.ts';

/** A reservation with its promised tubes, while its donors have just been asked about and nobody else changes it. */
interface Asked {
  trx: Db;
  reservation: StoredReservation;
  promises: StoredPromise[];
  /** Tubes that left the reservation now, because their donors no longer agree. */
  withdrawn: StoredPromise[];
  answers: ConsentAnswers;
}

/**
 * Does work on promised tubes after asking about their donors again. A tube whose donor has opted out since is taken out of the
 * reservation, with proof, before the work begins.
 * @param which picks promises (`p`) of the reservation
 */
export async function withWillingDonors<T>(
  deps: DispensingDeps,
  scope: Scope,
  given: { id: string; which: RawBuilder<unknown> },
  work: (asked: Asked) => Promise<T>,
): Promise<T> {
  const { id, which } = given;
  const mine = (reservation: StoredReservation) => sql`p.reservation_no = ${reservation.reservationNo} and ${which}`;
  const before = await deps.database.withActor(scope.actor, async (trx) => {
    const reservation = await lockReservation(trx, id);
    return { scopes: reservation.scopes, asked: await readPromises(trx, mine(reservation)) };
  });
  return await withConsent(deps, scope, before, async (trx, answers) => {
    const reservation = await lockReservation(trx, id);
    const promises = await readPromises(trx, mine(reservation));
    const withdrawn = promises.filter(({ specimenNo }) => answers.refusal(specimenNo) !== undefined);
    const by = `${scope.actor.kind}:${scope.actor.id}`;
    const { biobankNo } = reservation;
    await recordAnswers(trx, { biobankNo, stage: 'dispensing', object: id, by, answers: answers.all });
    for (const because of ['opted-out', 'no-consent']) {
      const specimenNos = withdrawn
        .filter(({ specimenNo }) => answers.refusal(specimenNo)!.because === because)
        .map(({ specimenNo }) => specimenNo);
      await release(trx, deps, scope, { ...reservation, specimenNos, state: 'withdrawn', because });
    }
    const left = promises.filter(
      ({ specimenNo }) => answers.has(specimenNo) && answers.refusal(specimenNo) === undefined,
    );
    return await work({ trx, reservation, promises: left, withdrawn, answers });
  });
}

const refusedOf = ({ withdrawn, answers }: Asked): Refused[] =>
  withdrawn.map(({ barcode, specimen, specimenNo }) => ({
    ...{ code: barcode, specimen, because: answers.refusal(specimenNo)!.because as 'opted-out' },
  }));

/** What a technician walks with. */
export interface PickList {
  lines: PickLine[];
  /** Tubes that were promised, and are not any more. */
  withdrawn: Refused[];
}

/** The tubes still to be picked, in the order of their positions; those without one last, by barcode. */
export async function makePickList(deps: DispensingDeps, scope: Scope, id: string): Promise<PickList> {
  assertScope(scope, 'biobank.dispensing.dispense', deps.clock);
  return await withWillingDonors(deps, scope, { id, which: sql`p.state = 'promised'` }, async (asked) => {
    const { trx, promises } = asked;
    const numbers = promises.map(({ specimenNo }) => specimenNo);
    const positions = await deps.positions.positionsOf(trx, scope, numbers);
    const order = ({ specimenNo }: StoredPromise) => positions.get(specimenNo)?.order ?? Number.MAX_SAFE_INTEGER;
    await recordAccess(
      trx,
      scope,
      { action: 'biobank.pick-list', object: id, detail: { tubes: numbers.length } },
      deps.clock,
    );
    const lines = [...promises]
      .sort((a, b) => order(a) - order(b) || (a.barcode < b.barcode ? -1 : 1))
      .map(({ specimenNo, specimen, barcode, type }) => ({
        ...{ specimen, barcode, type, position: positions.get(specimenNo)?.position ?? null },
      }));
    return { lines, withdrawn: refusedOf(asked) };
  });
}

/** What scanning a tube at the check-out came to. */
export interface CheckedOut {
  code: string;
  /** `not-promised`: put it back, it is another tube. `withdrawn`: put it back, the donor has opted out. */
  outcome: 'picked' | 'again' | 'withdrawn' | 'not-promised' | 'unknown';
  specimen: string | null;
  /** Tubes that are still to be picked. */
  left: number;
}

/**
 * Checks a tube out by its scanned code. Whether it is the right one, and whether its donor still agrees, is decided by this scan;
 * scanning it twice is once.
 */
export async function checkOut(deps: DispensingDeps, scope: Scope, id: string, given: string): Promise<CheckedOut> {
  assertScope(scope, 'biobank.dispensing.dispense', deps.clock);
  const code = given.trim();
  const specimen = await deps.database.withActor(scope.actor, async (trx) => {
    const { biobankNo } = await lockReservation(trx, id);
    return (await findByCodes(trx, scope, [code], biobankNo)).get(code);
  });
  const which = sql`p.specimen_no = ${specimen?.specimenNo ?? -1} and p.state in ('promised', 'picked', 'packed')`;
  return await withWillingDonors(deps, scope, { id, which }, async ({ trx, reservation, promises, withdrawn }) => {
    const [tube] = promises;
    const answer = async (outcome: CheckedOut['outcome']): Promise<CheckedOut> => {
      const waiting = await readPromises(
        trx,
        sql`p.reservation_no = ${reservation.reservationNo} and p.state = 'promised'`,
      );
      return { code, outcome, specimen: specimen?.id ?? null, left: waiting.length };
    };
    if (specimen === undefined) return await answer('unknown');
    if (withdrawn.length > 0) return await answer('withdrawn');
    if (tube === undefined) {
      const detail = { specimen: specimen.id };
      await recordAccess(trx, scope, { action: 'biobank.check-out.refused', object: id, detail }, deps.clock);
      return await answer('not-promised');
    }
    if (tube.state !== 'promised') return await answer('again');
    const at = deps.clock.now();
    const { specimenNo } = tube;
    await recordCustody(trx, scope, {
      ...{ biobankNo: reservation.biobankNo, action: 'biobank.check-out', object: id, at },
      events: [{ specimenNo, act: 'check-out', from: 'reserved', to: 'picked', facts: { reservation: id } }],
    });
    await deps.positions.takeOut(trx, scope, [specimenNo]);
    await changePromises(trx, reservation.reservationNo, [specimenNo], { state: 'picked', at });
    return await answer('picked');
  });
}
