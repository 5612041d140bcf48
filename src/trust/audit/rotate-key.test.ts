import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeEgress } from '../../platform/egress/index.ts';
import { checkExport } from './export/check-export.ts';
import { exportLines } from './export/export-lines.ts';
import { insertHead, latestHead, listHeads } from './heads.ts';
import { readSuccessions } from './key-chain.ts';
import { rotateAuditKey } from './rotate-key.ts';
import { type AuditPublicKey, openAuditKey, readAuditPublicKey } from './signing.ts';
import { openTestLog, type TestLog } from './testing.ts';
import { verifyLog } from './verify/verify-log.ts';
import { giveToWitness, readWitness } from './witness/witness.ts';

let log: TestLog;
let first: AuditPublicKey;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'idun-audit-key-'));
  log = await openTestLog();
  first = readAuditPublicKey(log.key.pem);
  await log.fill(60, { batch: 20 });
});
afterAll(async () => {
  await log.close();
  rmSync(folder, { recursive: true });
});

const file = () => join(folder, 'witness.ndjson');
const egress = makeEgress([]);
const rotate = () => rotateAuditKey(log, { record: async () => undefined });
const verify = (key: AuditPublicKey = log.key) => verifyLog({ url: log.db.appUrl, key });
const kinds = async (key?: AuditPublicKey) => (await verify(key)).findings.map(({ kind, leaf }) => [kind, leaf]);
async function exported(): Promise<string[]> {
  const lines: string[] = [];
  for await (const text of exportLines(log.db.app, log.key, {})) lines.push(...text.trim().split('\n'));
  return lines;
}

test('heads after a rotation are the new key’s; whoever kept the first key, or a head of it, can go on', async () => {
  await giveToWitness({ db: log.db.app, key: log.key, egress }, file());
  for (let i = 0; i < 2; i++) {
    const old = log.key.keyId;
    const answer = await rotate();
    expect(answer).toMatchObject({ from: old, size: 60 + i * 20, resumed: false });
    await log.fill(20);
    // The sequencer had the old key in its hands.
    expect([log.key.keyId, (await latestHead(log.db.app))?.keyId]).toEqual([answer.to, answer.to]);
  }
  const chain = await readSuccessions(log.db.app);
  expect(chain.map(({ fromId, size }) => [fromId === first.keyId, size])).toEqual([
    [true, 60],
    [false, 80],
  ]);
  for (const key of [first, readAuditPublicKey(chain[0]!.to), log.key]) {
    expect(await verify(key)).toMatchObject({ intact: true, keyId: log.key.keyId });
    expect(await checkExport(await exported(), key)).toMatchObject({ proven: 100, wrong: [], pinned: true });
  }
  const witness = await readWitness(file());
  expect(witness.map(({ keyId }) => keyId)).toEqual([first.keyId]);
  expect(await verifyLog({ url: log.db.appUrl, key: log.key, witness })).toMatchObject({ intact: true, witnessed: 1 });
  expect(await giveToWitness({ db: log.db.app, key: log.key, egress }, file())).toHaveLength(1);
  expect(readFileSync(join(log.dataDir, 'keys', 'audit-signing.pem')).includes('PRIVATE')).toBe(false);
});

test('a head by the right key out of its turn, or by a key that nobody announced, is found', async () => {
  const heads = await listHeads(log.db.app, 1, 100);
  const last = heads.at(-1)!;
  const alien = openAuditKey(mkdtempSync(join(folder, 'alien-')));
  const put = async (head: typeof last) => {
    await sql`delete from trust.audit_heads where size = ${head.size}`.execute(log.db.owner);
    await insertHead(log.db.owner, head);
  };
  await put(alien.sign(last));
  expect(await kinds()).toEqual([['key', null]]);
  expect((await checkExport(await exported(), first)).wrong).toMatchObject([{ line: 1 }]);
  await put(last);
  const early = heads[0]!;
  await put(log.key.sign(early));
  expect(await kinds()).toEqual([['key', 0]]);
  expect(await kinds(first)).toEqual([['key', 0]]);
  await put(early);
  expect(await kinds()).toEqual([]);
});

test('a succession that was taken away, changed, or made up is found', async () => {
  const { rows } = await sql<{
    row: unknown;
  }>`select to_jsonb(k) as row from trust.audit_keys k order by after_size`.execute(log.db.owner);
  const restore = async () => {
    await sql`delete from trust.audit_keys`.execute(log.db.owner);
    await sql`insert into trust.audit_keys select * from
      jsonb_populate_recordset(null::trust.audit_keys, ${JSON.stringify(rows.map(({ row }) => row))}::jsonb)`.execute(
      log.db.owner,
    );
  };
  const all = async () => (await kinds()).map(([kind]) => kind);
  await sql`delete from trust.audit_keys where after_size = 60`.execute(log.db.owner);
  expect(await all()).toEqual(['key']);
  expect(await kinds(first)).not.toEqual([]);
  await restore();
  await sql`update trust.audit_keys set after_size = 50 where after_size = 60`.execute(log.db.owner);
  expect(new Set(await all())).toEqual(new Set(['key']));
  await restore();
  // Somebody with the database and keys of their own, but not the log's.
  await sql`insert into trust.audit_keys select repeat('a', 64), repeat('b', 64), new_key, old_key, 100, announced_at, signed_by_old, signed_by_new
    from trust.audit_keys where after_size = 80`.execute(log.db.owner);
  expect(await all()).toEqual(['key']);
  await expect(log.fill(1)).rejects.toMatchObject({ code: 'IDUN_AUDIT_KEY' });
  await restore();
  await log.fill(1);
  expect(await verify(first)).toMatchObject({ intact: true, size: 102 });
});
