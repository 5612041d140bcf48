import type { Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import { type CustodyEvent, recordCustody } from '../../specimens/index.ts';
import { freeSlots } from '../containers/build.ts';
import { labelIn, pathsOf, type Step, type StoredContainer, textOf } from '../containers/store.ts';
import { errors } from '../errors.ts';
import { telling } from '../refusals.ts';
import { lockContainers, readOccupants, readPlaces, type StoredPlace } from './store.ts';

/** A specimen and where it goes; without a slot the first that is free. */
export interface Placing {
  specimenNo: number;
  barcode: string;
  container: StoredContainer;
  slot?: number | null | undefined;
  /** More to keep with the event. */
  facts?: Record<string, unknown> | undefined;
  happenedAt?: Date | undefined;
}

/** A specimen that was placed. */
export interface Placed {
  specimenNo: number;
  barcode: string;
  /** Where it stood; null when nowhere. */
  from: string | null;
  to: string;
  label: string | null;
}

/** Why, by whom, as what: of the entry in the log. */
export interface PlacingAct {
  biobankNo: number;
  action: string;
  object: string;
  at: Date;
  reason?: string | undefined;
  detail?: object | undefined;
}

// Free slots are dealt out in their order; what leaves a rack in the same act makes room.
async function chooseSlots(trx: Db, placings: readonly Placing[]): Promise<(number | null)[]> {
  const free = new Map<number, number[]>();
  for (const { container, slot } of placings) {
    if (slot !== undefined || !container.managed || free.has(container.containerNo)) continue;
    free.set(container.containerNo, await freeSlots(trx, container));
  }
  return placings.map(({ container, slot }) => {
    if (slot !== undefined) return slot;
    if (!container.managed) return null;
    const wanted = new Set(placings.flatMap((one) => (one.container === container ? (one.slot ?? []) : [])));
    const slots = free.get(container.containerNo)!;
    while (slots.length > 0 && wanted.has(slots[0]!)) slots.shift();
    const first = slots.shift();
    if (first === undefined) throw new Problem(errors.full, `${container.name} has no free position.`);
    return first;
  });
}

/** Says who stands where something was to be put: the database would say only that somebody does. */
async function refuseTaken(trx: Db, placings: readonly (Placing & { slot: number | null })[]): Promise<void> {
  const moving = new Set(placings.map(({ specimenNo }) => specimenNo));
  const taken = new Map<string, string>();
  for (const one of await readOccupants(
    trx,
    placings.map(({ container }) => container.containerNo),
  )) {
    if (one.slot !== null && !moving.has(one.specimenNo)) taken.set(`${one.containerNo} ${one.slot}`, one.barcode);
  }
  for (const { container, slot, barcode } of placings) {
    if (slot === null) continue;
    const key = `${container.containerNo} ${slot}`;
    const by = taken.get(key);
    const position = labelIn(container, slot);
    if (by !== undefined) {
      throw new Problem(errors.positionTaken, `${container.name} ${position} is taken by ${by}.`, { position, by });
    }
    taken.set(key, barcode);
  }
}

/**
 * Puts specimens where they go, all or none, as events of the chain of custody: what stood elsewhere is moved. What stands where it
 * goes already is left. Racks are locked first, so two technicians at one rack come one after the other.
 */
export async function recordPlaces(
  trx: Db,
  scope: Scope,
  given: readonly Placing[],
  act: PlacingAct,
): Promise<Placed[]> {
  const before = new Map<number, StoredPlace>();
  const read = async () => {
    before.clear();
    const numbers = given.map(({ specimenNo }) => specimenNo);
    for (const place of await readPlaces(trx, numbers)) before.set(place.specimenNo, place);
  };
  await read();
  const racks = [...given.map(({ container }) => container), ...[...before.values()].map(({ container }) => container)];
  await lockContainers(
    trx,
    racks.map(({ containerNo }) => containerNo),
  );
  await read();
  const slots = await chooseSlots(trx, given);
  const placings = given.map((one, i) => ({ ...one, slot: slots[i]! }));
  await refuseTaken(trx, placings);
  const paths = await pathsOf(
    trx,
    given.map(({ container }) => container.containerNo),
  );
  const placed = placings.map((one) =>
    describe(one, paths.get(one.container.containerNo)!, before.get(one.specimenNo)),
  );
  const events = placings.flatMap((one, i): CustodyEvent[] => {
    const stood = before.get(one.specimenNo);
    if (stood?.container.containerNo === one.container.containerNo && stood.slot === one.slot) return [];
    return [eventOf(one, placed[i]!, stood)];
  });
  if (events.length > 0) {
    const { biobankNo, action, object, at, reason, detail } = act;
    const batch = { biobankNo, action, object, at, reason, events };
    await telling(recordCustody(trx, scope, { ...batch, ...(detail !== undefined && { detail }) }));
  }
  return placed;
}

function describe(
  { specimenNo, barcode, container, slot }: Placing & { slot: number | null },
  path: Step[],
  stood: StoredPlace | undefined,
): Placed {
  const label = labelIn(container, slot);
  return { specimenNo, barcode, from: stood?.text ?? null, to: textOf(path, label), label };
}

function eventOf(
  { specimenNo, container, slot, facts, happenedAt }: Placing & { slot: number | null },
  { to }: Placed,
  stood: StoredPlace | undefined,
): CustodyEvent {
  return {
    specimenNo,
    act: stood === undefined ? 'store' : 'move',
    facts: { ...facts, at: container.id, slot, position: to },
    ...(happenedAt !== undefined && { happenedAt }),
  };
}

/** Takes specimens out of their positions; those that stand nowhere are left. @returns where they stood */
export async function recordTakeOut(
  trx: Db,
  scope: Scope,
  specimenNos: readonly number[],
  act: PlacingAct,
): Promise<StoredPlace[]> {
  const places = await readPlaces(trx, specimenNos);
  if (places.length === 0) return places;
  const { biobankNo, action, object, at, reason } = act;
  const events = places.map(({ specimenNo, container, slot, text }) => ({
    ...{ specimenNo, act: 'take-out' as const },
    facts: { at: container.id, slot, position: text },
  }));
  await telling(recordCustody(trx, scope, { biobankNo, action, object, at, reason, events }));
  return places;
}
