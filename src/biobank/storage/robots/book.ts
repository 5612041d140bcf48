import type { Db } from '../../../platform/database/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';

/** A place in an automated store. */
export interface StorePlace {
  /** The store's container in the storage module. */
  store: string;
  /** The place as the store writes it. */
  address: string;
  /** The rack it stands in, for stores that move whole racks. */
  rack?: { code: string; address: string } | null;
}

/** What the automated stores need of the storage module: where tubes are booked, and booking what the arm has done. */
export interface StoreBook {
  /** Which of the specimens lie in automated stores, and where. */
  automated(db: Db, scope: Scope, specimenNos: readonly number[]): Promise<Map<number, StorePlace>>;
  /** What is booked in a store. */
  contents(db: Db, scope: Scope, store: string): Promise<{ address: string; specimenNo: number; barcode: string }[]>;
  /** A tube has left the store by its hatch. A tube that is not booked anywhere is not there either. */
  takeOut(trx: Db, scope: Scope, specimenNos: readonly number[]): Promise<void>;
  /** A tube lies in a place now. */
  place(trx: Db, scope: Scope, given: StorePlace & { specimenNo: number }): Promise<void>;
  addTemperature(
    trx: Db,
    scope: Scope,
    given: { store: string; celsius: number; probe: string; at: Date },
  ): Promise<void>;
}
