import type { Socket } from 'node:net';
import { sql } from 'kysely';
import type { Migration } from '../../../platform/database/index.ts';
import { makeEgress } from '../../../platform/egress/index.ts';
import { noPositions } from '../../dispensing/index.ts';
import { recordCustody, type Specimen } from '../../specimens/index.ts';
import type { TestBiobank } from '../../specimens/testing.ts';
import type { StoreBook } from './book.ts';
import type { RobotDeps } from './deps.ts';
import type { Robot } from './model.ts';
import type { ProtocolName } from './protocols/index.ts';
import { insertRobot } from './store.ts';

/** A table in the place of the storage module, so that this module's tests need no freezer. */
export const testPlaces: Migration = {
  name: '202611221501_test_places',
  async up(trx) {
    await sql`create table biobank.test_places (specimen_no int primary key, store text not null, address text not null,
      unique (store, address))`.execute(trx);
    await sql`grant all on biobank.test_places to idun_app, idun_jobs`.execute(trx);
  },
};

interface Placed {
  no: number;
  store: string;
  address: string;
}

/** The books of the test stores. */
export function makeTestBook({ bank }: Pick<TestBiobank, 'bank'>): StoreBook {
  const record: (act: 'store' | 'take-out', ...given: Parameters<StoreBook['takeOut']>) => Promise<unknown> = (
    act,
    trx,
    scope,
    specimenNos,
  ) =>
    recordCustody(trx, scope, {
      ...{ biobankNo: bank.biobankNo, action: `biobank.${act}`, object: bank.id, at: new Date() },
      events: specimenNos.map((specimenNo) => ({ specimenNo, act })),
    });
  return {
    async automated(db, _scope, specimenNos) {
      const { rows } = await sql<Placed>`select specimen_no as no, store, address from biobank.test_places
        where specimen_no = any(${[...specimenNos]}::int[])`.execute(db);
      return new Map(rows.map(({ no, store, address }) => [no, { store, address }]));
    },
    async contents(db, _scope, store) {
      const { rows } = await sql<{ address: string; specimenNo: number; barcode: string }>`select p.address,
        specimen_no as "specimenNo", s.barcode from biobank.test_places p join biobank.specimens s using (specimen_no)
        where p.store = ${store}`.execute(db);
      return rows;
    },
    async takeOut(trx, scope, specimenNos) {
      const { rows } = await sql<{ no: number }>`delete from biobank.test_places
        where specimen_no = any(${[...specimenNos]}::int[]) returning specimen_no as no`.execute(trx);
      if (rows.length > 0) {
        await record(
          'take-out',
          trx,
          scope,
          rows.map(({ no }) => no),
        );
      }
    },
    async place(trx, scope, { store, address, specimenNo }) {
      await sql`insert into biobank.test_places values (${specimenNo}, ${store}, ${address})`.execute(trx);
      await record('store', trx, scope, [specimenNo]);
    },
    addTemperature: async () => undefined,
  };
}

const connectHere = (host: string, port: number): Promise<Socket> => makeEgress([]).connect(host, port);

/** Robots of a test biobank, quick enough for tests. */
export function makeRobotDeps(bank: Pick<TestBiobank, 'bank' | 'deps'>): RobotDeps {
  const book = makeTestBook(bank);
  const positions = { ...noPositions, takeOut: book.takeOut };
  return { ...bank.deps, positions, book, connect: connectHere, pace: { answerMs: 80, pollMs: 2, runMs: 5000 } };
}

/** Makes a store known and books tubes in it: `A1`, `A2` … */
export async function addTestRobot(
  bank: TestBiobank,
  given: { store: string; port: number; protocol?: ProtocolName; tubes: readonly Specimen[] },
): Promise<Robot> {
  const { store, port, protocol = 'tube-lines', tubes } = given;
  return await bank.database.withActor(bank.operator.actor, async (trx) => {
    const { biobankNo } = bank.bank;
    for (const [i, { specimenNo }] of tubes.entries()) {
      await sql`insert into biobank.test_places values (${specimenNo}, ${store}, ${`A${i + 1}`})`.execute(trx);
    }
    return await insertRobot(trx, {
      ...{ biobankNo, name: store, store, protocol, host: '127.0.0.1', port, device: 'STX' },
    });
  });
}
