import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, readAs, type Scope } from '../../../trust/scope/index.ts';
import {
  type BiobankDeps,
  type CustodyEvent,
  type RackScan,
  readRackScan,
  recordCustody,
  requireBiobank,
} from '../../specimens/index.ts';
import { findContainers, requireContainer, type StoredContainer } from '../containers/store.ts';
import { errors } from '../errors.ts';
import { type Placing, recordPlaces, recordTakeOut } from '../positions/record-places.ts';
import { lockContainers, readOccupants } from '../positions/store.ts';
import { type CheckLine, type Comparison, compareRack } from './compare.ts';
import { lockCheck, type RackCheck, readChecks, type StoredCheck, toChecks } from './store.ts';

const plain = ({ lines }: Comparison): CheckLine[] => lines.map(({ specimenNo: _, slot: __, ...line }) => line);

function byRack(scans: readonly RackScan[], container: string | undefined): Map<string, RackScan[]> {
  const racks = new Map<string, RackScan[]>();
  for (const scan of scans) {
    const rack = container ?? scan.rack;
    if (rack === undefined) {
      throw new Problem(errors.checkRack, 'The file names no rack.', { action: 'Say which container was scanned.' });
    }
    const list = racks.get(rack);
    if (list === undefined) racks.set(rack, [scan]);
    else list.push(scan);
  }
  return racks;
}

/**
 * Compares the file of a rack scanner with the book. Nothing is changed: what is different waits for a decision.
 * @throws Problem IDUN_RACK_FILE, IDUN_RACK_CHECK_RACK, IDUN_CONTAINER_UNKNOWN
 */
export async function checkRacks(
  deps: BiobankDeps,
  scope: Scope,
  given: { biobank?: string | undefined; container?: string | undefined; file: string },
): Promise<RackCheck[]> {
  assertScope(scope, 'biobank.storage.place', deps.clock);
  const racks = byRack(readRackScan(given.file), given.container);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const bank = await requireBiobank(trx, scope, given.biobank);
    const containers = await findContainers(trx, [...racks.keys()], bank);
    const ids: string[] = [];
    for (const [code, scans] of racks) {
      const rack = containers.get(code) ?? (await requireContainer(trx, code, bank));
      if (rack.kind !== 'rack') throw new Problem(errors.checkRack, `${rack.name} holds no specimens.`);
      ids.push(await insertCheck(trx, deps, scope, rack, scans));
    }
    const checks = await readChecks(trx, sql`k.id = any(${ids}::text[])`);
    const detail = { racks: checks.length, different: checks.reduce((sum, { lines }) => sum + lines.length, 0) };
    await recordAccess(trx, scope, { action: 'biobank.storage.check', object: bank.id, detail });
    return await toChecks(trx, checks);
  });
}

async function insertCheck(
  trx: Db,
  deps: BiobankDeps,
  scope: Scope,
  rack: StoredContainer,
  scans: readonly RackScan[],
): Promise<string> {
  const compared = await compareRack(trx, scope, rack, scans);
  const lines = plain(compared);
  const id = newId('rck');
  const by = `${scope.actor.kind}:${scope.actor.id}`;
  const at = deps.clock.now();
  // Nothing to decide: it is decided.
  const done = lines.length === 0;
  await sql`insert into biobank.rack_checks (id, biobank_no, container_no, scans, "right", lines, state, scanned_at, scanned_by,
      decided_at, decided_by)
    values (${id}, ${rack.biobankNo}, ${rack.containerNo}, ${JSON.stringify(scans)}::jsonb, ${compared.right},
      ${JSON.stringify(lines)}::jsonb, ${done ? 'applied' : 'open'}, ${at}, ${by}, ${done ? at : null}, ${done ? by : null})`.execute(
    trx,
  );
  return id;
}

/** Checks of a biobank's racks, the latest first. */
export async function listRackChecks(
  deps: BiobankDeps,
  scope: Scope,
  { biobank, state }: { biobank?: string | undefined; state?: RackCheck['state'] | undefined } = {},
): Promise<RackCheck[]> {
  const db = readAs(deps.database.app, scope, 'biobank.storage.read', deps.clock);
  const bank = await requireBiobank(db, scope, biobank);
  const which = state === undefined ? sql`true` : sql`k.state = ${state}`;
  const checks = await toChecks(db, await readChecks(db, sql`k.biobank_no = ${bank.biobankNo} and ${which}`));
  await recordAccess(deps.database.app, scope, { action: 'biobank.storage.checks', object: bank.id }, deps.clock);
  return checks;
}

/** One check. @throws Problem IDUN_RACK_CHECK_UNKNOWN */
export async function showRackCheck(deps: BiobankDeps, scope: Scope, id: string): Promise<RackCheck> {
  const db = readAs(deps.database.app, scope, 'biobank.storage.read', deps.clock);
  const [check] = await toChecks(db, await readChecks(db, sql`k.id = ${id}`));
  if (check === undefined) throw new Problem(errors.checkUnknown, 'No check here has this id.');
  await recordAccess(deps.database.app, scope, { action: 'biobank.storage.checks', object: id }, deps.clock);
  return check;
}

/** What to do about the differences of a check. */
export interface CheckDecision {
  /** What is not there: lost until somebody finds it; only without a position any more; or as the book says. */
  missing: 'lose' | 'take-out' | 'leave';
  /** What stands there and should not: booked where it was found; or as the book says. */
  found: 'place' | 'leave';
  /** Codes that are left as they are. */
  leave?: readonly string[] | undefined;
  note?: string | undefined;
}

