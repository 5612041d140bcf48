import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { assertScope, type Scope } from '../../trust/scope/index.ts';
import { type Biobank, type BiobankDeps, requireBiobank } from '../specimens/index.ts';
import { insertContainers } from './containers/build.ts';
import { readContainers, type StoredContainer } from './containers/store.ts';
import { slotIn } from './positions/place.ts';
import { type Placing, recordPlaces } from './positions/record-places.ts';
import { readOccupants } from './positions/store.ts';

/** An imported place that cannot be. */
export interface AdoptionFault {
  barcode: string;
  rack: string;
  position: string;
  fault: string;
}

/** What became of the places an inventory was imported with. */
export interface AdoptionReport {
  biobank: string;
  /** Specimens in the house that have an imported place and no position yet. */
  waiting: number;
  placed: number;
  racksMade: number;
  faults: AdoptionFault[];
  faultCount: number;
}

interface ImportedPlace {
  specimenNo: number;
  barcode: string;
  keptIn: string;
  rack: string;
  position: string;
}

const mostFaults = 200;

class DryRun extends Error {
  readonly report: AdoptionReport;
  constructor(report: AdoptionReport) {
    super('a dry run changes nothing');
    this.report = report;
  }
}

// Those that never had a position: what was moved since is where it was moved to.
async function readImportedPlaces(trx: Db, { biobankNo }: Biobank): Promise<ImportedPlace[]> {
  const { rows } = await sql<ImportedPlace>`select s.specimen_no as "specimenNo", s.barcode,
      coalesce(s.container, case s.type when 'ffpe-block' then 'paraffin-block' when 'tissue-slide' then 'slide'
        when 'dried-blood-spot' then 'card' else 'cryotube' end) as "keptIn",
      e.facts->'place'->>'rack' as rack, e.facts->'place'->>'position' as position
    from biobank.custody_events e join biobank.specimens s using (specimen_no)
    where e.biobank_no = ${biobankNo} and e.seq = 1 and e.facts ? 'place' and s.state in ('held', 'available', 'reserved', 'picked')
      and not exists (select from biobank.stays t where t.specimen_no = s.specimen_no)
    order by e.facts->'place'->>'rack', s.specimen_no`.execute(trx);
  return rows;
}

/**
 * Makes the places an inventory was imported with into positions: of containers whose barcode or name is the rack’s. Places that cannot
 * be are named, and their specimens left without a position. A dry run does all of it and takes it back.
 * @param given.racks makes racks that are not there, of a type, in a container
 */
export async function adoptPlaces(
  deps: BiobankDeps,
  scope: Scope,
  given: {
    biobank?: string | undefined;
    dryRun?: boolean | undefined;
    racks?: { parent: string; type: string } | undefined;
  },
): Promise<AdoptionReport> {
  assertScope(scope, 'biobank.storage.manage', deps.clock);
  try {
    return await deps.database.withActor(scope.actor, async (trx) => {
      const bank = await requireBiobank(trx, scope, given.biobank);
      const report = await adoptIn(trx, deps, scope, { bank, racks: given.racks });
      if (given.dryRun) throw new DryRun({ ...report, placed: 0, racksMade: 0 });
      return report;
    });
  } catch (error) {
    if (error instanceof DryRun) return error.report;
    throw error;
  }
}

async function adoptIn(
  trx: Db,
  deps: BiobankDeps,
  scope: Scope,
  { bank, racks: missing }: { bank: Biobank; racks?: { parent: string; type: string } | undefined },
): Promise<AdoptionReport> {
  const places = await readImportedPlaces(trx, bank);
  const racks = await readRacks(trx, bank, [...new Set(places.map(({ rack }) => rack))]);
  let racksMade = 0;
  if (missing !== undefined) {
    for (const rack of new Set(places.map((place) => place.rack))) {
      if (racks.has(rack)) continue;
      const [made] = await insertContainers(trx, bank, { ...missing, name: rack, barcode: rack });
      racks.set(rack, [made!]);
      racksMade++;
    }
  }
  const { placings, faults } = await fitPlaces(trx, places, racks);
  const act = { biobankNo: bank.biobankNo, action: 'biobank.storage.adopt', object: bank.id, at: deps.clock.now() };
  if (placings.length > 0) await recordPlaces(trx, scope, placings, act);
  const detail = { placed: placings.length, faults: faults.length, racksMade };
  await recordAccess(trx, scope, { action: 'biobank.storage.adopt', object: bank.id, detail });
  return {
    ...{ biobank: bank.name, waiting: places.length, placed: placings.length, racksMade },
    ...{ faults: faults.slice(0, mostFaults), faultCount: faults.length },
  };
}

async function readRacks(trx: Db, bank: Biobank, names: readonly string[]): Promise<Map<string, StoredContainer[]>> {
  const containers = await readContainers(
    trx,
    sql`c.biobank_no = ${bank.biobankNo} and c.retired_at is null and t.kind = 'rack'
      and (c.barcode = any(${[...names]}::text[]) or c.name = any(${[...names]}::text[]))`,
  );
  const found = new Map<string, StoredContainer[]>();
  for (const name of names) {
    const byCode = containers.filter(({ barcode }) => barcode === name);
    const both = byCode.length > 0 ? byCode : containers.filter((one) => one.name === name);
    if (both.length > 0) found.set(name, both);
  }
  return found;
}

async function fitPlaces(
  trx: Db,
  places: readonly ImportedPlace[],
  racks: ReadonlyMap<string, readonly StoredContainer[]>,
): Promise<{ placings: Placing[]; faults: AdoptionFault[] }> {
  const numbers = [...racks.values()].flatMap((list) => list.map(({ containerNo }) => containerNo));
  const taken = new Map<string, string>();
  const held = new Map<number, number>();
  for (const { containerNo, slot, barcode } of await readOccupants(trx, numbers)) {
    held.set(containerNo, (held.get(containerNo) ?? 0) + 1);
    if (slot !== null) taken.set(`${containerNo} ${slot}`, barcode);
  }
  const placings: Placing[] = [];
  const faults: AdoptionFault[] = [];
  for (const { specimenNo, barcode, keptIn, rack, position } of places) {
    const refuse = (fault: string) => faults.push({ barcode, rack, position, fault });
    const [container, another] = racks.get(rack) ?? [];
    if (container === undefined) refuse('there is no such rack');
    else if (another !== undefined) refuse('several racks have this name');
    else if (!container.takes.includes(keptIn)) refuse(`a ${container.type} takes no ${keptIn}`);
    else {
      const slot = container.managed ? slotIn(container, position) : null;
      const key = `${container.containerNo} ${slot}`;
      const inside = held.get(container.containerNo) ?? 0;
      if (slot === undefined) refuse(`a ${container.type} has no such position`);
      else if (slot !== null && taken.has(key)) refuse(`is taken by ${taken.get(key)}`);
      else if (container.capacity !== null && inside >= container.capacity) refuse('is full');
      else {
        taken.set(key, barcode);
        held.set(container.containerNo, inside + 1);
        placings.push({ specimenNo, barcode, container, slot, facts: { movedIn: true } });
      }
    }
  }
  return { placings, faults };
}
