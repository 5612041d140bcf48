import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { automatedPlaces, storagePositions, storeAt, storeContents } from '../positions/port.ts';
import { readPlaces } from '../positions/store.ts';
import { addTemperature } from '../temperatures/record.ts';
import type { StoreBook, StorePlace } from './book.ts';

/**
 * Where racks stand in stores that move whole racks: the cassette’s position in the store (or its turn, where the store has none),
 * and the rack’s in the cassette.
 */
async function rackAddresses(db: Db, rackNos: readonly number[]): Promise<Map<number, string>> {
  const { rows } = await sql<{ no: number; address: string }>`select r.container_no as no,
      coalesce(l.slot, (select count(*)::int from biobank.containers o where o.parent_no = l.parent_no and o.walk <= l.walk))
        || '.' || r.slot as address
    from biobank.containers r join biobank.containers l on l.container_no = r.parent_no
    where r.container_no = any(${[...rackNos]}::int[]) and r.slot is not null`.execute(db);
  return new Map(rows.map(({ no, address }) => [no, address]));
}

/** The storage module, as the automated stores use it. */
export const storageBook: StoreBook = {
  async automated(db, scope, specimenNos) {
    const found = await automatedPlaces(db, scope, specimenNos);
    const places = await readPlaces(db, [...found.keys()]);
    const racks = await rackAddresses(
      db,
      places.map(({ container }) => container.containerNo),
    );
    return new Map(
      places.map(({ specimenNo, container: { containerNo, barcode, id } }): [number, StorePlace] => {
        const address = racks.get(containerNo);
        const rack = address === undefined ? null : { code: barcode ?? id, address };
        return [specimenNo, { ...found.get(specimenNo)!, rack }];
      }),
    );
  },
  contents: storeContents,
  takeOut: storagePositions.takeOut,
  place: (trx, scope, given) => storeAt(trx, scope, { ...given, at: new Date() }),
  addTemperature,
};