/** What a decision did. */
export interface Decided extends RackCheck {
  changed: number;
  /** Differences that stand, with why. */
  left: {
    code: string;
    why: 'asked' | 'unknown' | 'unreadable' | 'left-the-biobank' | 'position-taken' | 'no-position';
  }[];
}

/** Applies a decision on a check: the scan is compared again, since tubes may have moved since, and the book becomes as it says. */
export async function decideRackCheck(
  deps: BiobankDeps,
  scope: Scope,
  id: string,
  decision: CheckDecision,
): Promise<Decided> {
  assertScope(scope, 'biobank.storage.place', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const check = await lockCheck(trx, id);
    const rack = await requireContainer(trx, check.container.id);
    await lockContainers(trx, [rack.containerNo]);
    const compared = await compareRack(trx, scope, rack, check.scans);
    const { changed, left } = await applyDecision(trx, deps, scope, { check, rack, compared, decision });
    const state = decision.missing === 'leave' && decision.found === 'leave' ? 'dismissed' : 'applied';
    await sql`update biobank.rack_checks set state = ${state}, decided_at = ${deps.clock.now()},
        decided_by = ${`${scope.actor.kind}:${scope.actor.id}`}, note = ${decision.note ?? null}
      where id = ${id}`.execute(trx);
    const detail = { state, changed, left: left.length };
    await recordAccess(trx, scope, { action: 'biobank.storage.check.decide', object: id, detail });
    const [shown] = await toChecks(trx, await readChecks(trx, sql`k.id = ${id}`));
    return { ...shown!, changed, left };
  });
}

async function applyDecision(
  trx: Db,
  deps: BiobankDeps,
  scope: Scope,
  given: { check: StoredCheck; rack: StoredContainer; compared: Comparison; decision: CheckDecision },
): Promise<Pick<Decided, 'changed' | 'left'>> {
  const { check, rack, compared, decision } = given;
  const asked = new Set(decision.leave);
  const left: Decided['left'] = [];
  const missing: Comparison['lines'] = [];
  const found: Comparison['lines'] = [];
  for (const line of compared.lines) {
    const code = line.code ?? line.found ?? '';
    if (line.kind === 'unknown' || line.kind === 'unreadable') left.push({ code, why: line.kind });
    else if (asked.has(code)) left.push({ code, why: 'asked' });
    else if (line.kind === 'missing')
      decision.missing === 'leave' ? left.push({ code, why: 'asked' }) : missing.push(line);
    else if (decision.found === 'leave') left.push({ code, why: 'asked' });
    else if (line.kind === 'gone' && line.state !== 'lost') left.push({ code, why: 'left-the-biobank' });
    else if (rack.managed && line.slot === null) left.push({ code, why: 'no-position' });
    else found.push(line);
  }
  const at = deps.clock.now();
  const act = { biobankNo: check.biobankNo, action: 'biobank.storage.check.decide', object: check.id, at };
  await clearMissing(trx, scope, missing, { ...act, lose: decision.missing === 'lose', reason: decision.note });
  const placings = await placeable(trx, rack, found, left);
  const going = new Set(placings.map(({ specimenNo }) => specimenNo));
  const again = found
    .filter(({ state, specimenNo }) => state === 'lost' && going.has(specimenNo!))
    .map(({ specimenNo }): CustodyEvent => ({ specimenNo: specimenNo!, act: 'find', from: 'lost', to: 'available' }));
  if (again.length > 0) await recordCustody(trx, scope, { ...act, events: again });
  if (placings.length > 0) await recordPlaces(trx, scope, placings, { ...act, reason: decision.note });
  return { changed: missing.length + placings.length, left };
}

/** What is not there loses its position; where that was asked it is lost, unless it waits for a decision of its own. */
async function clearMissing(
  trx: Db,
  scope: Scope,
  lines: Comparison['lines'],
  { lose, ...act }: Parameters<typeof recordTakeOut>[3] & { lose: boolean },
): Promise<void> {
  const numbers = lines.map(({ specimenNo }) => specimenNo!);
  await recordTakeOut(trx, scope, numbers, act);
  if (!lose || numbers.length === 0) return;
  const { rows } = await sql<{ no: number }>`select specimen_no as no from biobank.specimens
    where specimen_no = any(${numbers}::int[]) and state in ('available', 'reserved', 'picked')`.execute(trx);
  const events = rows.map(({ no }): CustodyEvent => ({ specimenNo: no, act: 'lose', to: 'lost' }));
  const { biobankNo, action, object, at, reason } = act;
  if (events.length > 0) await recordCustody(trx, scope, { biobankNo, action, object, at, reason, events });
}

/** What can be booked where it was found: not where something stands that is left as it is. */
async function placeable(
  trx: Db,
  rack: StoredContainer,
  found: Comparison['lines'],
  left: Decided['left'],
): Promise<Placing[]> {
  const occupants = await readOccupants(trx, [rack.containerNo]);
  let going = found;
  for (;;) {
    const moving = new Set(going.map(({ specimenNo }) => specimenNo));
    const taken = new Set(occupants.flatMap(({ slot, specimenNo }) => (moving.has(specimenNo) ? [] : (slot ?? []))));
    const stays = going.filter(({ slot }) => slot !== null && taken.has(slot));
    if (stays.length === 0) break;
    // What cannot go keeps its own position, and may so be in the way of another.
    for (const { code } of stays) left.push({ code: code!, why: 'position-taken' });
    going = going.filter((line) => !stays.includes(line));
  }
  return going.map(({ specimenNo, code, slot }) => ({
    ...{ specimenNo: specimenNo!, barcode: code!, container: rack, slot },
  }));
}
