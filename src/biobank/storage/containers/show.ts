import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { readAs, type Scope } from '../../../trust/scope/index.ts';
import { type BiobankDeps, requireBiobank, type SpecimenAnswer } from '../../specimens/index.ts';
import type { ContainerKind, Labels } from '../container-types.ts';
import { labelIn, pathsOf, readContainers, requireContainer, type Step, type StoredContainer } from './store.ts';

/** A container as it leaves Idun, with what is in it and in everything below. */
export interface ContainerHead {
  id: string;
  name: string;
  barcode: string | null;
  type: string;
  kind: ContainerKind;
  parent: string | null;
  slot: number | null;
  label: string | null;
  celsius: number | null;
  automated: boolean;
  managed: boolean;
  rows: number | null;
  columns: number | null;
  labels: Labels;
  /** Specimens in it and below it. */
  occupied: number;
  /** Specimens that fit; null when one below has no number. */
  capacity: number | null;
  /** Containers directly in it. */
  containers: number;
}

interface Sum {
  no: number;
  occupied: number;
  capacity: number | null;
  containers: number;
}

// Each container below is read once and counted for all those around it.
async function sumsOf(db: Db, numbers: readonly number[]): Promise<Map<number, Sum>> {
  const { rows } = await sql<Sum>`select a.no, sum(c.occupied)::int as occupied,
      case when coalesce(bool_and(c.capacity is not null) filter (where t.kind = 'rack'), true) then coalesce(sum(c.capacity), 0)::int end
        as capacity,
      (count(*) filter (where c.parent_no = a.no))::int as containers
    from biobank.containers c join biobank.container_types t using (type_no) cross join unnest(c.line) a (no)
    where c.line && ${[...numbers]}::int[] and a.no = any(${[...numbers]}::int[]) and c.retired_at is null group by a.no`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.no, row]));
}

/** Containers with their sums, and how their parents write their positions. */
export async function toHeads(db: Db, containers: readonly StoredContainer[]): Promise<ContainerHead[]> {
  const parents = await readContainers(
    db,
    sql`c.container_no = any(${containers.flatMap(({ parentNo }) => parentNo ?? [])}::int[])`,
  );
  const byNo = new Map(parents.map((one) => [one.containerNo, one]));
  const sums = await sumsOf(
    db,
    containers.map(({ containerNo }) => containerNo),
  );
  return containers.map((one) => {
    const parent = one.parentNo === null ? undefined : byNo.get(one.parentNo);
    const { no: _, ...sum } = sums.get(one.containerNo) ?? { no: 0, occupied: 0, capacity: 0, containers: 0 };
    const { id, name, barcode, type, kind, slot, celsius, automated, managed, rows, columns, labels } = one;
    return {
      ...{ id, name, barcode, type, kind, parent: parent?.id ?? null, slot },
      label: parent === undefined ? null : labelIn(parent, slot),
      ...{ celsius, automated, managed, rows, columns, labels },
      ...sum,
    };
  });
}

/** What stands at a position. */
export interface Standing
  extends Pick<
    SpecimenAnswer,
    'barcode' | 'type' | 'container' | 'state' | 'amount' | 'unit' | 'requisition' | 'block' | 'collection' | 'thaws'
  > {
  slot: number | null;
  label: string | null;
  specimen: string;
  since: Date;
}

/** A container with what is in it. */
export interface ContainerDetail extends ContainerHead {
  /** From the top, without itself. */
  path: Step[];
  takes: string[];
  unusable: number[];
  below: ContainerHead[];
  specimens: Standing[];
}

/** A container by its id or barcode, as it is drawn: everything below down to a depth, and the specimens that stand in it. */
export async function showContainer(
  deps: BiobankDeps,
  scope: Scope,
  code: string,
  depth = 1,
): Promise<ContainerDetail> {
  const db = readAs(deps.database.app, scope, 'biobank.storage.read', deps.clock);
  const container = await requireContainer(db, code);
  const { containerNo, line, id } = container;
  const below = await readContainers(
    db,
    sql`c.line @> array[${containerNo}::int] and c.container_no <> ${containerNo} and c.retired_at is null
      and cardinality(c.line) <= ${line.length + depth}`,
  );
  const [head, ...heads] = await toHeads(db, [container, ...below]);
  const { rows } = await sql<Standing>`select s.slot, p.id as specimen, p.barcode, p.type, p.container, p.state,
      p.amount::float8 as amount, p.unit, p.requisition, p.block, l.name as collection, p.thaws, s.since
    from biobank.stays s join biobank.specimens p using (specimen_no) left join biobank.collections l using (collection_no)
    where s.container_no = ${containerNo} and s.until is null order by s.slot, s.stay_no`.execute(db);
  const path = (await pathsOf(db, [containerNo])).get(containerNo)!.slice(0, -1);
  await recordAccess(deps.database.app, scope, { action: 'biobank.storage.show', object: id }, deps.clock);
  const specimens = rows.map((row) => ({ ...row, label: labelIn(container, row.slot) }));
  return { ...head!, path, takes: container.takes, unusable: container.unusable, below: heads, specimens };
}

/** The sites, rooms and stores of a biobank, parents first. */
export async function readStores(db: Db, biobankNo: number): Promise<StoredContainer[]> {
  return await readContainers(
    db,
    sql`c.biobank_no = ${biobankNo} and c.retired_at is null and t.kind in ('site', 'room', 'store')`,
  );
}

/** The number of a biobank's store, room or site by the scope's reach. */
export async function bankFor(deps: BiobankDeps, scope: Scope, named?: string) {
  const db = readAs(deps.database.app, scope, 'biobank.storage.read', deps.clock);
  return { db, bank: await requireBiobank(db, scope, named) };
}
