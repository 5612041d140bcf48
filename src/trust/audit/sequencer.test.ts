import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLogger } from '../../platform/logging/index.ts';
import { recordAccess } from './audit.ts';
import { latestHead, listHeads } from './heads.ts';
import { consistencyPath, holdsConsistency, holdsInclusion, inclusionPath } from './merkle/index.ts';
import { runSequencer, Sequencer, sequenceNow } from './sequencer.ts';
import { openTestLog, type TestLog } from './testing.ts';
import { TileReader } from './tiles.ts';
import { verifyLog } from './verify/verify-log.ts';

let log: TestLog;
beforeAll(async () => {
  log = await openTestLog();
});
afterAll(() => log.close());

const pendingOf = async (): Promise<number> => {
  const { rows } = await sql<{ n: number }>`select count(*) as n from trust.audit_pending`.execute(log.db.app);
  return rows[0]!.n;
};

test('entries are appended in one order by any number of sequencers, and every proof holds', async () => {
  const { db, key } = log;
  const writers = Array.from({ length: 700 }, (_, n) =>
    recordAccess(db.app, log.scope, { action: 'variants.show', object: `object ${n}` }),
  );
  let writing = true;
  const sequencing = [1, 2, 3].map(async () => {
    const sequencer = new Sequencer({ db: db.jobs, key, batch: 37 });
    while (writing || (await pendingOf()) > 0) await sequencer.round();
  });
  const ids = await Promise.all(writers);
  writing = false;
  await Promise.all(sequencing);
  expect(new Set(ids).size).toBe(700);
  const head = (await latestHead(db.app))!;
  expect(head.size).toBe(700);
  expect(key.verify(head)).toBe(true);
  expect(key.verify({ ...head, size: 699 })).toBe(false);
  const tree = new TileReader(db.app, head.size);
  const { rows } = await sql<{ leaf: number; hash: Buffer }>`select r.first_leaf + e.entry_no - r.first_entry as leaf,
      e.leaf_hash as hash from trust.audit_entries e join trust.audit_runs r
      on e.entry_no >= r.first_entry and e.entry_no < r.first_entry + r.length`.execute(db.app);
  expect(rows).toHaveLength(700);
  for (const { leaf, hash } of rows) {
    const path = await tree.read((node) => inclusionPath(node, leaf, head.size));
    expect(holdsInclusion({ leaf, size: head.size, leafHash: hash, path, root: head.root })).toBe(true);
  }
  for (const older of await listHeads(db.app, 1, 1000)) {
    const path = await tree.read((node) => consistencyPath(node, older.size, head.size));
    const proof = { from: older.size, to: head.size, fromRoot: older.root, toRoot: head.root, path };
    expect(holdsConsistency(proof)).toBe(true);
  }
  const report = await verifyLog({ url: db.appUrl, key });
  expect(report).toMatchObject({ intact: true, size: 700, read: 700, pending: 0, findings: [] });
});

test('a rolled back act leaves no entry, a late one is appended when it commits', async () => {
  const { db, key, scope } = log;
  const before = (await latestHead(db.app))!.size;
  let finish!: () => void;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let written!: () => void;
  const isWritten = new Promise<void>((resolve) => {
    written = resolve;
  });
  const late = db.app.transaction().execute(async (trx) => {
    await recordAccess(trx, scope, { action: 'late', object: 'late' });
    written();
    await finished;
  });
  await isWritten;
  const lost = db.app.transaction().execute(async (trx) => {
    await recordAccess(trx, scope, { action: 'lost', object: 'lost' });
    throw new Error('rolled back');
  });
  await expect(lost).rejects.toThrow('rolled back');
  await recordAccess(db.app, scope, { action: 'early', object: 'early' });
  expect(await sequenceNow({ db: db.jobs, key })).toBe(1);
  finish();
  await late;
  expect(await sequenceNow({ db: db.jobs, key })).toBe(1);
  expect((await latestHead(db.app))!.size).toBe(before + 2);
  expect(await verifyLog({ url: db.appUrl, key })).toMatchObject({ intact: true, pending: 0 });
});

test('a running sequencer signs a head within a second of a commit, also for entries of other processes', async () => {
  const { db, key, scope } = log;
  const stop = runSequencer({ database: db, key, log: silentLogger });
  try {
    const before = (await latestHead(db.app))!.size;
    for (let i = 0; i < 5; i++) {
      await recordAccess(db.app, scope, { action: 'timed', object: 'timed' });
      const from = Date.now();
      while ((await latestHead(db.app))!.size < before + i + 1) {
        expect(Date.now() - from).toBeLessThan(1000);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  } finally {
    await stop();
  }
});

test('a whole tile and what is above it is stored once', async () => {
  await log.fill(1500, { batch: 400 });
  const { rows } = await sql<{ level: number; n: number }>`select level, count(*) as n from trust.audit_tiles
    group by level order by level`.execute(log.db.app);
  const { size } = (await latestHead(log.db.app))!;
  expect(rows).toEqual([{ level: 0, n: Math.floor(size / 256) }]);
  expect(await verifyLog({ url: log.db.appUrl, key: log.key })).toMatchObject({ intact: true, size });
});
