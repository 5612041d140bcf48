import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseHandle } from './handle.ts';
import { openTestDatabase } from './testing.ts';

let db: DatabaseHandle;
beforeAll(async () => {
  db = await openTestDatabase([]);
});
afterAll(() => db.close());

test('a statement that is used often is prepared once in a connection, answers the same, and values stay values', async () => {
  const answers = await db.app.connection().execute(async (one) => {
    const found: unknown[] = [];
    for (const text of ['a', "b' or true --", 'c', 'd']) {
      found.push((await sql<{ text: string }>`select ${text}::text as text`.execute(one)).rows[0]?.text);
    }
    const { rows } = await sql<{ n: number }>`select count(*) as n from pg_prepared_statements
      where statement = 'select $1::text as text'`.execute(one);
    return [...found, rows[0]!.n];
  });
  expect(answers).toEqual(['a', "b' or true --", 'c', 'd', 1]);
});

test('a statement put together anew each time is not prepared, and an error leaves the connection usable', async () => {
  const counted = await db.app.connection().execute(async (one) => {
    for (let i = 0; i < 8; i++) await sql`select ${sql.lit(i)}::int`.execute(one);
    for (let i = 0; i < 5; i++) await expect(sql`select 1 / ${0}::int`.execute(one)).rejects.toThrow('division');
    const { rows } = await sql<{ n: number }>`select count(*) as n from pg_prepared_statements
      where statement ~ '^select [0-9]::int'`.execute(one);
    return rows[0]!.n;
  });
  expect(counted).toBe(0);
});

test('what was prepared is read anew when a table has changed', async () => {
  await sql`create schema changing`.execute(db.owner);
  await sql`create table changing.rows (a int)`.execute(db.owner);
  await sql`grant usage on schema changing to idun_app`.execute(db.owner);
  await sql`grant select on changing.rows to idun_app`.execute(db.owner);
  await sql`insert into changing.rows values (1)`.execute(db.owner);
  const read = async () => (await sql`select a from changing.rows where a > ${0}`.execute(db.app)).rows;
  for (let i = 0; i < 4; i++) expect(await read()).toEqual([{ a: 1 }]);
  await sql`alter table changing.rows add column b text`.execute(db.owner);
  await sql`create index on changing.rows (a)`.execute(db.owner);
  expect(await read()).toEqual([{ a: 1 }]);
});

test('an embedded server is reached by its socket', async () => {
  const { rows } = await sql<{ address: string | null }>`select inet_client_addr()::text as address`.execute(db.app);
  expect(rows).toEqual([{ address: db.embedded ? null : expect.anything() }]);
});
