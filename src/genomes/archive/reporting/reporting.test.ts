import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOneTimeLink } from '../../../trust/identity/index.ts';
import { makeVcf } from '../testing.ts';
import type { Receipt } from './model.ts';
import { revokeSender } from './senders.ts';
import { openTestReceiver, openTestWire, startIdun, type TestReceiver } from './testing.ts';

let receiver: TestReceiver;
let token: string;
const folder = mkdtempSync(join(tmpdir(), 'idun-reporting-'));
beforeAll(async () => {
  receiver = await openTestReceiver();
  token = await receiver.allow('Region North');
});
afterAll(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A folder for one sender, with a VCF whose content no other test has. */
function makeSender(name: string, sites: number) {
  const cwd = join(folder, name);
  mkdirSync(cwd);
  // What repeats is counted by a generator, so that each name has other genotypes.
  let seed = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  const gt = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return ['0/0', '0/1', '1/1', './.'][seed >>> 30]!;
  };
  const file = join(cwd, `${name}.vcf`);
  writeFileSync(file, makeVcf([{ name: `S-${name}`, gt }], { sites, step: 10 }));
  return { cwd, file, bytes: statSync(file).size };
}

function readReceipt(cwd: string): { path: string; receipt: Receipt } {
  const names = readdirSync(cwd).filter((name) => name.endsWith('.receipt.json'));
  expect(names).toHaveLength(1);
  const path = join(cwd, names[0]!);
  return { path, receipt: JSON.parse(readFileSync(path, 'utf8')) };
}

test('from the sender’s file to its removal: sent, accepted, attested, removed, recorded', async () => {
  const { cwd, file, bytes } = makeSender('whole', 2000);
  const run = (...args: string[]) => startIdun(args, { cwd, token }).done;
  const sent = await run('genomes', 'send', file, '--to', receiver.address, '--dataset', 'north', '--json');
  expect(sent.stderr).toBe('');
  expect(sent.code).toBe(0);
  const answer = JSON.parse(sent.stdout);
  expect(answer).toMatchObject({
    earlier: false,
    submission: { state: 'accepted' },
    files: [{ name: 'whole.vcf', bytes }],
  });
  const { rows } = await sql<{ source: string; sample: string }>`select g.source, g.sample_name as sample
    from genomes.genomes g join genomes.submissions s using (submission_no) where s.id = ${answer.submission.id}`.execute(
    receiver.archive.db.app,
  );
  expect(rows).toEqual([{ source: 'general-purpose', sample: 'S-whole' }]);
  expect(readdirSync(join(receiver.archive.dataDir, 'uploads', 'reporting'))).toEqual([]);

  const { path } = readReceipt(cwd);
  const early = await run('reporting', 'removed', path, file, '--delete', '--json');
  expect(early.code).toBe(1);
  const attested = await run('reporting', 'attest', path, '--json');
  expect([attested.stderr, attested.code]).toEqual(['', 0]);
  expect(JSON.parse(attested.stdout).files).toMatchObject([
    { complete: true, readable: true, format: 'VCF', mayGo: true },
  ]);
  expect((await run('reporting', 'verify', path, '--json')).code).toBe(0);
  expect((await run('reporting', 'verify', path.replace('.receipt', '.attestation'), '--json')).code).toBe(0);

  const before = await run('reporting', 'removed', path, file, '--json');
  expect(JSON.parse(before.stderr)).toMatchObject({ code: 'IDUN_REPORTING_STILL_THERE' });
  const removed = await run('reporting', 'removed', path, file, '--delete', '--json');
  expect([removed.stderr, removed.code]).toEqual(['', 0]);
  expect(existsSync(file)).toBe(false);
  const gone = await sql<{ gone: boolean }>`select local_removed_at is not null as gone from genomes.attestations a
    join genomes.receipts r using (receipt_no) where r.id = ${answer.receipt}`.execute(receiver.archive.db.app);
  expect(gone.rows).toEqual([{ gone: true }]);
});

test('the same content again, from anywhere, is the same submission and the same receipt', async () => {
  const { cwd, file } = makeSender('again', 500);
  const args = ['genomes', 'send', file, '--to', receiver.address, '--json'];
  const first = JSON.parse((await startIdun(args, { cwd, token }).done).stdout);
  const second = JSON.parse((await startIdun(args, { cwd, token }).done).stdout);
  expect([second.earlier, second.receipt]).toEqual([true, first.receipt]);
  rmSync(join(cwd, 'state'), { recursive: true });
  const third = JSON.parse((await startIdun(args, { cwd, token }).done).stdout);
  expect([third.earlier, third.receipt]).toEqual([false, first.receipt]);
  const other = await receiver.allow('Region East');
  rmSync(join(cwd, 'state'), { recursive: true });
  const fourth = JSON.parse((await startIdun(args, { cwd, token: other }).done).stdout);
  expect(fourth.receipt).not.toBe(first.receipt);
  expect(fourth.submission.id).toBe(first.submission.id);
});

