import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { labelIn, pathsOf, readContainers, type Step, type StoredContainer, textOf } from '../containers/store.ts';

/** Where a specimen stands. */
export interface StoredPlace {
  specimenNo: number;
  container: StoredContainer;
  path: Step[];
  slot: number | null;
  label: string | null;
  /** For people: `Freezer 3 › Rack 12 › B7`. */
  text: string;
  since: Date;
}

interface StayRow {
  specimenNo: number;
  containerNo: number;
  slot: number | null;
  since: Date;
}

async function withPlaces<T extends StayRow>(db: Db, rows: readonly T[]): Promise<(T & StoredPlace)[]> {
  const numbers = [...new Set(rows.map(({ containerNo }) => containerNo))];
  const containers = await readContainers(db, sql`c.container_no = any(${numbers}::int[])`);
  const byNo = new Map(containers.map((one) => [one.containerNo, one]));
  const paths = await pathsOf(db, numbers);
  return rows.map((row) => {
    const container = byNo.get(row.containerNo)!;
    const path = paths.get(row.containerNo)!;
    const label = labelIn(container, row.slot);
    return { ...row, container, path, label, text: textOf(path, label) };
  });
}

/** Where specimens stand, in the order of walking: store, level, rack, position. Those that stand nowhere are absent. */
export async function readPlaces(db: Db, specimenNos: readonly number[]): Promise<StoredPlace[]> {
  const { rows } =
    await sql<StayRow>`select s.specimen_no as "specimenNo", s.container_no as "containerNo", s.slot, s.since
    from biobank.stays s join biobank.containers c using (container_no)
    where s.specimen_no = any(${[...specimenNos]}::int[]) and s.until is null
    order by c.walk, s.slot, s.stay_no`.execute(db);
  return await withPlaces(db, rows);
}

/** Every place a specimen has had, the latest first. */
export async function readStays(db: Db, specimenNo: number): Promise<(StoredPlace & { until: Date | null })[]> {
  const { rows } = await sql<StayRow & { until: Date | null }>`select specimen_no as "specimenNo",
      container_no as "containerNo", slot, since, until
    from biobank.stays where specimen_no = ${specimenNo} order by stay_no desc limit 200`.execute(db);
  return await withPlaces(db, rows);
}

/** What stands in containers: the specimen at each position. */
export async function readOccupants(
  db: Db,
  containerNos: readonly number[],
): Promise<{ containerNo: number; slot: number | null; specimenNo: number; barcode: string }[]> {
  const { rows } = await sql<{ containerNo: number; slot: number | null; specimenNo: number; barcode: string }>`select
      s.container_no as "containerNo", s.slot, s.specimen_no as "specimenNo", p.barcode
    from biobank.stays s join biobank.specimens p using (specimen_no)
    where s.container_no = any(${[...containerNos]}::int[]) and s.until is null order by s.container_no, s.slot`.execute(
    db,
  );
  return rows;
}

/** Locks containers against changes of what stands in them, until the transaction ends. */
export async function lockContainers(trx: Db, containerNos: readonly number[]): Promise<void> {
  await sql`select from biobank.containers where container_no = any(${[...new Set(containerNos)]}::int[])
    order by container_no for no key update`.execute(trx);
}
