import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { backup, restore } from '../../platform/backup/index.ts';
import { loadConfig } from '../../platform/config/index.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import { silentProgress } from '../../platform/progress/index.ts';
import {
  giveToWitness,
  headToWire,
  latestHead,
  readWitness,
  recordAccess,
  sequenceNow,
  verifyLog,
} from '../../trust/audit/index.ts';
import { mintOperatorScope } from '../../trust/scope/index.ts';
import { type App, openApp } from '../compose.ts';
import { migrations } from '../migrations.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-audit-backup-'));
const opened: App[] = [];
afterAll(async () => {
  for (const app of opened) await app.close();
  rmSync(folder, { recursive: true });
});

async function open(data: string): Promise<App> {
  const app = await openApp(loadConfig({ data: join(folder, data) }, {}), silentLogger);
  opened.push(app);
  return app;
}

async function write(app: App, count: number): Promise<void> {
  const scope = await mintOperatorScope(app.database.app, { actorId: 'test' });
  for (let i = 0; i < count; i++) {
    const object = `per_${String(i % 7).padStart(22, '0')}`;
    await recordAccess(app.database.app, scope, { action: 'genomes.show', object, reason: `because of ${i}` });
  }
}

const sequence = (app: App) => sequenceNow({ db: app.database.jobs, key: app.auditKey });
const verify = (app: App, witness?: Awaited<ReturnType<typeof readWitness>>) =>
  verifyLog({ url: app.database.appUrl, key: app.auditKey, ...(witness && { witness }) });
const deps = ({ database, auditKey, egress }: App) => ({ db: database.app, key: auditKey, egress });

test('a restored log is intact and goes on; the witness knows what the backup had, and what it did not', async () => {
  const first = await open('data');
  const file = join(folder, 'witness.ndjson');
  await write(first, 300);
  await sequence(first);
  expect(await giveToWitness(deps(first), file)).toHaveLength(1);
  expect(await giveToWitness(deps(first), file)).toEqual([]);
  await write(first, 20);
  const { database, config } = first;
  await backup(join(folder, 'backup'), { db: database, dataDir: config.dataDir, progress: silentProgress });
  const kept = await readWitness(file);
  await write(first, 5);
  await sequence(first);
  await giveToWitness(deps(first), file);
  expect(await verify(first, await readWitness(file))).toMatchObject({ intact: true, witnessed: 2 });

  const restored = await restore(join(folder, 'backup'), {
    config: loadConfig({ data: join(folder, 'restored') }, {}),
    migrations,
    log: silentLogger,
    progress: silentProgress,
    isEmpty: async () => true,
  });
  await restored.close();
  const second = await open('restored');
  // What waited for the tree at the time of the backup waits again.
  expect(await verify(second, kept)).toMatchObject({ size: 300, pending: 20, witnessed: 1, findings: [] });
  await write(second, 10);
  expect(await sequence(second)).toBe(30);
  expect(await verify(second, kept)).toMatchObject({ intact: true, size: 330 });
  const missing = await verify(second, await readWitness(file));
  expect(missing.findings[0]).toMatchObject({ kind: 'witness', leaf: 300 });
  await expect(giveToWitness(deps(second), file)).rejects.toMatchObject({ code: 'IDUN_AUDIT_WITNESS' });
}, 240_000);

test('a witness at an address is reached only when egress allows it, and gets the signed head', async () => {
  const app = opened[0]!;
  await expect(giveToWitness(deps(app), 'http://witness.example/heads')).rejects.toMatchObject({
    code: 'IDUN_EGRESS_REFUSED',
  });
  const { createServer } = await import('node:http');
  const got: string[] = [];
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => got.push(chunk.toString()));
    request.on('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const { makeEgress } = await import('../../platform/egress/index.ts');
  try {
    await giveToWitness({ ...deps(app), egress: makeEgress(['127.0.0.1']) }, `http://127.0.0.1:${port}/heads`);
  } finally {
    server.close();
  }
  expect(JSON.parse(got.join(''))).toEqual(headToWire((await latestHead(app.database.app))!));
});

test('a head is checked with openssl, the public key and the RFC alone', async () => {
  const app = opened[0]!;
  const head = (await latestHead(app.database.app))!;
  const bytes = Buffer.alloc(50);
  bytes[1] = 1;
  bytes.writeBigUInt64BE(BigInt(head.timestamp), 2);
  bytes.writeBigUInt64BE(BigInt(head.size), 10);
  head.root.copy(bytes, 18);
  const paths = { key: join(folder, 'audit.pem'), head: join(folder, 'head.bin'), signature: join(folder, 'head.sig') };
  writeFileSync(paths.key, app.auditKey.pem);
  writeFileSync(paths.head, bytes);
  writeFileSync(paths.signature, head.signature);
  const check = () =>
    spawnSync('openssl', [
      'pkeyutl',
      '-verify',
      '-pubin',
      '-inkey',
      paths.key,
      '-rawin',
      '-in',
      paths.head,
      '-sigfile',
      paths.signature,
    ]);
  const first = check();
  // Without openssl there is nothing to compare with; Node's own check is in the other tests.
  if (first.error !== undefined) return;
  expect(first.status).toBe(0);
  const changed = readFileSync(paths.head);
  changed[10]! ^= 1;
  writeFileSync(paths.head, changed);
  expect(check().status).not.toBe(0);
});