test('a broken connection, a restart of the receiver and kill -9 of the sender lose nothing that had arrived', async () => {
  const { cwd, file, bytes } = makeSender('killed', 200_000);
  const wire = await openTestWire(receiver.address, 4e6);
  const args = ['genomes', 'send', file, '--to', wire.address, '--dataset', 'killed', '--json'];
  try {
    const killed = startIdun(args, { cwd, token });
    await wire.reach(bytes * 0.3);
    wire.cut();
    await wire.reach(bytes * 0.5);
    await receiver.restart(300);
    await wire.reach(bytes * 0.7);
    killed.kill('SIGKILL');
    expect((await killed.done).code).toBe(null);
    const state = readdirSync(join(cwd, 'state', 'idun', 'send', 'deliveries')).filter((name) =>
      name.endsWith('.json'),
    );
    expect(state).toHaveLength(1);
    expect(statSync(join(cwd, 'state', 'idun', 'send', 'deliveries', state[0]!)).mode & 0o777).toBe(0o600);

    const finished = await startIdun(args, { cwd, token }).done;
    expect([finished.stderr, finished.code]).toEqual(['', 0]);
    expect(JSON.parse(finished.stdout).submission.state).toBe('accepted');
    // What was in flight at the three breaks goes twice, nothing else.
    expect(wire.sent()).toBeLessThan(bytes * 1.1);
    expect(wire.sent()).toBeGreaterThan(bytes);
  } finally {
    await wire.close();
  }
});

test('bytes changed on the way are found, and sent again', async () => {
  const { cwd, file, bytes } = makeSender('damaged', 40_000);
  const wire = await openTestWire(receiver.address);
  let changed = 0;
  wire.tamper = (chunk, before) => {
    if (changed > 0 || before < bytes / 2) return chunk;
    changed++;
    const copy = Buffer.from(chunk);
    copy[copy.length >> 1]! ^= 1;
    return copy;
  };
  try {
    const sent = await startIdun(['genomes', 'send', file, '--to', wire.address], { cwd, token }).done;
    expect(changed).toBe(1);
    expect(sent.stderr).toContain('damaged.vcf arrived with other bytes than were sent. Sending it again.');
    expect([sent.code, sent.stdout.includes(': accepted')]).toEqual([0, true]);
  } finally {
    await wire.close();
  }
});

test('a one-time link is used once and its session goes on; an operator’s uploads are not a sender’s', async () => {
  const { cwd, file } = makeSender('linked', 300);
  const link = `${receiver.address}/open/${await createOneTimeLink(receiver.archive.db.app)}`;
  const first = await startIdun(['genomes', 'send', file, '--to', link, '--no-wait', '--json'], { cwd }).done;
  expect([first.stderr, first.code]).toEqual(['', 0]);
  const again = await startIdun(['genomes', 'send', file, '--to', link, '--json'], { cwd }).done;
  expect([again.code, JSON.parse(again.stdout).submission.state]).toEqual([0, 'accepted']);
  const { receipt } = readReceipt(cwd);
  expect(receipt.document.sender).toBe('operator');
  const headers = { authorization: `Bearer ${token}` };
  const asked = await fetch(`${receiver.address}/api/reporting/receipts/${receipt.document.id}`, { headers });
  expect(asked.status).toBe(404);
});

test('a token that was taken back opens nothing, and a good one opens nothing else', async () => {
  const { cwd, file } = makeSender('revoked', 300);
  const lost = await receiver.allow('Region South');
  const headers = { authorization: `Bearer ${lost}` };
  expect((await fetch(`${receiver.address}/api/reporting/sender`, { headers })).status).toBe(200);
  expect(await (await fetch(`${receiver.address}/api/other`, { headers })).json()).toEqual({ session: null });
  await receiver.archive.db.withActor({ kind: 'operator', id: 'test' }, (trx) =>
    revokeSender(trx, 'Region South', receiver.archive.clock),
  );
  const refused = await startIdun(['genomes', 'send', file, '--to', receiver.address, '--json'], { cwd, token: lost })
    .done;
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.stderr)).toMatchObject({ code: 'IDUN_SEND_NO_ACCESS' });
  for (const [method, path] of [
    ['POST', '/api/reporting/uploads'],
    ['POST', '/api/reporting/receipts/rcp_0000000000000000000000/attestation'],
    ['GET', '/api/reporting/receipts/rcp_0000000000000000000000'],
  ] as const) {
    const answer = await fetch(`${receiver.address}${path}`, {
      method,
      headers: { ...headers, 'tus-resumable': '1.0.0' },
    });
    expect([path, answer.status]).toEqual([path, 401]);
  }
});
