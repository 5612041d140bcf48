import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import type { Biobank } from '../../specimens/index.ts';
import type { ContainerKind, Labels } from '../container-types.ts';
import { errors } from '../errors.ts';
import { labelOf } from '../geometry.ts';

/** A container as the database has it. */
export interface StoredContainer {
  containerNo: number;
  id: string;
  biobankNo: number;
  name: string;
  barcode: string | null;
  type: string;
  typeNo: number;
  kind: ContainerKind;
  footprint: string;
  takes: string[];
  rows: number | null;
  columns: number | null;
  labels: Labels;
  unusable: number[];
  managed: boolean;
  automated: boolean;
  celsius: number | null;
  parentNo: number | null;
  slot: number | null;
  line: number[];
  storeNo: number | null;
  /** Directly in it. */
  standing: number;
  capacity: number | null;
  retiredAt: Date | null;
}

const columns = sql`c.container_no as "containerNo", c.id, c.biobank_no as "biobankNo", c.name, c.barcode, t.code as type,
  c.type_no as "typeNo", t.kind, t.footprint, t.takes, t.rows, t.columns, t.labels, t.unusable, t.managed, t.automated,
  coalesce(c.celsius, t.celsius)::float8 as celsius, c.parent_no as "parentNo", c.slot, c.line, c.store_no as "storeNo",
  c.occupied as standing, c.capacity, c.retired_at as "retiredAt"`;

/** Containers that a condition picks, in the order of walking. */
export async function readContainers(db: Db, where: RawBuilder<unknown>): Promise<StoredContainer[]> {
  const { rows } = await sql<StoredContainer>`select ${columns}
    from biobank.containers c join biobank.container_types t using (type_no) where ${where} order by c.walk`.execute(
    db,
  );
  return rows;
}

/**
 * Containers by id or barcode, by what was given; those not there are absent. Row security leaves those of one's biobanks.
 * @throws Problem IDUN_CONTAINER_TAKEN when two biobanks have one with the barcode
 */
export async function findContainers(
  db: Db,
  codes: readonly string[],
  bank?: Biobank,
): Promise<Map<string, StoredContainer>> {
  const given = [...new Set(codes.map((code) => code.trim()))];
  const of = bank === undefined ? sql`true` : sql`c.biobank_no = ${bank.biobankNo}`;
  const rows = await readContainers(
    db,
    sql`${of} and c.retired_at is null and (c.id = any(${given}::text[]) or c.barcode = any(${given}::text[]))`,
  );
  const found = new Map<string, StoredContainer>();
  for (const row of rows) {
    if (row.barcode !== null && given.includes(row.barcode)) {
      if (found.has(row.barcode)) {
        throw new Problem(errors.containerTaken, 'Containers of two biobanks have this barcode.', {
          action: 'Use the id (ctn_…).',
        });
      }
      found.set(row.barcode, row);
    }
    found.set(row.id, row);
  }
  return found;
}

/** A container by id or barcode. @throws Problem IDUN_CONTAINER_UNKNOWN */
export async function requireContainer(db: Db, code: string, bank?: Biobank): Promise<StoredContainer> {
  const found = (await findContainers(db, [code], bank)).get(code.trim());
  if (found !== undefined) return found;
  throw new Problem(errors.containerUnknown, `No container here has the code ${code.slice(0, 80)}.`);
}

/** One step of the way to a container. */
export interface Step {
  id: string;
  name: string;
}

/** The ways from the top to containers, themselves included, by their numbers. */
export async function pathsOf(db: Db, containerNos: readonly number[]): Promise<Map<number, Step[]>> {
  const { rows } = await sql<{ no: number; path: Step[] }>`select c.container_no as no,
      (select json_agg(json_build_object('id', a.id, 'name', a.name) order by l.n) from unnest(c.line) with ordinality l (no, n)
        join biobank.containers a on a.container_no = l.no) as path
    from biobank.containers c where c.container_no = any(${[...containerNos]}::int[])`.execute(db);
  return new Map(rows.map(({ no, path }) => [no, path]));
}

/** A way as people read it. */
export const textOf = (path: readonly Step[], label?: string | null): string =>
  [...path.map(({ name }) => name), ...(label ? [label] : [])].join(' › ');

/** How a slot of a container is written; null where there are no positions. */
export function labelIn(
  container: Pick<StoredContainer, 'rows' | 'columns' | 'labels'>,
  slot: number | null,
): string | null {
  const { rows, columns: wide, labels } = container;
  return slot === null || rows === null || wide === null ? null : labelOf({ rows, columns: wide, labels }, slot);
}
