import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { Command } from 'commander';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openArchive, processSubmission, receiveSubmission } from '../../genomes/archive/index.ts';
import { makeVcf } from '../../genomes/archive/testing.ts';
import { silentProgress } from '../../platform/progress/index.ts';
import { verifyLog } from '../../trust/audit/index.ts';
import { createPeople, parseCpr, readCpr, recordCprs, rotatePeopleKeys } from '../../trust/people/index.ts';
import { mintOperatorScope } from '../../trust/scope/index.ts';
import { registerBackup } from '../cli/backup.ts';
import { type CliContext, makeContext } from '../cli/context.ts';
import { registerKeys } from '../cli/keys.ts';
import type { App } from '../compose.ts';
import type { KeyStates } from './rotate.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-keys-app-'));
const data = join(folder, 'data');
const actor = { kind: 'operator', id: 'test' } as const;
const cpr = parseCpr('020290-4321');
// Opened before every rotation, as a running server is.
let holder: CliContext;
let running: App;

/** Runs a command in a context of its own and gives its answer. */
async function run<T>(where: string, ...words: string[]): Promise<T> {
  let answer: unknown;
  const made = makeContext(() => ({ data: where, json: true, log: 'silent' }));
  const print: CliContext['print'] = (value, forPeople) => {
    answer = value;
    expect(forPeople(value as never)).not.toContain('undefined');
  };
  const context: CliContext = Object.create(made, { print: { value: print } });
  const program = new Command().exitOverride();
  registerKeys(program, context);
  registerBackup(program, context);
  try {
    await program.parseAsync(['node', 'idun', ...words]);
  } finally {
    await made.close();
  }
  return answer as T;
}

async function submit({ database, objects, config }: App, name: string): Promise<void> {
  const archive = openArchive({ database, objects, dataDir: config.dataDir });
  const path = join(folder, `${name}.vcf`);
  // With a field beside the genotype, so that call details are kept under the genome's key.
  const text = makeVcf([{ name, gt: (i) => (i % 3 === 0 ? '0/1:31' : '1/1:32') }], { sites: 12 })
    .replaceAll('\tGT\t', '\tGT:GQ\t')
    .replace('#CHROM', '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Quality">\n#CHROM');
  writeFileSync(path, text);
  const files = [{ path, name: `${name}.vcf`, role: 'calls' as const }];
  const { id } = await receiveSubmission(archive, { files, options: { dataset: 'keys' }, actor });
  const options = { actor, progress: silentProgress, workers: 0 };
  expect((await processSubmission(archive, id, options)).state).toBe('accepted');
}

/** What only opens with the keys: calls of every genome, a civil registration number, and the files as they were given. */
async function readSecrets({ database, variants, objects, cprKeys }: App): Promise<unknown> {
  const scope = await mintOperatorScope(database.app, { actorId: 'test' });
  const genomes = await sql<{ id: string }>`select id from genomes.genomes order by genome_no`.execute(database.app);
  const calls = [];
  await variants.refresh();
  for (const { id } of genomes.rows) {
    const { detailed, records } = await variants.calls(scope, { genome: id });
    expect(detailed).toBe(true);
    let count = 0;
    for await (const _record of records) count++;
    calls.push(count);
  }
  const people = await sql<{ no: number }>`select person_no as no from trust.people_cpr`.execute(database.app);
  const files = [];
  for await (const { objectId } of objects.list()) files.push(await readAll(await objects.open(objectId)));
  return { calls, number: await readCpr(database.app, cprKeys, people.rows[0]!.no), files: files.sort() };
}

beforeAll(async () => {
  vi.stubEnv('DATABASE_URL', '');
  holder = makeContext(() => ({ data, json: true, log: 'silent' }));
  running = await holder.app();
  await submit(running, 'FIRST');
  const { database, cprKeys } = running;
  const [person] = await createPeople(database.app, [{}]);
  await database.withActor(actor, (trx) => recordCprs(trx, cprKeys, [{ personNo: person!.personNo, cpr }]));
  await rotatePeopleKeys(database, cprKeys);
});
afterAll(async () => {
  await holder.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const masterOf = (where: string) => readFileSync(join(where, 'keys', 'master.key'));

test('everything is read and written over a new master key, here and by what ran before; a backup from before restores', async () => {
  const before = await readSecrets(running);
  expect(before).toMatchObject({ calls: [12], number: cpr });
  await run(data, 'backup', join(folder, 'backup'));
  const old = masterOf(data);
  const answer = await run<{ from: string; to: string; rows: number; files: number }>(data, 'keys', 'rotate');
  // A genome, a batch, and both keys of people; objects, login, tokens, the log and the archive have files.
  expect(answer).toMatchObject({ rows: 4, resumed: false });
  expect(answer.files).toBeGreaterThan(3);
  expect(masterOf(data).equals(old)).toBe(false);

  expect(await readSecrets(running)).toEqual(before);
  await submit(running, 'SECOND');
  await run(data, 'keys', 'rotate');
  const after = await readSecrets(running);
  expect(after).toMatchObject({ calls: [12, 12], number: cpr });
  const fresh = makeContext(() => ({ data, json: true, log: 'silent' }));
  expect(await readSecrets(await fresh.app())).toEqual(after);
  await fresh.close();

  const restored = join(folder, 'restored');
  await run(restored, 'restore', join(folder, 'backup'));
  expect(masterOf(restored).equals(old)).toBe(true);
  const back = makeContext(() => ({ data: restored, json: true, log: 'silent' }));
  expect(await readSecrets(await back.app())).toEqual(before);
  await run(restored, 'keys', 'rotate');
  expect(await readSecrets(await back.app())).toEqual(before);
  await back.close();
}, 60_000);

test('keys of the log and of sign-ins are shown and renewed by command, and each is on the record', async () => {
  const before = await run<KeyStates>(data, 'keys', 'show');
  expect(before.master.wraps).toEqual(
    expect.arrayContaining([
      { what: 'genomes.genome_keys.wrapped_key', keys: 2 },
      { what: 'trust.people_keys.wrapped_lookup', keys: 1 },
      { what: 'keys/objects.key', keys: 1 },
    ]),
  );
  expect(before).toMatchObject({ master: { unfinished: null }, audit: { before: [] } });
  const { to } = await run<{ to: string }>(data, 'keys', 'rotate', 'audit');
  await run(data, 'keys', 'rotate', 'sign-in');
  const after = await run<KeyStates>(data, 'keys', 'show');
  expect(after.audit).toMatchObject({ keyId: to, before: [{ keyId: before.audit.keyId }] });
  expect(after.signIn.map(({ until }) => until === null)).toEqual([true, true, false, false]);
  expect(JSON.stringify(after)).not.toMatch(/PRIVATE|"d"/);
  const { database, auditKey } = running;
  const { rows } = await sql<{ what: string }>`select convert_from(entry, 'UTF8')::jsonb ->> 'object' as what
    from trust.audit_entries where action = 'keys.rotate' order by entry_no`.execute(database.owner);
  expect(rows.map(({ what }) => what)).toEqual(['master', 'master', 'audit', 'sign-in']);
  expect(await verifyLog({ url: database.appUrl, key: auditKey })).toMatchObject({ intact: true, keyId: to });
  await expect(run(data, 'keys', 'rotate', 'everything')).rejects.toThrow(/everything/);
});
