import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { ChoiceScope } from '../../trust/consent/index.ts';
import { errors } from './errors.ts';
import type { PromiseState, Reservation } from './model.ts';

export interface StoredReservation extends Omit<Reservation, 'tubes' | 'shipments'> {
  reservationNo: number;
  biobankNo: number;
}

const columns = sql`r.reservation_no as "reservationNo", r.biobank_no as "biobankNo", r.id, k.name as biobank, r.project, r.permit,
  r.scopes, r.state, r.made_at as "madeAt", r.made_by as "madeBy", r.expires_on::text as "expiresOn"`;

/** Reservations that a condition picks, newest first; those of biobanks the connection reaches. */
export async function readReservations(db: Db, where: RawBuilder<unknown>, limit = 500): Promise<StoredReservation[]> {
  const { rows } = await sql<StoredReservation>`select ${columns}
    from biobank.reservations r join biobank.biobanks k using (biobank_no) where ${where}
    order by r.reservation_no desc limit ${limit}`.execute(db);
  return rows;
}

/**
 * A reservation by its id, locked for what is to be done with it.
 * @throws Problem IDUN_RESERVATION_UNKNOWN, IDUN_RESERVATION_STATE
 */
export async function lockReservation(trx: Db, id: string): Promise<StoredReservation> {
  await sql`select 1 from biobank.reservations where id = ${id} for update`.execute(trx);
  const reservation = await requireReservation(trx, id);
  if (reservation.state !== 'open') throw new Problem(errors.reservationState, `It is ${reservation.state}.`);
  return reservation;
}

/** A reservation by its id. @throws Problem IDUN_RESERVATION_UNKNOWN */
export async function requireReservation(db: Db, id: string): Promise<StoredReservation> {
  const [reservation] = await readReservations(db, sql`r.id = ${id}`);
  if (reservation === undefined) throw new Problem(errors.reservationUnknown, 'No reservation here has this id.');
  return reservation;
}

export interface StoredPromise {
  specimenNo: number;
  specimen: string;
  barcode: string;
  type: Reservation['tubes'][number]['type'];
  amount: number;
  unit: Reservation['tubes'][number]['unit'];
  state: PromiseState;
  because: string | null;
  condition: string | null;
  shipment: string | null;
}

/** Promises that a condition picks, in the order they were made. */
export async function readPromises(db: Db, where: RawBuilder<unknown>): Promise<StoredPromise[]> {
  const { rows } = await sql<StoredPromise>`select p.specimen_no as "specimenNo", s.id as specimen, s.barcode, s.type,
      s.amount::float8 as amount, s.unit, p.state, p.because, p.condition, h.id as shipment
    from biobank.promises p join biobank.specimens s using (specimen_no) left join biobank.shipments h using (shipment_no)
    where ${where} order by s.barcode`.execute(db);
  return rows;
}

/** States after which a tube may be promised anew. */
const over: ReadonlySet<PromiseState> = new Set(['missing', 'returned', 'used-up', 'withdrawn', 'cancelled']);

/** Changes promises of a reservation. */
export async function changePromises(
  trx: Db,
  reservationNo: number,
  specimenNos: readonly number[],
  to: { state: PromiseState; because?: string | null; condition?: string | null; shipmentNo?: number; at: Date },
): Promise<void> {
  await sql`update biobank.promises set state = ${to.state}, because = coalesce(${to.because ?? null}, because),
      condition = coalesce(${to.condition ?? null}, condition), shipment_no = coalesce(${to.shipmentNo ?? null}::int, shipment_no),
      ended_at = ${over.has(to.state) ? to.at : null}
    where reservation_no = ${reservationNo} and specimen_no = any(${[...specimenNos]}::int[])`.execute(trx);
}

/** The reservation as it is shown. */
export async function describeReservation(db: Db, stored: StoredReservation): Promise<Reservation> {
  const { reservationNo, biobankNo: _, ...reservation } = stored;
  const promises = await readPromises(db, sql`p.reservation_no = ${reservationNo}`);
  const { rows } = await sql<{ id: string }>`select id from biobank.shipments where reservation_no = ${reservationNo}
    order by shipment_no`.execute(db);
  return {
    ...reservation,
    scopes: reservation.scopes as ChoiceScope[],
    tubes: promises.map(({ specimenNo: __, shipment: ___, ...tube }) => tube),
    shipments: rows.map(({ id }) => id),
  };
}
