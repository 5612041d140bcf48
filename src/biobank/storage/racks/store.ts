import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import type { RackScan } from '../../specimens/index.ts';
import { pathsOf, textOf } from '../containers/store.ts';
import { errors } from '../errors.ts';
import type { CheckLine } from './compare.ts';

/** A check of a rack against the book. */
export interface RackCheck {
  /** `rck_…` */
  id: string;
  container: { id: string; name: string; barcode: string | null };
  path: string;
  scannedAt: Date;
  scannedBy: string;
  state: 'open' | 'applied' | 'dismissed';
  right: number;
  lines: CheckLine[];
  decidedAt: Date | null;
  decidedBy: string | null;
  note: string | null;
}

/** A check with its scan. */
export interface StoredCheck extends Omit<RackCheck, 'path'> {
  containerNo: number;
  biobankNo: number;
  scans: RackScan[];
}

/** Checks that a condition picks, the latest first. */
export async function readChecks(db: Db, where: RawBuilder<unknown>, limit = 200): Promise<StoredCheck[]> {
  const { rows } =
    await sql<StoredCheck>`select k.id, json_build_object('id', c.id, 'name', c.name, 'barcode', c.barcode) as container,
      k.container_no as "containerNo", k.biobank_no as "biobankNo", k.scans, k.scanned_at as "scannedAt", k.scanned_by as "scannedBy",
      k.state, k."right", k.lines, k.decided_at as "decidedAt", k.decided_by as "decidedBy", k.note
    from biobank.rack_checks k join biobank.containers c using (container_no) where ${where}
    order by k.check_no desc limit ${limit}`.execute(db);
  return rows;
}

/** A check that is open, locked until it is decided. @throws Problem IDUN_RACK_CHECK_UNKNOWN, IDUN_RACK_CHECK_DECIDED */
export async function lockCheck(trx: Db, id: string): Promise<StoredCheck> {
  await sql`select from biobank.rack_checks where id = ${id} for update`.execute(trx);
  const [check] = await readChecks(trx, sql`k.id = ${id}`);
  if (check === undefined) throw new Problem(errors.checkUnknown, 'No check here has this id.');
  if (check.state !== 'open') throw new Problem(errors.checkDecided, `It is ${check.state}.`);
  return check;
}

/** Checks as they are shown. */
export async function toChecks(db: Db, stored: readonly StoredCheck[]): Promise<RackCheck[]> {
  const paths = await pathsOf(
    db,
    stored.map(({ containerNo }) => containerNo),
  );
  return stored.map(({ containerNo, biobankNo: _, scans: __, ...check }) => ({
    ...check,
    path: textOf(paths.get(containerNo)!),
  }));
}
