import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLogger } from '../logging/index.ts';
import { baseMigrations } from './base-migrations.ts';
import type { DatabaseHandle } from './index.ts';
import { type Migration, migrate } from './migrator.ts';
import { openTestDatabase } from './testing.ts';

let db: DatabaseHandle;
beforeAll(async () => {
  db = await openTestDatabase([]);
});
afterAll(() => db.close());

const table = (name: string, statement: string): Migration => ({
  name,
  up: async (trx) => void (await sql.raw(statement).execute(trx)),
});
const run = (...migrations: Migration[]) =>
  migrate(db.owner, db.ownerUrl, [...baseMigrations, ...migrations], silentLogger);

const one = table('202601010000_test_one', 'create table idun.one (n int)');
const two = table('202601020000_test_two', 'create table idun.two (n int)');

test('what is missing is applied in the order of names, once, also by two at a time', async () => {
  const done = await Promise.all([run(two, one), run(one, two)]);
  expect(done.flat()).toEqual([one.name, two.name]);
  expect(await run(one, two)).toEqual([]);
});

test('a database with a migration unknown here is refused and left alone', async () => {
  const three = table('202601030000_test_three', 'create table idun.three (n int)');
  await expect(run(one, three)).rejects.toMatchObject({ code: 'IDUN_DATABASE_NEWER', status: 409 });
  const { rows } = await sql<{ there: boolean }>`select to_regclass('idun.three') is not null as there`.execute(
    db.owner,
  );
  expect(rows[0]!.there).toBe(false);
});

test('a migration that fails leaves nothing of itself', async () => {
  const half: Migration = {
    name: '202601040000_test_half',
    async up(trx) {
      await sql`create table idun.half (n int)`.execute(trx);
      throw new Error('no');
    },
  };
  await expect(run(one, two, half)).rejects.toThrow('no');
  expect(await run(one, two)).toEqual([]);
});

test('names that are out of form or twice are refused', async () => {
  await expect(run(one, two, table('test_three', ''))).rejects.toMatchObject({ code: 'IDUN_DATABASE_MIGRATIONS' });
  await expect(run(one, two, { ...two })).rejects.toMatchObject({ code: 'IDUN_DATABASE_MIGRATIONS' });
});
