import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import { makeManualClock } from '../../platform/clock/index.ts';
import type { DatabaseHandle, Migration } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import { trustMigrations } from '../../trust/migrations/index.ts';
import { createPeople, openCprKeys, parseCpr, recordCprs } from '../../trust/people/index.ts';
import { mintOperatorScope, type Scope } from '../../trust/scope/index.ts';
import { addCodes, codeMigrations } from '../codes/index.ts';
import {
  columnMigrations,
  columnsFolder,
  dateOf,
  readPublished,
  type StoredTable,
  type TableName,
  TableReader,
  tables,
} from '../columns/index.ts';
import { type FeedDeps, feedMigrations, type LoadedFeed, loadFeed, readDescription } from './index.ts';

export const testMigrations = [...trustMigrations, ...codeMigrations, ...columnMigrations, ...feedMigrations];

/** A database with forty people born on 1 March 1950 to 1989, number `010350-1000` and so on, and what feeds published. */
export interface TestRegister {
  database: DatabaseHandle;
  deps: FeedDeps;
  scope: Scope;
  folder: string;
  /** The tables of a feed that answer. */
  published(feed: string): Promise<StoredTable[]>;
  save(files: Record<string, string | Uint8Array>): void;
  load(description: object, files?: Record<string, string | Uint8Array>): Promise<LoadedFeed>;
  /** The rows of a table, with its words and dates. */
  rows(feed: string, table: TableName): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** The number of the person at a place of the test nation. */
export const cprAt = (n: number) => `0103${50 + n}-${1000 + n}`;

/** @param more migrations of the area that reads what feeds published */
export async function openTestRegister(more: readonly Migration[] = []): Promise<TestRegister> {
  const folder = mkdtempSync(join(tmpdir(), 'idun-feeds-'));
  const database = await openTestDatabase([...testMigrations, ...more]);
  const dataDir = join(folder, 'data');
  const cprKeys = openCprKeys(dataDir);
  const clock = makeManualClock(new Date('2026-10-31T12:00:00Z'));
  const scope = await mintOperatorScope(database.app, { actorId: 'test' });
  await database.withActor({ kind: 'operator', id: 'test' }, async (trx) => {
    const people = await createPeople(
      trx,
      Array.from({ length: 40 }, (_, n) => ({ born: { date: `${1950 + n}-03-01`, precision: 'day' as const } })),
    );
    await recordCprs(
      trx,
      cprKeys,
      people.map(({ personNo }, n) => ({ personNo, cpr: parseCpr(cprAt(n)) })),
    );
  });
  const save = (files: Record<string, string | Uint8Array>) => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
  };
  save({ 'codes.csv': 'code,text\nDE1,Diabetes\nDE11,Type 2\nDE110,With coma\nDC50,Breast cancer\n' });
  await addCodes(database, scope, { path: join(folder, 'codes.csv'), system: 'own' });
  const deps: FeedDeps = { database, dataDir, cprKeys, clock };
  const published = async (feed: string): Promise<StoredTable[]> => {
    const { rows } = await sql<{ hash: string }>`select hash from register.tables where feed = ${feed}`.execute(
      database.app,
    );
    const { tables: all } = await readPublished(database.app, dataDir, 'real');
    return all.filter(({ hash }) => rows.some((row) => row.hash === hash));
  };
  return {
    ...{ database, deps, scope, folder, published, save },
    async load(description, files = {}) {
      save({ ...files, 'test.feed.json': JSON.stringify(description) });
      return await loadFeed(deps, scope, { description: readDescription(join(folder, 'test.feed.json')), folder });
    },
    rows: async (feed, table) => (await published(feed)).filter((one) => one.table === table).flatMap(rowsOf),
    async close() {
      await database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function rowsOf(stored: StoredTable): Record<string, unknown>[] {
  const reader = new TableReader(stored);
  const specs = Object.entries(tables[stored.table]) as [never, { type: string; words?: true }][];
  const columns = specs.map(([name, { type, words }]): [string, unknown[]] => {
    if (type === 'text') return [name, reader.texts(name)];
    const values = [...reader.column(name)];
    if (words) return [name, values.map((value) => reader.words(name)[value])];
    return [name, type === 'u16' ? values.map(dateOf) : values];
  });
  return Array.from({ length: reader.rows }, (_, row) =>
    Object.fromEntries(columns.map(([name, values]) => [name, values[row]])),
  );
}

export { columnsFolder };
