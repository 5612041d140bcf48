import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withClient } from './connections.ts';
import { bindActor, bindDb, type DatabaseHandle, type Db, everyone, guardDatabase } from './index.ts';
import { openTestDatabase } from './testing.ts';

let db: DatabaseHandle;
beforeAll(async () => {
  db = await openTestDatabase([]);
});
afterAll(() => db.close());

const reach = async (of: Db): Promise<string> => {
  const { rows } = await sql<{ text: string }>`select concat_ws(' ', current_setting('idun.reach', true),
    current_setting('idun.persons', true), current_setting('idun.datasets', true), current_setting('idun.limits', true)) as text`.execute(
    of,
  );
  return rows[0]!.text.trim() || 'nobody';
};

test('every connection says whose rows it may read, whatever it did before', async () => {
  const guarded = guardDatabase(db).app;
  const clinician = bindDb(guarded, { reach: 'persons', personNos: [3, 5] });
  const project = bindDb(guarded, { reach: 'datasets', datasets: ['dts_a', 'dts_"b'], limits: ['dts_c:7'] });
  const wanted: [Db, string][] = [
    [guarded, 'nobody'],
    [clinician, 'persons {3,5}'],
    [project, 'datasets  {"dts_a","dts_\\"b"} {"dts_c:7"}'],
    [bindDb(clinician, everyone), 'everyone'],
    [db.app, 'everyone'],
  ];
  // More at once than the pool has connections, so that each is used by several.
  const asked = Array.from({ length: 60 }, (_, i) => wanted[(i * 7) % wanted.length]!);
  const answers = await Promise.all(asked.map(([one]) => reach(one)));
  expect(answers).toEqual(asked.map(([, text]) => text));
});

test('a connection of the role that nobody bound is bound to nobody', async () => {
  const unbound = await withClient(db.appUrl, async (client) => {
    return (await client.query<{ reach: string | null }>("select current_setting('idun.reach', true) as reach"))
      .rows[0]!;
  });
  expect(unbound.reach).toBeNull();
});

test('a transaction reads as its actor, and a copy of the actor as nobody', async () => {
  const guarded = guardDatabase(db);
  const actor = { kind: 'person' as const, id: 'acc_1' };
  bindActor(actor, { reach: 'persons', personNos: [7] });
  expect(await guarded.withActor(actor, reach)).toBe('persons {7}');
  expect(await guarded.withActor({ ...actor }, reach)).toBe('nobody');
  expect(await guarded.withActor({ kind: 'system', id: 'x' }, reach)).toBe('everyone');
  expect(await guarded.withActor(actor, (trx) => reach(bindDb(trx, everyone)))).toBe('persons {7}');
  expect(await reach(guarded.app)).toBe('nobody');
});
