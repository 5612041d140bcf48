import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import type { ChoiceScope } from '../../trust/consent/index.ts';
import { assertScope, type Scope } from '../../trust/scope/index.ts';
import {
  type Biobank,
  recordAnswers,
  recordCustody,
  requireBiobank,
  type Tube,
  withConsent,
} from '../specimens/index.ts';
import { askedFor, type Chosen, chooseFrom, lookAgain, type TubesWanted } from './choose.ts';
import type { DispensingDeps } from './deps.ts';
import { errors } from './errors.ts';
import type { Refused, Reservation } from './model.ts';
import { countAsked, noPermits } from './permits.ts';
import { describeReservation, requireReservation } from './store.ts';

export type ReservationRequest = TubesWanted & {
  biobank?: string | undefined;
  project: string;
  permit?: string | undefined;
  /** Genes are read in the project: whoever opted out of genetic information is left out too. */
  genetic?: boolean | undefined;
  expiresOn?: string | undefined;
};

/** What was promised, and what was left out and why. */
export interface Reserved {
  reservation: Reservation;
  refused: Refused[];
  /** Racks that are moved for it and stores that are opened; null when the tubes were named and nothing was chosen. */
  racks: number | null;
  stores: number | null;
}

const attempts = 4;

/**
 * Promises specimens to a project: those that are named, those or equivalent ones, or so many that satisfy a wish, chosen so that few racks
 * are moved. Those that are not available, or whose donor has opted out or not consented, are left out with the reason; the look-up of
 * every donor is kept. A tube is promised to one project at a time, whoever asks at once.
 * @throws Problem IDUN_RESERVATION_EMPTY when nothing is left, IDUN_RESERVATION_SHORT when fewer satisfy the wish than were wanted
 */
export async function reserveSpecimens(
  deps: DispensingDeps,
  scope: Scope,
  request: ReservationRequest,
): Promise<Reserved> {
  assertScope(scope, 'biobank.dispensing.reserve', deps.clock);
  const permit = await permitOf(deps, scope, request);
  const scopes = scopesOf(request.genetic === true || permit?.genetic === true);
  const project = permit?.project ?? request.project;
  for (let attempt = 1; ; attempt++) {
    try {
      return await withChoice(deps, scope, { request, scopes }, (trx, bank, chosen) =>
        promise(trx, deps, scope, { request: { ...request, project }, scopes, chosen, bank }),
      );
    } catch (error) {
      // Somebody else promised one of them between our look and the lock: look again, and leave it out.
      const taken = error instanceof Problem && ['IDUN_SPECIMEN_STATE', 'IDUN_SPECIMEN_CHANGED'].includes(error.code);
      if (!taken || attempt === attempts) throw error;
    }
  }
}

/** What a reservation would come to. */
export interface ReservationChoice {
  /** Free tubes that satisfy the wish, and of how many people. */
  satisfying: number;
  donors: number;
  /** Of them, those left out and why. */
  refused: { because: string; tubes: number }[];
  chosen: number;
  racks: number;
  stores: number;
  /** Chosen ones without a position. */
  unplaced: number;
}

/** Says what a reservation would come to, and promises nothing. One audit entry. */
export async function tryReservation(
  deps: DispensingDeps,
  scope: Scope,
  asked: Omit<ReservationRequest, 'project'>,
): Promise<ReservationChoice> {
  assertScope(scope, 'biobank.dispensing.reserve', deps.clock);
  const request = { ...asked, orFewer: true };
  const scopes = scopesOf(request.genetic === true);
  return await withChoice(deps, scope, { request, scopes }, async (trx, bank, chosen) => {
    const counts = new Map<string, number>();
    for (const { because } of chosen.refused) counts.set(because, (counts.get(because) ?? 0) + 1);
    const choice =
      chosen.choice ??
      (await deps.positions.choose(
        trx,
        [{ take: chosen.free.length, specimenNos: chosen.free.map(({ specimenNo }) => specimenNo) }],
        chosen.free.length,
      ));
    const detail = { satisfying: chosen.satisfying, chosen: chosen.free.length };
    await recordAccess(trx, scope, { action: 'biobank.reservation.try', object: bank.id, detail }, deps.clock);
    return {
      ...{ satisfying: chosen.satisfying, donors: chosen.donors, chosen: chosen.free.length },
      refused: [...counts].map(([because, tubes]) => ({ because, tubes })),
      ...{ racks: choice.racks, stores: choice.stores, unplaced: choice.unplaced },
    };
  });
}

const scopesOf = (genetic: boolean): ChoiceScope[] => (genetic ? ['material', 'genetic'] : ['material']);

// Donors of so many candidates are asked about for each tube that is wanted, before all of them are.
const margin = 3;

