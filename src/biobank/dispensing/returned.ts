import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { assertScope, type Scope } from '../../trust/scope/index.ts';
import { donorsOf, type ReturnedValue, readValue, recordReturned, type ValueFault } from '../specimens/index.ts';
import type { DispensingDeps } from './deps.ts';
import { errors } from './errors.ts';
import { readShipments } from './shipments.ts';
import { readPromises, requireReservation, type StoredPromise, type StoredReservation } from './store.ts';

/** Data a project has given back. */
export interface ReturnedData {
  name: string;
  kind: string;
  sha256?: string | undefined;
  note?: string | undefined;
}

/** Notes that a project has given data back; values of tubes are kept by `returnResults`. */
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

/** Values that a project found, by tube. */
export interface ReturnedResults extends Omit<ReturnedData, 'kind'> {
  performedAt?: Date | undefined;
  rows: readonly ReturnedRow[];
}

export interface ReturnedRow {
  /** Of the file they came in, for naming what is wrong. */
  line: number;
  /** Barcode or id, as it stood in the box. */
  tube: string;
  variable: string;
  value: string;
  unit: string;
  /** How it was measured, when rows differ in that. */
  method?: string | undefined;
}

/** What is wrong with a row. */
export interface RowFault extends Omit<ValueFault, 'column' | 'code'> {
  line: number;
  column: ValueFault['column'] | 'tube';
  code: ValueFault['code'] | 'not-yours' | 'not-received' | 'twice';
}

/** What was kept. */
export interface KeptResults {
  /** `run_…` of the first method; `runs` has one for each. */
  run: string;
  runs: string[];
  tubes: number;
  values: number;
}

/**
 * Keeps the values that the receiver of a shipment found, all or none: searched and shown like those of the biobank's own runs. For
 * whoever was checked to be of the project. One audit entry.
 * @throws Problem IDUN_SHIPMENT_UNKNOWN, IDUN_RETURNED_DATA naming rows and columns, IDUN_RETURNED_DATA_TWICE
 */
export async function returnResults(
  trx: Db,
  deps: DispensingDeps,
  scope: Scope,
  shipmentId: string,
  given: ReturnedResults,
): Promise<KeptResults> {
  const [shipment] = await readShipments(trx, sql`h.id = ${shipmentId}`);
  if (shipment === undefined) throw new Problem(errors.shipmentUnknown, 'No shipment here has this id.');
  const tubes = await readPromises(trx, sql`p.shipment_no = ${shipment.shipmentNo}`);
  return await keep(trx, deps, scope, await requireReservation(trx, shipment.reservation), tubes, given);
}

/** As {@link returnResults}, for a member of staff whom a project sent its results: of any shipment of a reservation. */
export async function recordReturnedResults(
  deps: DispensingDeps,
  scope: Scope,
  reservationId: string,
  given: ReturnedResults,
): Promise<KeptResults> {
  assertScope(scope, 'biobank.dispensing.dispense', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const reservation = await requireReservation(trx, reservationId);
    const tubes = await readPromises(
      trx,
      sql`p.reservation_no = ${reservation.reservationNo} and p.shipment_no is not null`,
    );
    return await keep(trx, deps, scope, reservation, tubes, given);
  });
}

async function keep(
  trx: Db,
  deps: DispensingDeps,
  scope: Scope,
  reservation: StoredReservation,
  tubes: readonly StoredPromise[],
  given: ReturnedResults,
): Promise<KeptResults> {
  const { reservationNo, biobankNo, id, project } = reservation;
  const { values, faults } = check(tubes, given.rows);
  if (faults.length > 0) {
    const text = `${faults.length} of ${given.rows.length} rows cannot be kept, so none was.`;
    throw new Problem(errors.returnedData, text, { rows: faults.slice(0, 100), total: faults.length });
  }
  const at = deps.clock.now();
  const by = `${scope.actor.kind}:${scope.actor.id}`;
  const numbers = [...new Set(values.map(({ specimenNo }) => specimenNo))];
  const { rows } =
    await sql`insert into biobank.returned_data (reservation_no, biobank_no, name, kind, sha256, note, tubes, "values",
      received_at, received_by)
    values (${reservationNo}, ${biobankNo}, ${given.name}, 'results', ${given.sha256 ?? null}, ${given.note ?? null}, ${numbers.length},
      ${values.length}, ${at}, ${by}) on conflict (reservation_no, name) do nothing returning data_no`.execute(trx);
  if (rows.length === 0) throw new Problem(errors.returnedTwice, `${given.name} was given back before.`);
  const methods = new Map<string, ReturnedValue[]>();
  for (const { method, ...value } of values) methods.set(method, [...(methods.get(method) ?? []), value]);
  const runs: string[] = [];
  const run = { biobankNo, project, performedAt: given.performedAt ?? at, recordedBy: by };
  for (const [method, found] of methods) runs.push(await recordReturned(trx, { ...run, method }, found));
  await recordAccess(
    trx,
    scope,
    {
      ...{ action: 'biobank.data.return', object: id, subjects: await donorsOf(trx, numbers) },
      detail: { sha256: given.sha256, tubes: numbers.length, values: values.length },
    },
    deps.clock,
  );
  return { run: runs[0]!, runs, tubes: numbers.length, values: values.length };
}

// A project's tube may have been used up or have come back since; what was found in it is found all the same.
const measured: ReadonlySet<StoredPromise['state']> = new Set(['delivered', 'returned', 'used-up']);

function check(
  tubes: readonly StoredPromise[],
  rows: readonly ReturnedRow[],
): { values: (ReturnedValue & { method: string })[]; faults: RowFault[] } {
  const byCode = new Map(tubes.flatMap((tube) => [tube.barcode, tube.specimen].map((code) => [code, tube] as const)));
  const seen = new Set<string>();
  const faults: RowFault[] = [];
  const values = rows.flatMap(({ line, tube: code, variable, value, unit, method }) => {
    const tube = byCode.get(code.trim());
    const wrong = (fault: Omit<RowFault, 'line'>): [] => {
      faults.push({ line, ...fault });
      return [];
    };
    if (tube === undefined)
      return wrong({ column: 'tube', code: 'not-yours', problem: 'This tube was not in the shipment.' });
    if (!measured.has(tube.state))
      return wrong({ column: 'tube', code: 'not-received', problem: 'This tube was not received.' });
    const key = `${tube.specimenNo} ${variable}`;
    if (seen.has(key))
      return wrong({ column: 'variable', code: 'twice', problem: 'The tube has this variable on another line too.' });
    seen.add(key);
    const read = readValue({ variable, value, unit });
    if ('code' in read) return wrong(read);
    return [{ specimenNo: tube.specimenNo, variable, value, unit, method: method?.trim() || 'as the project states' }];
  });
  return { values, faults };
}
