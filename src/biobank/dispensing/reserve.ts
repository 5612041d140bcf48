import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import type { ChoiceScope } from '../../trust/consent/index.ts';
import { assertScope, readAs, type Scope } from '../../trust/scope/index.ts';
import {
  type ConsentAnswers,
  findByCodes,
  recordAnswers,
  recordCustody,
  requireBiobank,
  type Specimen,
  withConsent,
} from '../specimens/index.ts';
import type { DispensingDeps } from './deps.ts';
import { errors } from './errors.ts';
import type { Refused, Reservation } from './model.ts';
import { countAsked, noPermits } from './permits.ts';
import {
  changePromises,
  describeReservation,
  lockReservation,
  readPromises,
  readReservations,
  requireReservation,
} from './store.ts';

export interface ReservationRequest {
  biobank?: string | undefined;
  project: string;
  permit?: string | undefined;
  /** Ids or barcodes. */
  specimens: readonly string[];
  /** Genes are read in the project: whoever opted out of genetic information is left out too. */
  genetic?: boolean | undefined;
  expiresOn?: string | undefined;
}

/** What was promised, and what was left out and why. */
export interface Reserved {
  reservation: Reservation;
  refused: Refused[];
}

const attempts = 4;

/**
 * Promises specimens to a project. Those that are not available, or whose donor has opted out or not consented, are left out with
 * the reason; the look-up of every donor is kept. A tube is promised to one project at a time, whoever asks at once.
 * @throws Problem IDUN_RESERVATION_EMPTY when nothing is left
 */
export async function reserveSpecimens(
  deps: DispensingDeps,
  scope: Scope,
  request: ReservationRequest,
): Promise<Reserved> {
  assertScope(scope, 'biobank.dispensing.reserve', deps.clock);
  const permit = await permitOf(deps, scope, request);
  const genetic = request.genetic === true || permit?.genetic === true;
  const scopes: ChoiceScope[] = genetic ? ['material', 'genetic'] : ['material'];
  const project = permit?.project ?? request.project;
  for (let attempt = 1; ; attempt++) {
    try {
      const found = await deps.database.withActor(scope.actor, async (trx) => {
        const bank = await requireBiobank(trx, scope, request.biobank);
        return { bank, byCode: await findByCodes(trx, scope, request.specimens, bank.biobankNo) };
      });
      const asked = [...new Map([...found.byCode.values()].map((one) => [one.specimenNo, one])).values()];
      return await withConsent(deps, scope, { asked, scopes }, (trx, answers) =>
        promise(trx, deps, scope, {
          request: { ...request, project },
          scopes,
          answers,
          biobankNo: found.bank.biobankNo,
        }),
      );
    } catch (error) {
      // Somebody else promised one of them between our look and the lock: look again, and leave it out.
      const taken = error instanceof Problem && ['IDUN_SPECIMEN_STATE', 'IDUN_SPECIMEN_CHANGED'].includes(error.code);
      if (!taken || attempt === attempts) throw error;
    }
  }
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

function sort(
  codes: readonly string[],
  byCode: ReadonlyMap<string, Specimen>,
  answers: ConsentAnswers,
): { free: Specimen[]; refused: Refused[] } {
  const free = new Map<number, Specimen>();
  const refused: Refused[] = [];
  for (const code of new Set(codes.map((text) => text.trim()))) {
    const specimen = byCode.get(code);
    const no = specimen === undefined ? undefined : answers.refusal(specimen.specimenNo);
    if (specimen === undefined) refused.push({ code, specimen: null, because: 'unknown-code' });
    else if (no !== undefined) refused.push({ code, specimen: specimen.id, because: no.because as 'opted-out' });
    else if (specimen.state !== 'available') refused.push({ code, specimen: specimen.id, because: specimen.state });
    else free.set(specimen.specimenNo, specimen);
  }
  return { free: [...free.values()], refused };
}

async function promise(
  trx: Db,
  deps: DispensingDeps,
  scope: Scope,
  given: { request: ReservationRequest; scopes: readonly ChoiceScope[]; answers: ConsentAnswers; biobankNo: number },
): Promise<Reserved> {
  const { request, scopes, answers, biobankNo } = given;
  const at = deps.clock.now();
  const id = newId('rsv');
  const by = `${scope.actor.kind}:${scope.actor.id}`;
  const { free, refused } = sort(
    request.specimens,
    await findByCodes(trx, scope, request.specimens, biobankNo),
    answers,
  );
  await recordAnswers(trx, { biobankNo, stage: 'reservation', object: id, by, answers: answers.all });
  if (free.length === 0)
    throw new Problem(errors.nothingLeft, describeRefused(refused), { refused: refused.slice(0, 100) });
  if (request.permit !== undefined) await requirePermit(trx, deps, request.permit, free);
  const { rows } = await sql<{
    no: number;
  }>`insert into biobank.reservations (id, biobank_no, project, permit, scopes, made_at, made_by, expires_on)
    values (${id}, ${biobankNo}, ${request.project}, ${request.permit ?? null}, ${[...scopes]}::text[], ${at}, ${by},
      ${request.expiresOn ?? null}) returning reservation_no as no`.execute(trx);
  const numbers = free.map(({ specimenNo }) => specimenNo);
  await recordCustody(trx, scope, {
    ...{
      biobankNo,
      action: 'biobank.reserve',
      object: id,
      at,
      detail: { project: request.project, refused: refused.length },
    },
    events: numbers.map((specimenNo) => ({
      specimenNo,
      act: 'reserve',
      from: 'available',
      to: 'reserved',
      facts: { reservation: id },
    })),
  });
  await sql`insert into biobank.promises (reservation_no, specimen_no, biobank_no, state, promised_at)
    select ${rows[0]!.no}, no, ${biobankNo}, 'promised', ${at} from unnest(${numbers}::int[]) as no`.execute(trx);
  return { reservation: await describeReservation(trx, await requireReservation(trx, id)), refused };
}

// Two who promise under one permit at once: the second waits, and counts what the first promised.
async function requirePermit(
  trx: Db,
  { permits = noPermits, clock }: DispensingDeps,
  permit: string,
  free: Specimen[],
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
