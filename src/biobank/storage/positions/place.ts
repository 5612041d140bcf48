import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, readAs, type Scope } from '../../../trust/scope/index.ts';
import {
  type BiobankDeps,
  donorsOf,
  findByCodes,
  readSpecimens,
  requireSpecimen,
  type Specimen,
  specimenErrors,
} from '../../specimens/index.ts';
import { requireSlot } from '../containers/build.ts';
import { findContainers, requireContainer, type StoredContainer } from '../containers/store.ts';
import { errors } from '../errors.ts';
import { slotOf } from '../geometry.ts';
import { type Placing, recordPlaces, recordTakeOut } from './record-places.ts';
import { readOccupants, readPlaces, readStays, type StoredPlace } from './store.ts';

/**
 * Specimens by what is written on them: an id, a barcode, or of a block, slide or card its requisition and block number with a space
 * or hyphen between.
 * @throws Problem IDUN_SPECIMEN_UNKNOWN
 */
export async function requireByLabels(
  db: Db,
  scope: Scope,
  codes: readonly string[],
  biobankNo: number,
): Promise<Map<string, Specimen>> {
  const found = await findByCodes(db, scope, codes, biobankNo);
  const rest = codes.map((code) => code.trim()).filter((code) => !found.has(code));
  if (rest.length > 0) {
    const blocks = await readSpecimens(
      db,
      scope,
      sql`s.biobank_no = ${biobankNo} and s.requisition is not null and s.block is not null
        and (s.requisition || ' ' || s.block = any(${rest}::text[]) or s.requisition || '-' || s.block = any(${rest}::text[]))
        and s.requisition = any(${rest.map((code) => code.replace(/[ -][^ -]*$/, ''))}::text[])`,
    );
    for (const one of blocks) {
      for (const code of [`${one.requisition} ${one.block}`, `${one.requisition}-${one.block}`]) {
        if (rest.includes(code)) found.set(code, one);
      }
    }
  }
  const missing = codes.filter((code) => !found.has(code.trim()));
  if (missing.length === 0) return found;
  const said = `${missing.length} of ${codes.length} codes are no specimen’s here.`;
  throw new Problem(specimenErrors.unknown, said, { codes: missing.slice(0, 100) });
}

/** A specimen to be placed, by the codes that are scanned. */
export interface PlacementRequest {
  code: string;
  container: string;
  /** As it is written on the container; the first free one when not given. */
  position?: string | undefined;
}

/** What was placed, for people. */
export interface Placement {
  code: string;
  specimen: string;
  from: string | null;
  to: string;
  label: string | null;
}

// What is placed in one act is of one biobank: that of the container.
async function bankOf(db: Db, codes: readonly string[]): Promise<Map<string, StoredContainer>> {
  const containers = await findContainers(db, codes);
  for (const code of codes) {
    if (!containers.has(code.trim())) await requireContainer(db, code);
  }
  const banks = new Set([...containers.values()].map(({ biobankNo }) => biobankNo));
  if (banks.size > 1) throw new Problem(errors.takesNot, 'Containers of one biobank at a time.');
  return containers;
}

/**
 * Puts specimens into containers, all or none; what stands elsewhere is moved.
 * @throws Problem IDUN_POSITION_TAKEN, IDUN_POSITION_UNKNOWN, IDUN_CONTAINER_TAKES_NOT, IDUN_CONTAINER_FULL, IDUN_SPECIMEN_STATE
 */
export async function placeSpecimens(
  deps: BiobankDeps,
  scope: Scope,
  { items, reason }: { items: readonly PlacementRequest[]; reason?: string | undefined },
): Promise<Placement[]> {
  assertScope(scope, 'biobank.storage.place', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const containers = await bankOf(
      trx,
      items.map(({ container }) => container),
    );
    const [{ biobankNo, id: object }] = [...containers.values()] as [StoredContainer];
    const codes = items.map(({ code }) => code);
    const specimens = await requireByLabels(trx, scope, codes, biobankNo);
    const twice = new Set<number>();
    const placings = items.map(({ code, container: at, position }): Placing => {
      const { specimenNo, barcode } = specimens.get(code.trim())!;
      if (twice.has(specimenNo)) throw new Problem(errors.placed, `${barcode} is there twice.`);
      twice.add(specimenNo);
      const container = containers.get(at.trim())!;
      const slot = position === undefined ? undefined : requireSlot(container, position);
      return { specimenNo, barcode, container, slot };
    });
    const act = { biobankNo, action: 'biobank.storage.place', object, at: deps.clock.now(), reason };
    const placed = await recordPlaces(trx, scope, placings, act);
    return placed.map(({ from, to, label }, i) => {
      const code = codes[i]!;
      return { code, specimen: specimens.get(code.trim())!.id, from, to, label };
    });
  });
}

/**
 * Moves by position, without reading a label: everything in a rack, or what stands at some of its positions.
 * @throws Problem IDUN_SPECIMEN_NOWHERE when nothing stands there, IDUN_POSITION_TAKEN, IDUN_POSITION_UNKNOWN
 */
