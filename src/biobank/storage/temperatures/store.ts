import { type RawBuilder, sql } from 'kysely';
import type { DatabaseHandle, Db } from '../../../platform/database/index.ts';
import type { ProbeState, Reading, TemperatureRule } from './judge.ts';
import { packReadings, unpackReadings } from './pack.ts';

/** A probe of a store, as far as it has been followed. */
export interface StoredProbe extends ProbeState {
  probe: string;
  lastAt: Date;
  last: number;
}

/** The rule of a store; null without one. */
export async function readRule(db: Db, storeNo: number): Promise<TemperatureRule | null> {
  const { rows } = await sql<TemperatureRule>`select low::float8 as low, high::float8 as high, minutes
    from biobank.temperature_rules where store_no = ${storeNo}`.execute(db);
  return rows[0] ?? null;
}

export async function writeRule(trx: Db, biobankNo: number, storeNo: number, rule: TemperatureRule): Promise<void> {
  const { low, high, minutes } = rule;
  await sql`insert into biobank.temperature_rules (store_no, biobank_no, low, high, minutes)
    values (${storeNo}, ${biobankNo}, ${low}, ${high}, ${minutes})
    on conflict (store_no) do update set low = excluded.low, high = excluded.high, minutes = excluded.minutes`.execute(
    trx,
  );
}

/** The probes of a store, locked while they are followed further. */
export async function lockProbes(trx: Db, storeNo: number): Promise<Map<string, StoredProbe>> {
  await sql`select pg_advisory_xact_lock(hashtextextended('idun.temperature.' || ${storeNo}::text, 0))`.execute(trx);
  return new Map((await readProbes(trx, storeNo)).map((one) => [one.probe, one]));
}

export async function readProbes(db: Db, storeNo: number): Promise<StoredProbe[]> {
  const { rows } = await sql<StoredProbe>`select probe, last_at as "lastAt", last::float8 as last,
      outside_since as "outsideSince", worst::float8 as worst
    from biobank.temperature_series where store_no = ${storeNo} order by probe`.execute(db);
  return rows;
}

export async function writeProbe(trx: Db, biobankNo: number, storeNo: number, one: StoredProbe): Promise<void> {
  const { probe, lastAt, last, outsideSince, worst } = one;
  await sql`insert into biobank.temperature_series (store_no, probe, biobank_no, last_at, last, outside_since, worst)
    values (${storeNo}, ${probe}, ${biobankNo}, ${lastAt}, ${last}, ${outsideSince}, ${worst})
    on conflict (store_no, probe) do update set last_at = excluded.last_at, last = excluded.last,
      outside_since = excluded.outside_since, worst = excluded.worst`.execute(trx);
}

/** Keeps readings; those kept before are left. @returns how many are new */
export async function insertReadings(
  trx: Db,
  biobankNo: number,
  storeNo: number,
  probe: string,
  readings: readonly Reading[],
): Promise<number> {
  const rows = readings.map(({ at, celsius }) => ({ at, hundredths: Math.round(celsius * 100) }));
  const { rows: kept } =
    await sql`insert into biobank.temperature_readings (store_no, probe, at, biobank_no, hundredths)
    select ${storeNo}, ${probe}, r.at, ${biobankNo}, r.hundredths
    from json_to_recordset(${JSON.stringify(rows)}::json) as r (at timestamptz, hundredths int)
    on conflict do nothing returning 1`.execute(trx);
  return kept.length;
}

const second = (at: Date): number => Math.floor(at.getTime() / 1000);

/** The readings of a store from one time to another, by probe, in order: packed days and what is not packed yet. */
export async function readReadings(db: Db, storeNo: number, from: Date, to: Date): Promise<Map<string, Reading[]>> {
  const { rows: days } = await sql<{ probe: string; packed: Buffer }>`select probe, packed from biobank.temperature_days
    where store_no = ${storeNo} and day between (${from}::timestamptz at time zone 'UTC')::date
      and (${to}::timestamptz at time zone 'UTC')::date order by day`.execute(db);
  const { rows: loose } = await sql<{ probe: string; at: Date; celsius: number }>`select probe, at,
      hundredths / 100.0::float8 as celsius
    from biobank.temperature_readings where store_no = ${storeNo} and at between ${from} and ${to} order by at`.execute(
    db,
  );
  const found = new Map<string, Reading[]>();
  const add = (probe: string, reading: Reading): void => {
    const list = found.get(probe);
    if (list === undefined) found.set(probe, [reading]);
    else list.push(reading);
  };
  const [first, last] = [second(from), second(to)];
  for (const { probe, packed } of days) {
    for (const one of unpackReadings(packed)) {
      if (one.second < first || one.second > last) continue;
      add(probe, { at: new Date(one.second * 1000), celsius: one.hundredths / 100 });
    }
  }
  for (const { probe, at, celsius } of loose) add(probe, { at, celsius });
  for (const list of found.values()) list.sort((a, b) => a.at.getTime() - b.at.getTime());
  return found;
}

/** Days that are over and still lie open, oldest first. */
async function openDays(
  db: Db,
  before: Date,
  limit: number,
): Promise<{ storeNo: number; probe: string; day: string }[]> {
  const { rows } = await sql<{
    storeNo: number;
    probe: string;
    day: string;
  }>`select distinct store_no as "storeNo", probe,
      to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day
    from biobank.temperature_readings where at < ${before} order by 3, 1, 2 limit ${limit}`.execute(db);
  return rows;
}

/** Packs the days before a time: two bytes a reading or three instead of some eighty. @returns how many days */
export async function packDays({ jobs }: Pick<DatabaseHandle, 'jobs'>, before: Date): Promise<number> {
  let packed = 0;
  for (;;) {
    const days = await jobs.transaction().execute(async (trx) => {
      const open = await openDays(trx, before, 500);
      for (const { storeNo, probe, day } of open) await packDay(trx, storeNo, probe, day);
      return open.length;
    });
    packed += days;
    if (days < 500) return packed;
  }
}

// What came late for a day that is packed is put between the others.
async function packDay(trx: Db, storeNo: number, probe: string, day: string): Promise<void> {
  const of: RawBuilder<unknown> = sql`store_no = ${storeNo} and probe = ${probe}`;
  const { rows } = await sql<{
    second: number;
    hundredths: number;
    biobankNo: number;
  }>`delete from biobank.temperature_readings
    where ${of} and at >= ${`${day}T00:00:00Z`} and at < ${`${day}T00:00:00Z`}::timestamptz + interval '1 day'
    returning floor(extract(epoch from at))::float8 as second, hundredths, biobank_no as "biobankNo"`.execute(trx);
  if (rows.length === 0) return;
  const { rows: old } = await sql<{ packed: Buffer }>`select packed from biobank.temperature_days
    where ${of} and day = ${day} for update`.execute(trx);
  const bySecond = new Map(old.flatMap((one) => unpackReadings(one.packed)).map((one) => [one.second, one]));
  for (const { second: at, hundredths } of rows) bySecond.set(at, { second: at, hundredths });
  const readings = [...bySecond.values()].sort((a, b) => a.second - b.second);
  await sql`insert into biobank.temperature_days (store_no, probe, day, biobank_no, readings, packed)
    values (${storeNo}, ${probe}, ${day}, ${rows[0]!.biobankNo}, ${readings.length}, ${packReadings(readings)})
    on conflict (store_no, probe, day) do update set readings = excluded.readings, packed = excluded.packed`.execute(
    trx,
  );
}
