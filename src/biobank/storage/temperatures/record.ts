import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, readAs, type Scope } from '../../../trust/scope/index.ts';
import type { BiobankDeps } from '../../specimens/index.ts';
import { requireContainer, type StoredContainer } from '../containers/store.ts';
import { errors } from '../errors.ts';
import { type Excursion, readExcursions, writeExcursion } from './excursions.ts';
import { judge, type Reading, type TemperatureRule } from './judge.ts';
import { insertReadings, lockProbes, readReadings, readRule, writeProbe, writeRule } from './store.ts';

/** A reading of one of a store's thermometers. */
export interface ProbeReading extends Reading {
  probe?: string | undefined;
}

/** What became of readings. */
export interface Recorded {
  /** New ones. */
  taken: number;
  /** Those that were known. */
  repeated: number;
  /** Older than the last of their probe: kept, and not judged. */
  late: number;
}

async function requireStore(db: Db, code: string): Promise<StoredContainer> {
  const store = await requireContainer(db, code);
  if (store.kind === 'store') return store;
  throw new Problem(errors.notStore, `${store.name} is no store.`);
}

/** Keeps readings of a store, in a transaction, and judges them by its rule. */
export async function addReadings(
  trx: Db,
  store: StoredContainer,
  readings: readonly ProbeReading[],
): Promise<Recorded> {
  const { containerNo: storeNo, biobankNo } = store;
  const probes = await lockProbes(trx, storeNo);
  const rule = await readRule(trx, storeNo);
  const byProbe = new Map<string, Reading[]>();
  for (const { probe = 'main', at, celsius } of readings) {
    const list = byProbe.get(probe);
    if (list === undefined) byProbe.set(probe, [{ at, celsius }]);
    else list.push({ at, celsius });
  }
  const recorded = { taken: 0, repeated: 0, late: 0 };
  for (const [probe, given] of byProbe) {
    const known = probes.get(probe);
    const inOrder = [...given].sort((a, b) => a.at.getTime() - b.at.getTime());
    const newer = inOrder.filter(({ at }) => known === undefined || at > known.lastAt);
    const taken = await insertReadings(trx, biobankNo, storeNo, probe, inOrder);
    recorded.taken += taken;
    recorded.repeated += given.length - taken;
    recorded.late += Math.max(0, taken - newer.length);
    const last = newer.at(-1);
    if (last === undefined) continue;
    const before = { outsideSince: known?.outsideSince ?? null, worst: known?.worst ?? null };
    const { state, outside } = rule === null ? { state: before, outside: [] } : judge(before, rule, newer);
    for (const one of outside) await writeExcursion(trx, { biobankNo, storeNo, probe, rule: rule! }, one);
    await writeProbe(trx, biobankNo, storeNo, { probe, lastAt: last.at, last: last.celsius, ...state });
  }
  return recorded;
}

/** Keeps readings of a store; the specimens that an excursion touched are marked afterwards (`markExcursions`). @throws Problem IDUN_STORAGE_NOT_STORE */
export async function recordTemperatures(
  deps: BiobankDeps,
  scope: Scope,
  code: string,
  readings: readonly ProbeReading[],
): Promise<Recorded> {
  assertScope(scope, 'biobank.storage.place', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const store = await requireStore(trx, code);
    const recorded = await addReadings(trx, store, readings);
    await recordAccess(trx, scope, { action: 'biobank.storage.temperatures', object: store.id, detail: recorded });
    return recorded;
  });
}

/** A reading that a robot took of its own store. */
export async function addTemperature(
  trx: Db,
  _scope: Scope,
  { store: code, celsius, at, probe }: { store: string; celsius: number; at: Date; probe: string },
): Promise<void> {
  const store = await requireStore(trx, code);
  await addReadings(trx, store, [{ celsius, at, probe }]);
}

/** Sets when a store is too warm or too cold. It judges readings from now on. @throws Problem IDUN_TEMPERATURE_RULE */
export async function setTemperatureRule(
  deps: BiobankDeps,
  scope: Scope,
  code: string,
  rule: TemperatureRule,
): Promise<TemperatureRule> {
  assertScope(scope, 'biobank.storage.manage', deps.clock);
  const { low, high } = rule;
  if (low === null && high === null) throw new Problem(errors.rule, 'One of the limits is needed.');
  if (low !== null && high !== null && low >= high) {
    throw new Problem(errors.rule, 'The lower limit is not below the upper.');
  }
  return await deps.database.withActor(scope.actor, async (trx) => {
    const { containerNo, biobankNo, id } = await requireStore(trx, code);
    await lockProbes(trx, containerNo);
    await writeRule(trx, biobankNo, containerNo, rule);
    await recordAccess(trx, scope, { action: 'biobank.storage.rule', object: id, detail: rule });
    return rule;
  });
}

/** The readings of a while, as a curve: so many points at most, with the lowest and highest of each. */
export interface Curve {
  probe: string;
  readings: number;
  points: { at: Date; low: number; high: number; mean: number }[];
}

/** Draws readings together so that no spike is lost. */
export function curveOf(probe: string, readings: readonly Reading[], points: number): Curve {
  const size = Math.max(1, Math.ceil(readings.length / points));
  const drawn: Curve['points'] = [];
  for (let i = 0; i < readings.length; i += size) {
    const some = readings.slice(i, i + size);
    const values = some.map(({ celsius }) => celsius);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const [low, high] = [Math.min(...values), Math.max(...values)];
    drawn.push({ at: some[0]!.at, low, high, mean: Math.round(mean * 100) / 100 });
  }
  return { probe, readings: readings.length, points: drawn };
}

/** How warm a store was from one time to another, with its rule and the excursions of that time. */
export async function showTemperatures(
  deps: BiobankDeps,
  scope: Scope,
  code: string,
  given: { from?: Date | undefined; to?: Date | undefined; points?: number | undefined } = {},
): Promise<{
  store: { id: string; name: string };
  rule: TemperatureRule | null;
  from: Date;
  to: Date;
  probes: Curve[];
  excursions: Excursion[];
}> {
  const db = readAs(deps.database.app, scope, 'biobank.storage.read', deps.clock);
  const { id, name, containerNo } = await requireStore(db, code);
  const { to = deps.clock.now(), points = 500 } = given;
  const from = given.from ?? new Date(to.getTime() - 7 * 86_400_000);
  const readings = await readReadings(db, containerNo, from, to);
  const probes = [...readings]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([probe, list]) => curveOf(probe, list, points));
  const during = sql`x.store_no = ${containerNo} and x.began_at <= ${to} and coalesce(x.ended_at, 'infinity') >= ${from}`;
  const excursions = await readExcursions(db, during);
  await recordAccess(deps.database.app, scope, { action: 'biobank.storage.temperatures', object: id }, deps.clock);
  return { store: { id, name }, rule: await readRule(db, containerNo), from, to, probes, excursions };
}
