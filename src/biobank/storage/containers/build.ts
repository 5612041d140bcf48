import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { type Biobank, type BiobankDeps, recordCustody, requireBiobank } from '../../specimens/index.ts';
import { errors } from '../errors.ts';
import { slotOf } from '../geometry.ts';
import { telling } from '../refusals.ts';
import { type ContainerHead, toHeads } from './show.ts';
import { labelIn, pathsOf, readContainers, requireContainer, type StoredContainer, textOf } from './store.ts';
import { requireType } from './types.ts';

/** Containers to be made: one, or many numbered ones (`{n}` in the name and barcode). */
export interface NewContainers {
  biobank?: string | undefined;
  type: string;
  name: string;
  barcode?: string | undefined;
  count?: number | undefined;
  /** Where the numbering starts, and how wide it is: 001. */
  from?: number | undefined;
  width?: number | undefined;
  parent?: string | undefined;
  position?: string | undefined;
  /** Of what has no positions. */
  capacity?: number | undefined;
  celsius?: number | undefined;
}

/** The slot a position means. @throws Problem IDUN_POSITION_UNKNOWN */
export function requireSlot(container: StoredContainer, position: string): number {
  const { rows, columns, labels, name } = container;
  const slot = rows === null || columns === null ? undefined : slotOf({ rows, columns, labels }, position);
  if (slot !== undefined && !container.unusable.includes(slot)) return slot;
  const said = rows === null ? `${name} has no positions.` : `${name} is ${rows} × ${columns}.`;
  throw new Problem(errors.positionUnknown, `There is no position ${position.slice(0, 20)}: ${said}`);
}

/** Slots of a container that hold nothing, in their order. */
export async function freeSlots(db: Db, container: StoredContainer): Promise<number[]> {
  const { containerNo, rows, columns, unusable } = container;
  const { rows: taken } = await sql<{
    slot: number;
  }>`select slot from biobank.containers where parent_no = ${containerNo}
      and slot is not null
    union all select slot from biobank.stays where container_no = ${containerNo} and until is null`.execute(db);
  const held = new Set([...taken.map(({ slot }) => slot), ...unusable]);
  return Array.from({ length: (rows ?? 0) * (columns ?? 0) }, (_, i) => i + 1).filter((slot) => !held.has(slot));
}

/** Makes containers in a transaction; without a position they take the first free ones. */
export async function insertContainers(trx: Db, bank: Biobank, given: NewContainers): Promise<StoredContainer[]> {
  const { count = 1, from = 1, width = 0, name, barcode, capacity = null, celsius = null } = given;
  const type = await requireType(trx, bank, given.type);
  const parent = given.parent === undefined ? undefined : await requireContainer(trx, given.parent, bank);
  let slots: (number | null)[] = Array.from({ length: count }, () => null);
  if (given.position !== undefined && parent !== undefined) slots = [requireSlot(parent, given.position)];
  else if (parent?.managed) {
    await sql`select from biobank.containers where container_no = ${parent.containerNo} for no key update`.execute(trx);
    slots = (await freeSlots(trx, parent)).slice(0, count);
  }
  if (slots.length < count) throw new Problem(errors.full, `${parent!.name} has ${slots.length} free positions.`);
  const numbered = (pattern: string, i: number) => pattern.replaceAll('{n}', String(from + i).padStart(width, '0'));
  const rows = slots.map((slot, i) => ({
    ...{ id: newId('ctn'), slot, name: numbered(name, i), barcode: barcode ? numbered(barcode, i) : null },
  }));
  await telling(
    sql`insert into biobank.containers (id, biobank_no, type_no, name, barcode, parent_no, slot, capacity, celsius)
      select r.id, ${bank.biobankNo}, ${type.typeNo}, r.name, r.barcode, ${parent?.containerNo ?? null}::int, r.slot,
        ${type.managed ? null : capacity}::int, ${celsius}::numeric
      from json_to_recordset(${JSON.stringify(rows)}::json) as r (id text, slot int, name text, barcode text)`.execute(
      trx,
    ),
  );
  return await readContainers(trx, sql`c.id = any(${rows.map(({ id }) => id)}::text[])`);
}

