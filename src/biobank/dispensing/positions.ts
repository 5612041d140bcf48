import type { Db } from '../../platform/database/index.ts';
import type { Scope } from '../../trust/scope/index.ts';

/** Where a tube stands, as a technician reads it. */
export interface Position {
  /** For people: `Freezer 3 › Rack 12 › B7`. */
  position: string;
  /** The order in which a pick list visits positions. */
  order: number;
}

/** So many of these equivalent tubes. */
export interface Wish {
  take: number;
  specimenNos: readonly number[];
}

/** Tubes that were chosen among equivalent ones. */
export interface ChosenTubes {
  specimenNos: number[];
  /** Racks that are moved for them, and stores that are opened. */
  racks: number;
  stores: number;
  /** Chosen ones that stand nowhere. */
  unplaced: number;
}

/** What dispensing needs of storage. A tube without a position is picked all the same: somebody knows where it is. */
export interface Positions {
  positionsOf(db: Db, scope: Scope, specimenNos: readonly number[]): Promise<Map<number, Position>>;
  /** Tubes that have left their positions, in the transaction of the check-out. */
  takeOut(trx: Db, scope: Scope, specimenNos: readonly number[]): Promise<void>;
  /** Tubes whose check-out is undone: back where they stood, as far as that is still free. */
  putBack(trx: Db, scope: Scope, specimenNos: readonly number[]): Promise<void>;
  /** At most so many of these specimens, those that stand most closely together. */
  densest(db: Db, specimenNos: readonly number[], most: number): Promise<number[]>;
  /** Of each wish so many tubes, `count` in all or as many as there are, so that few racks are moved. */
  choose(db: Db, wishes: readonly Wish[], count: number): Promise<ChosenTubes>;
}

/** Storage that knows no positions. */
export const noPositions: Positions = {
  positionsOf: async () => new Map(),
  takeOut: async () => undefined,
  putBack: async () => undefined,
  densest: async (_, specimenNos, most) => specimenNos.slice(0, most),
  async choose(_, wishes, count) {
    const specimenNos = wishes.flatMap((wish) => wish.specimenNos.slice(0, wish.take)).slice(0, count);
    return { specimenNos, racks: 0, stores: 0, unplaced: specimenNos.length };
  },
};