export async function moveBySlot(
  deps: BiobankDeps,
  scope: Scope,
  given: {
    from: string;
    to: string;
    slots?: readonly { from: string; to: string }[] | undefined;
    reason?: string | undefined;
  },
): Promise<Placement[]> {
  assertScope(scope, 'biobank.storage.place', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const from = await requireContainer(trx, given.from);
    const to = await requireContainer(trx, given.to);
    if (from.biobankNo !== to.biobankNo) throw new Problem(errors.takesNot, 'Containers of one biobank at a time.');
    const occupants = await readOccupants(trx, [from.containerNo]);
    const bySlot = new Map(occupants.map((one) => [one.slot, one]));
    const wanted =
      given.slots?.map((pair) => ({ from: requireSlot(from, pair.from), to: requireSlot(to, pair.to) })) ??
      occupants.map(({ slot }) => ({ from: slot, to: sameSlot(from, to, slot) }));
    const placings = wanted.map((pair): Placing => {
      const one = bySlot.get(pair.from);
      if (one === undefined) throw new Problem(errors.nowhere, 'Nothing stands at one of the positions.');
      return { specimenNo: one.specimenNo, barcode: one.barcode, container: to, slot: pair.to };
    });
    const act = { biobankNo: to.biobankNo, action: 'biobank.storage.place', object: to.id, at: deps.clock.now() };
    const placed = await recordPlaces(trx, scope, placings, { ...act, reason: given.reason });
    const specimens = await readSpecimens(
      trx,
      scope,
      sql`s.specimen_no = any(${placed.map(({ specimenNo }) => specimenNo)}::int[])`,
    );
    const ids = new Map(specimens.map(({ specimenNo, id }) => [specimenNo, id]));
    return placed.map(({ specimenNo, barcode, from: stood, to: stands, label }) => ({
      ...{ code: barcode, specimen: ids.get(specimenNo)!, from: stood, to: stands, label },
    }));
  });
}

// The same row and column; what the other rack has not is refused, and what has no positions takes the first free ones.
function sameSlot(from: StoredContainer, to: StoredContainer, slot: number | null): number | undefined {
  if (slot === null || !to.managed) return undefined;
  const row = Math.floor((slot - 1) / from.columns!);
  const column = (slot - 1) % from.columns!;
  if (row < to.rows! && column < to.columns!) return row * to.columns! + column + 1;
  throw new Problem(errors.positionUnknown, `${to.name} is smaller than ${from.name}.`);
}

/** Takes specimens out of their positions by their codes; where they go, somebody else says. */
export async function takeOutSpecimens(
  deps: BiobankDeps,
  scope: Scope,
  { codes, biobankNo, reason }: { codes: readonly string[]; biobankNo: number; reason?: string | undefined },
): Promise<{ code: string; specimen: string; from: string | null }[]> {
  assertScope(scope, 'biobank.storage.place', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const specimens = await requireByLabels(trx, scope, codes, biobankNo);
    const act = { biobankNo, action: 'biobank.storage.take-out', object: 'positions', at: deps.clock.now(), reason };
    const numbers = [...specimens.values()].map(({ specimenNo }) => specimenNo);
    const stood = new Map((await recordTakeOut(trx, scope, numbers, act)).map((one) => [one.specimenNo, one.text]));
    return codes.map((code) => {
      const { id, specimenNo } = specimens.get(code.trim())!;
      return { code, specimen: id, from: stood.get(specimenNo) ?? null };
    });
  });
}

/** A place as it leaves Idun. */
export interface Place {
  container: string;
  path: StoredPlace['path'];
  slot: number | null;
  label: string | null;
  text: string;
}

const toPlace = ({ container, path, slot, label, text }: StoredPlace): Place => ({
  ...{ container: container.id, path, slot, label, text },
});

/** Where a specimen stands, and where it stood. One audit entry. */
export async function findSpecimen(deps: BiobankDeps, scope: Scope, code: string, biobankNo?: number) {
  const db = readAs(deps.database.app, scope, 'biobank.storage.read', deps.clock);
  const specimen = await requireSpecimen(db, scope, code, biobankNo);
  const stays = await readStays(db, specimen.specimenNo);
  const [place] = await readPlaces(db, [specimen.specimenNo]);
  const subjects = await donorsOf(db, [specimen.specimenNo]);
  const access = { action: 'biobank.storage.find', object: specimen.id, subjects };
  await recordAccess(deps.database.app, scope, access, deps.clock);
  return {
    ...{ specimen: specimen.id, barcode: specimen.barcode, state: specimen.state },
    place: place === undefined ? null : toPlace(place),
    history: stays.map((stay) => ({ place: toPlace(stay), since: stay.since, until: stay.until })),
  };
}

/** Slots that labels mean in a container, for what writes only labels. */
export function slotIn(container: StoredContainer, label: string): number | undefined {
  const { rows, columns, labels, unusable } = container;
  const slot = rows === null || columns === null ? undefined : slotOf({ rows, columns, labels }, label);
  return slot === undefined || unusable.includes(slot) ? undefined : slot;
}