/**
 * Makes a container, or many.
 * @throws Problem IDUN_CONTAINER_TYPE, IDUN_CONTAINER_UNKNOWN, IDUN_CONTAINER_TAKES_NOT, IDUN_CONTAINER_TAKEN, IDUN_CONTAINER_FULL,
 *   IDUN_POSITION_UNKNOWN, IDUN_POSITION_TAKEN
 */
export async function createContainers(
  deps: BiobankDeps,
  scope: Scope,
  given: NewContainers,
): Promise<ContainerHead[]> {
  assertScope(scope, 'biobank.storage.manage', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const bank = await requireBiobank(trx, scope, given.biobank);
    const made = await insertContainers(trx, bank, given);
    const detail = { type: given.type, containers: made.length };
    await recordAccess(trx, scope, { action: 'biobank.storage.build', object: made[0]?.id ?? bank.id, detail });
    return await toHeads(trx, made);
  });
}

/** Moves a container with all that is in it; every specimen in it gets an event of its own. */
export async function moveContainer(
  deps: BiobankDeps,
  scope: Scope,
  code: string,
  to: { parent: string; position?: string | undefined; reason?: string | undefined },
): Promise<ContainerHead> {
  assertScope(scope, 'biobank.storage.place', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const container = await requireContainer(trx, code);
    const parent = await requireContainer(trx, to.parent);
    // Whoever places a tube in it meanwhile waits, and reads where it stands then.
    await sql`select from biobank.containers where line @> array[${container.containerNo}::int] or container_no = ${parent.containerNo}
      order by container_no for no key update`.execute(trx);
    const slot = !parent.managed
      ? null
      : to.position === undefined
        ? (await freeSlots(trx, parent))[0]
        : requireSlot(parent, to.position);
    if (slot === undefined) throw new Problem(errors.full, `${parent.name} has no free position.`);
    await telling(
      sql`update biobank.containers set parent_no = ${parent.containerNo}, slot = ${slot}
        where container_no = ${container.containerNo}`.execute(trx),
    );
    await carryAlong(trx, deps, scope, { container, reason: to.reason });
    const [moved] = await readContainers(trx, sql`c.container_no = ${container.containerNo}`);
    return (await toHeads(trx, [moved!]))[0]!;
  });
}

// What stands in it is somewhere else now, which its chain of custody says.
async function carryAlong(
  trx: Db,
  deps: BiobankDeps,
  scope: Scope,
  { container, reason }: { container: StoredContainer; reason?: string | undefined },
): Promise<void> {
  const { containerNo, biobankNo, id } = container;
  const { rows } = await sql<{ specimenNo: number; containerNo: number; slot: number | null }>`select
      s.specimen_no as "specimenNo", s.container_no as "containerNo", s.slot
    from biobank.stays s join biobank.containers c using (container_no)
    where c.line @> array[${containerNo}::int] and s.until is null`.execute(trx);
  const racks = await readContainers(
    trx,
    sql`c.container_no = any(${[...new Set(rows.map((row) => row.containerNo))]}::int[])`,
  );
  const byNo = new Map(racks.map((one) => [one.containerNo, one]));
  const paths = await pathsOf(trx, [...byNo.keys()]);
  const events = rows.map((row) => {
    const rack = byNo.get(row.containerNo)!;
    const position = textOf(paths.get(row.containerNo)!, labelIn(rack, row.slot));
    return {
      ...{ specimenNo: row.specimenNo, act: 'move' as const },
      facts: { at: rack.id, slot: row.slot, position, with: id },
    };
  });
  const batch = { biobankNo, action: 'biobank.storage.move-container', object: id, at: deps.clock.now(), reason };
  if (events.length > 0) await telling(recordCustody(trx, scope, { ...batch, events }));
  else await recordAccess(trx, scope, { action: 'biobank.storage.move-container', object: id });
}

/** Takes an empty container out of use. @throws Problem IDUN_CONTAINER_IN_USE */
export async function retireContainer(deps: BiobankDeps, scope: Scope, code: string): Promise<void> {
  assertScope(scope, 'biobank.storage.manage', deps.clock);
  await deps.database.withActor(scope.actor, async (trx) => {
    const { containerNo, id } = await requireContainer(trx, code);
    await telling(
      sql`update biobank.containers set retired_at = ${deps.clock.now()} where container_no = ${containerNo}`.execute(
        trx,
      ),
    );
    await recordAccess(trx, scope, { action: 'biobank.storage.retire', object: id });
  });
}
