import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withClient } from './connections.ts';
import type { DatabaseHandle, Migration } from './index.ts';
import { openTestDatabase } from './testing.ts';

const migration: Migration = {
  name: '202601010000_test_things',
  async up(trx) {
    await sql`create schema test`.execute(trx);
    await sql`create table test.things (n bigint, day date)`.execute(trx);
    await sql`grant usage on schema test to idun_app`.execute(trx);
    await sql`grant select, insert on test.things to idun_app`.execute(trx);
  },
};

describe('a database handle', () => {
  let db: DatabaseHandle;
  beforeAll(async () => {
    db = await openTestDatabase([migration]);
  });
  afterAll(() => db.close());

  test('app may do what it was granted and nothing else', async () => {
    await sql`insert into test.things values (5, '1970-01-01')`.execute(db.app);
    const { rows } = await sql<{ n: number; day: string }>`select n, day from test.things`.execute(db.app);
    expect(rows).toEqual([{ n: 5, day: '1970-01-01' }]);
    await expect(sql`delete from test.things`.execute(db.app)).rejects.toThrow(/permission denied/);
    await expect(sql`create table test.more (n int)`.execute(db.app)).rejects.toThrow(/permission denied/);
    await expect(sql`insert into idun.migrations values ('x')`.execute(db.app)).rejects.toThrow(/permission denied/);
  });

  test('no role may bypass row security or is a superuser', async () => {
    const { rows } = await sql<{ free: boolean }>`select rolsuper or rolbypassrls or rolcreaterole as free from pg_roles
      where rolname in ('idun_owner', 'idun_app', 'idun_jobs')`.execute(db.app);
    expect(rows).toEqual([{ free: false }, { free: false }, { free: false }]);
  });

  test('the actor is set for its transaction only', async () => {
    const actor = sql<{ actor: string | null }>`select nullif(current_setting('idun.actor', true), '') as actor`;
    const inside = await db.withActor({ kind: 'operator', id: 'ses_1' }, (trx) => actor.execute(trx));
    expect(inside.rows[0]!.actor).toBe('operator:ses_1');
    for (let i = 0; i < 12; i += 1) expect((await actor.execute(db.app)).rows[0]!.actor).toBeNull();
  });

  test('a transaction that throws leaves nothing', async () => {
    const before = await sql`select 1 from test.things`.execute(db.app);
    const failing = db.withActor({ kind: 'system', id: 'test' }, async (trx) => {
      await sql`insert into test.things values (6, null)`.execute(trx);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await sql`select 1 from test.things`.execute(db.app)).rows).toHaveLength(before.rows.length);
  });

  test('an advisory lock puts two calls in order', async () => {
    const order: string[] = [];
    const slow = db.advisoryLock('k', async () => {
      order.push('a in');
      await new Promise((resolve) => setTimeout(resolve, 50));
      order.push('a out');
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all([slow, db.advisoryLock('k', async () => void order.push('b'))]);
    expect(order).toEqual(['a in', 'a out', 'b']);
  });

  test('a notification arrives, also after the connection was lost', async () => {
    const seen: string[] = [];
    const stop = await db.listen('test_channel', (payload) => seen.push(payload));
    await sql`select pg_notify('test_channel', 'one')`.execute(db.app);
    await expect.poll(() => seen, { timeout: 30_000 }).toEqual(['one']);
    const own = new URL(db.appUrl);
    own.searchParams.delete('options');
    await withClient(own.toString(), async (client) => {
      const { rowCount } = await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query ilike 'listen%'`);
      expect(rowCount).toBe(1);
    });
    await expect.poll(() => seen, { timeout: 30_000 }).toEqual(['one', '']);
    await sql`select pg_notify('test_channel', 'two')`.execute(db.app);
    await expect.poll(() => seen, { timeout: 30_000 }).toEqual(['one', '', 'two']);
    await stop();
  });
});