// Donors are asked about every tube that may be chosen; whether each is still as it was is looked at again once the answers hold.
async function withChoice<T>(
  deps: DispensingDeps,
  scope: Scope,
  given: { request: Omit<ReservationRequest, 'project'>; scopes: readonly ChoiceScope[] },
  work: (trx: Db, bank: Biobank, chosen: Chosen) => Promise<T>,
): Promise<T> {
  const { request, scopes } = given;
  const { positions } = deps;
  for (const most of [margin * (request.wanted?.count ?? 0) + 1000, Number.MAX_SAFE_INTEGER]) {
    const { bank, asked } = await deps.database.withActor(scope.actor, async (trx) => {
      const found = await requireBiobank(trx, scope, request.biobank);
      return { bank: found, asked: await askedFor(trx, scope, { bank: found, request, positions, most }) };
    });
    const outcome = await withConsent(deps, scope, { asked: asked.tubes, scopes }, async (trx, answers) => {
      if (asked.wishes !== null) await chooseAlone(trx, bank);
      const chosen = await chooseFrom(trx, positions, await lookAgain(trx, asked), answers);
      return chosen === null ? null : { done: await work(trx, bank, chosen) };
    });
    if (outcome !== null) return outcome.done;
  }
  throw new Error('all candidates were too few, and there were more');
}

// Two who choose at once would want the same tubes: the second waits, and chooses among what is left.
async function chooseAlone(trx: Db, { id }: Biobank): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`biobank.choose ${id}`}, 0))`.execute(trx);
}

// Whether genes are read follows from the permit, before its donors are asked about.
async function permitOf(
  { permits = noPermits, database, clock }: DispensingDeps,
  scope: Scope,
  { permit }: ReservationRequest,
) {
  if (permit === undefined) return undefined;
  return await database.withActor(scope.actor, (trx) => permits.require(trx, { permit, at: clock.now(), tubes: [] }));
}

async function promise(
  trx: Db,
  deps: DispensingDeps,
  scope: Scope,
  given: { request: ReservationRequest; scopes: readonly ChoiceScope[]; chosen: Chosen; bank: Biobank },
): Promise<Reserved> {
  const { request, scopes, chosen, bank } = given;
  const { free, refused, choice } = chosen;
  const { biobankNo } = bank;
  const at = deps.clock.now();
  const id = newId('rsv');
  const by = `${scope.actor.kind}:${scope.actor.id}`;
  await recordAnswers(trx, { biobankNo, stage: 'reservation', object: id, by, answers: chosen.proofs });
  if (free.length === 0)
    throw new Problem(errors.nothingLeft, describeRefused(refused), { refused: refused.slice(0, 100) });
  if (request.permit !== undefined) await requirePermit(trx, deps, request.permit, free);
  const { rows } = await sql<{
    no: number;
  }>`insert into biobank.reservations (id, biobank_no, project, permit, scopes, made_at, made_by, expires_on)
    values (${id}, ${biobankNo}, ${request.project}, ${request.permit ?? null}, ${[...scopes]}::text[], ${at}, ${by},
      ${request.expiresOn ?? null}) returning reservation_no as no`.execute(trx);
  const numbers = free.map(({ specimenNo }) => specimenNo);
  const detail = { project: request.project, refused: refused.length, ...(choice && { racks: choice.racks }) };
  await recordCustody(trx, scope, {
    ...{ biobankNo, action: 'biobank.reserve', object: id, at, detail },
    events: numbers.map((specimenNo) => ({
      ...{ specimenNo, act: 'reserve', from: 'available', to: 'reserved', facts: { reservation: id } },
    })),
  });
  await sql`insert into biobank.promises (reservation_no, specimen_no, biobank_no, state, promised_at)
    select ${rows[0]!.no}, no, ${biobankNo}, 'promised', ${at} from unnest(${numbers}::int[]) as no`.execute(trx);
  return {
    reservation: await describeReservation(trx, await requireReservation(trx, id)),
    ...{ refused, racks: choice?.racks ?? null, stores: choice?.stores ?? null },
  };
}

// Two who promise under one permit at once: the second waits, and counts what the first promised.
async function requirePermit(
  trx: Db,
  { permits = noPermits, clock }: DispensingDeps,
  permit: string,
  free: readonly Tube[],
) {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`biobank.permit ${permit}`}, 0))`.execute(trx);
  await permits.require(trx, { permit, at: clock.now(), tubes: await countAsked(trx, permit, free) });
}

/** «412 → 397: 9 opted-out, 6 depleted». */
export function describeRefused(refused: readonly Refused[]): string {
  const counts = new Map<string, number>();
  for (const { because } of refused) counts.set(because, (counts.get(because) ?? 0) + 1);
  return [...counts].map(([because, count]) => `${count} ${because}`).join(', ') || 'none were asked for';
}
