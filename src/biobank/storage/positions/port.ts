import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import type { Positions } from '../../dispensing/index.ts';
import { readSpecimens } from '../../specimens/index.ts';
import { labelIn, readContainers, requireContainer, type StoredContainer } from '../containers/store.ts';
import { errors } from '../errors.ts';
import { chooseTubes, findDensest } from '../picking/walk.ts';
import { slotIn } from './place.ts';
import { recordPlaces, recordTakeOut } from './record-places.ts';
import { readOccupants, readPlaces } from './store.ts';

/** Biobanks of specimens: what is done to several is an act in each. */
async function byBank(db: Db, scope: Scope, specimenNos: readonly number[]) {
  const banks = new Map<number, { specimenNo: number; barcode: string }[]>();
  const where = sql`s.specimen_no = any(${[...specimenNos]}::int[])`;
  for (const { biobankNo, specimenNo, barcode } of await readSpecimens(db, scope, where)) {
    const list = banks.get(biobankNo);
    if (list === undefined) banks.set(biobankNo, [{ specimenNo, barcode }]);
    else list.push({ specimenNo, barcode });
  }
  return banks;
}

async function takeOut(trx: Db, scope: Scope, specimenNos: readonly number[]): Promise<void> {
  for (const [biobankNo, specimens] of await byBank(trx, scope, specimenNos)) {
    const act = { biobankNo, action: 'biobank.storage.take-out', object: 'positions', at: new Date() };
    await recordTakeOut(
      trx,
      scope,
      specimens.map(({ specimenNo }) => specimenNo),
      act,
    );
  }
}

// Where each stood last, as far as nothing else stands there now.
async function putBack(trx: Db, scope: Scope, specimenNos: readonly number[]): Promise<void> {
  for (const [biobankNo, specimens] of await byBank(trx, scope, specimenNos)) {
    const numbers = specimens.map(({ specimenNo }) => specimenNo);
    const { rows } = await sql<{ specimenNo: number; containerNo: number; slot: number | null }>`select l.* from (
        select distinct on (s.specimen_no) s.specimen_no as "specimenNo", s.container_no as "containerNo", s.slot, s.until
        from biobank.stays s where s.specimen_no = any(${numbers}::int[]) order by s.specimen_no, s.stay_no desc) l
      join biobank.containers c on c.container_no = l."containerNo"
      where l.until is not null and c.retired_at is null and not exists (select from biobank.stays o
        where o.container_no = l."containerNo" and o.slot = l.slot and o.until is null)`.execute(trx);
    const containers = await readContainers(
      trx,
      sql`c.container_no = any(${rows.map(({ containerNo }) => containerNo)}::int[])`,
    );
    const byNo = new Map(containers.map((one) => [one.containerNo, one]));
    const barcodes = new Map(specimens.map(({ specimenNo, barcode }) => [specimenNo, barcode]));
    const placings = rows.map(({ specimenNo, containerNo, slot }) => ({
      ...{ specimenNo, barcode: barcodes.get(specimenNo)!, container: byNo.get(containerNo)!, slot },
    }));
    const act = { biobankNo, action: 'biobank.storage.put-back', object: 'positions', at: new Date() };
    await recordPlaces(trx, scope, placings, act);
  }
}

/** What dispensing needs of storage. */
export const storagePositions: Positions = {
  async positionsOf(db, _scope, specimenNos) {
    const places = await readPlaces(db, specimenNos);
    return new Map(places.map(({ specimenNo, text }, order) => [specimenNo, { position: text, order }]));
  },
  takeOut,
  putBack,
  densest: findDensest,
  async choose(db, wishes, count) {
    const { tubes, racks, unplaced } = await chooseTubes(db, wishes, count);
    const { rows } = await sql<{
      stores: number;
    }>`select count(distinct store_no)::int as stores from biobank.containers
      where container_no = any(${[...new Set(tubes.map(({ rack }) => rack))]}::int[])`.execute(db);
    const specimenNos = [...tubes, ...unplaced].map(({ specimenNo }) => specimenNo);
    return { specimenNos, racks, stores: rows[0]!.stores, unplaced: unplaced.length };
  },
};

/** A place in an automated store, as its robot writes it. */
export interface AutomatedPlace {
  /** `ctn_…` of the store. */
  store: string;
  address: string;
}

const addressOf = ({ barcode, id }: StoredContainer, label: string | null): string => `${barcode ?? id}/${label ?? ''}`;

/** Which of the specimens stand in automated stores, and where. */
export async function automatedPlaces(
  db: Db,
  _scope: Scope,
  specimenNos: readonly number[],
): Promise<Map<number, AutomatedPlace>> {
  const places = await readPlaces(db, specimenNos);
  const numbers = places.flatMap(({ container }) => container.storeNo ?? []);
  const stores = await readContainers(db, sql`c.container_no = any(${numbers}::int[]) and t.automated`);
  const ids = new Map(stores.map(({ containerNo, id }) => [containerNo, id]));
  return new Map(
    places.flatMap(({ specimenNo, container, label }) => {
      const store = ids.get(container.storeNo ?? -1);
      return store === undefined ? [] : [[specimenNo, { store, address: addressOf(container, label) }] as const];
    }),
  );
}

/** What is booked in a store, for comparing with what its robot says. */
export async function storeContents(
  db: Db,
  _scope: Scope,
  store: string,
): Promise<(AutomatedPlace & { specimenNo: number; barcode: string })[]> {
  const { containerNo } = await requireContainer(db, store);
  const racks = await readContainers(db, sql`c.store_no = ${containerNo} and t.kind = 'rack' and c.occupied > 0`);
  const byNo = new Map(racks.map((one) => [one.containerNo, one]));
  const occupants = await readOccupants(db, [...byNo.keys()]);
  return occupants.map(({ containerNo: rackNo, slot, specimenNo, barcode }) => {
    const rack = byNo.get(rackNo)!;
    return { store, address: addressOf(rack, labelIn(rack, slot)), specimenNo, barcode };
  });
}

/** A specimen stands at an address of an automated store now, whatever was known before. @throws Problem IDUN_POSITION_UNKNOWN */
export async function storeAt(
  trx: Db,
  scope: Scope,
  given: AutomatedPlace & { specimenNo: number; at: Date },
): Promise<void> {
  const store = await requireContainer(trx, given.store);
  const [rackCode = '', label = ''] = given.address.split('/');
  const [rack] = await readContainers(
    trx,
    sql`c.store_no = ${store.containerNo} and c.retired_at is null and (c.barcode = ${rackCode} or c.id = ${rackCode})`,
  );
  const slot = rack === undefined ? undefined : slotIn(rack, label);
  if (rack === undefined || slot === undefined) {
    throw new Problem(errors.positionUnknown, `${store.name} has no position ${given.address.slice(0, 80)}.`);
  }
  const [specimen] = await readSpecimens(trx, scope, sql`s.specimen_no = ${given.specimenNo}`);
  const act = { biobankNo: store.biobankNo, action: 'biobank.storage.place', object: store.id, at: given.at };
  const { specimenNo } = given;
  await recordPlaces(trx, scope, [{ specimenNo, barcode: specimen?.barcode ?? '', container: rack, slot }], act);
}
