import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { eraseGenome } from '../../genomes/archive/erasure/erase-genome.ts';
import {
  addReference,
  openArchive,
  processSubmission,
  receiveSubmission,
  resolveGenome,
} from '../../genomes/archive/index.ts';
import { listReceipts } from '../../genomes/archive/reporting/index.ts';
import { makeVcf } from '../../genomes/archive/testing.ts';
import { loadConfig } from '../../platform/config/index.ts';
import { openOutsideDatabase } from '../../platform/database/testing.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import { silentProgress } from '../../platform/progress/index.ts';
import { recordOptIn, recordOptOut } from '../../trust/consent/index.ts';
import { createOneTimeLink, openSession } from '../../trust/identity/index.ts';
import { type App, openApp } from '../compose.ts';
import { buildServer } from '../server.ts';
import { cookieOf } from '../testing.ts';
import { registerBackup } from './backup.ts';
import { type CliContext, makeContext } from './context.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-restore-'));
const source = join(folder, 'source');
const backupFolder = join(folder, 'backup');
const actor = { kind: 'operator', id: 'test' } as const;
const openData = (data: string): Promise<App> => openApp(loadConfig({ data }, {}), silentLogger);

/** Runs `idun backup` or `idun restore` on a data directory and gives its answer. */
async function run(data: string, ...words: string[]): Promise<Record<string, unknown>> {
  let answer: unknown;
  const made = makeContext(() => ({ data, json: true, log: 'silent' }));
  const print: CliContext['print'] = (value) => {
    answer = value;
  };
  const context: CliContext = Object.create(made, { print: { value: print } });
  const program = new Command().exitOverride();
  registerBackup(program, context);
  try {
    await program.parseAsync(['node', 'idun', ...words]);
  } finally {
    await made.close();
  }
  return answer as Record<string, unknown>;
}

// Genotypes by a fixed rule, so that every sample differs and every site has carriers.
const samples = ['CHILD', 'MOTHER', 'FATHER', 'LONER', 'ZQGONE7'];
const gt = (sample: number) => (site: number) =>
  ['0/0', '0/1', '1/1', './.', '0|1'][(site * (sample + 3) + sample) % 5]!;
const sampleOf = (name: string) => ({ name, gt: gt(samples.indexOf(name)) });

async function add(app: App, files: Record<string, string>, options: object): Promise<string> {
  const archive = openArchive({ database: app.database, objects: app.objects, dataDir: app.config.dataDir });
  mkdirSync(join(folder, 'given'), { recursive: true });
  const given = Object.entries(files).map(([name, content]) => {
    const path = join(folder, 'given', name);
    writeFileSync(path, content);
    return { path, name, role: name.endsWith('.ped') ? ('pedigree' as const) : ('calls' as const) };
  });
  const { id } = await receiveSubmission(archive, { files: given, options, actor });
  const { state } = await processSubmission(archive, id, { actor, progress: silentProgress, workers: 0 });
  return state;
}

async function fill(app: App): Promise<void> {
  const fasta = join(folder, 'small.fa');
  const bases = Array.from({ length: 6000 }, (_, i) => 'ACGT'[(i * 7 + (i >> 3)) % 4]!);
  for (let i = 0; i < 40; i++) bases[999 + i * 100] = 'A';
  writeFileSync(fasta, `>s1\n${bases.join('')}\n`);
  await addReference({ db: app.database, dataDir: app.config.dataDir }, { path: fasta, name: 'small' });
  const here = { contig: 's1', length: 6000, sites: 40 };
  const trio = makeVcf(['CHILD', 'MOTHER', 'FATHER'].map(sampleOf), here);
  const ped = ['F CHILD FATHER MOTHER 2 2', 'F MOTHER 0 0 2 1', 'F FATHER 0 0 1 1'].join('\n');
  expect(await add(app, { 'trio.vcf': trio, 'trio.ped': `${ped}\n` }, { dataset: 'care' })).not.toBe('rejected');
  const loners = makeVcf(
    [sampleOf('LONER'), { name: 'ZQGONE7', gt: (i) => (i === 33 ? '1/1' : gt(4)(i).replaceAll('1', '0')) }],
    here,
  );
  const research = { dataset: 'project', source: 'research', patientGroup: 'rare' };
  expect(await add(app, { 'loners.vcf': loners }, research)).not.toBe('rejected');
  const unchecked = makeVcf([{ name: 'NOFASTA', gt: (i) => (i % 2 === 0 ? '0/1' : '1/1') }], { sites: 15 });
  expect(await add(app, { 'other.vcf': unchecked }, { dataset: 'other' })).toBe('accepted');
  expect(await add(app, { 'bad.vcf': makeVcf([{ name: 'BAD', gt: () => '0/9' }], here) }, { dataset: 'care' })).toBe(
    'rejected',
  );
}

async function ask(http: FastifyInstance, cookie: string, url: string): Promise<{ status: number; body: string }> {
  const answer = await http.inject({ url, headers: { host: 'localhost', cookie } });
  return { status: answer.statusCode, body: answer.body };
}

// The time of the answer and the time of the asking differ; nothing else may.
const withoutTime = (body: string): string => body.replace(/"at":"[^"]*"(?=\})/g, '"at":"-"');

/** Every answer there is, by its address. */
async function readAnswers(app: App): Promise<Map<string, string>> {
  const http = await buildServer(app);
  const { secret } = await openSession(app.database.app, await createOneTimeLink(app.database.app));
  const cookie = cookieOf(secret);
  const answers = new Map<string, string>();
  const get = async (url: string) => {
    const { status, body } = await ask(http, cookie, url);
    expect([url, status]).toEqual([url, 200]);
    answers.set(url, withoutTime(body));
    return body;
  };
  try {
    await get('/api/overview');
    await get('/api/datasets');
    const items = async (url: string) => (JSON.parse(await get(url)) as { items: Record<string, string>[] }).items;
    for (const { id } of await items('/api/submissions')) await get(`/api/submissions/${id}`);
    for (const { id, reference } of await items('/api/genomes?state=all')) {
      await get(`/api/genomes/${id}`);
      const calls = await ask(
        http,
        cookie,
        `/api/genomes/${id}/calls?region=${reference === 'small' ? 's1' : '7'}:1-9000`,
      );
      answers.set(`calls of ${id}`, `${calls.status} ${withoutTime(calls.body)}`);
    }
    for (const { name } of await items('/api/references')) {
      await get(`/api/references/${name}`);
      const region = name === 'small' ? 's1:1-6000' : '7:1-9000';
      await get(`/api/variants/frequencies?reference=${name}`);
      for (const v of await items(`/api/variants/region?reference=${name}&region=${region}&limit=1000`)) {
        const key = `${v['chrom']}-${v['pos']}-${v['ref']}-${v['alt']}`;
        await get(`/api/variants/${name}/${key}`);
        await get(`/api/variants/${name}/${key}/carriers`);
      }
    }
    answers.set('receipts', JSON.stringify(await listReceipts(app.database.app, 100)));
    const consent = await sql`select p.id, c.scope, c.valid_from, c.valid_to, c.recorded_by from trust.consent_choices c
      join trust.people p using (person_no) order by 1, 3`.execute(app.database.app);
    answers.set('consent', JSON.stringify(consent.rows));
    return answers;
  } finally {
    await http.close();
  }
}

async function personOf(app: App, sample: string): Promise<number> {
  const { rows } = await sql<{
    no: number;
  }>`select person_no as no from genomes.genomes where sample_name = ${sample}`.execute(app.database.app);
  return rows[0]!.no;
}

let before: Map<string, string>;
let countBeforeOptOut: string;
beforeAll(async () => {
  vi.stubEnv('DATABASE_URL', '');
  const app = await openData(source);
  try {
    await fill(app);
    const url = '/api/variants/frequencies?reference=small';
    countBeforeOptOut = (await readAnswers(app)).get(url)!;
    await recordOptOut(app.database.app, await personOf(app, 'LONER'), actor);
    before = await readAnswers(app);
    expect(before.get(url)).not.toBe(countBeforeOptOut);
  } finally {
    await app.close();
  }
  await run(source, 'backup', backupFolder);
}, 240_000);
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('restored elsewhere, every answer is the same, and who had opted out is still out', async () => {
  const data = join(folder, 'restored');
  expect(await run(data, 'restore', backupFolder)).toMatchObject({ data, erased: [], choices: 0 });
  const app = await openData(data);
  try {
    const after = await readAnswers(app);
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [url, body] of before) expect([url, after.get(url)]).toEqual([url, body]);
    expect(before.size).toBeGreaterThan(100);
    await recordOptIn(app.database.app, await personOf(app, 'LONER'), actor);
    expect((await readAnswers(app)).get('/api/variants/frequencies?reference=small')).toBe(countBeforeOptOut);
  } finally {
    await app.close();
  }
}, 240_000);

function holds(top: string, text: string): string[] {
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}

test('a genome erased after the backup is not brought back, in no answer and in no byte', async () => {
  const app = await openData(source);
  let id: string;
  try {
    ({ id } = await resolveGenome(app.database.app, 'ZQGONE7'));
    const archive = openArchive({ database: app.database, objects: app.objects, dataDir: source });
    await eraseGenome(archive, { genome: id, reason: 'by law', actor });
    await recordOptOut(app.database.app, await personOf(app, 'MOTHER'), actor);
  } finally {
    await app.close();
  }
  const data = join(folder, 'after-erasure');
  expect(await run(data, 'restore', backupFolder)).toMatchObject({ erased: [id] });
  const restored = await openData(data);
  try {
    const { rows } = await sql<{ state: string }>`select state from genomes.genomes where id = ${id}`.execute(
      restored.database.app,
    );
    expect(rows).toEqual([{ state: 'erased' }]);
    const answers = await readAnswers(restored);
    for (const [url, body] of answers) expect([url, body.includes('ZQGONE7')]).toEqual([url, false]);
    expect(answers.get('/api/variants/frequencies?reference=small')).not.toBe(
      before.get('/api/variants/frequencies?reference=small'),
    );
  } finally {
    await restored.close();
  }
  expect(holds(data, 'ZQGONE7')).toEqual([]);
}, 240_000);

test('a copy of the backup that no erasure reached obeys the newer data directory, choices included', async () => {
  const copy = join(folder, 'copy');
  cpSync(backupFolder, copy, { recursive: true });
  for (const name of readdirSync(copy)) if (name.startsWith('eras')) rmSync(join(copy, name));
  const data = join(folder, 'from-copy');
  const answer = await run(data, 'restore', copy, '--erasures-from', source);
  expect(answer).toMatchObject({ erased: [expect.stringMatching(/^gen_/)], choices: 1 });
  const app = await openData(data);
  try {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from trust.consent_choices
      where superseded_at is null and valid_to is null`.execute(app.database.app);
    expect(rows).toEqual([{ n: 2 }]);
  } finally {
    await app.close();
  }
}, 240_000);

test('a restore that cannot obey leaves nothing that could be served', async () => {
  const copy = join(folder, 'unreadable');
  cpSync(backupFolder, copy, { recursive: true });
  const list = readdirSync(copy).find((name) => name.startsWith('eras') && name.endsWith('.json'))!;
  writeFileSync(join(copy, list), '{"genomes": [{"id"');
  const data = join(folder, 'refused');
  await expect(run(data, 'restore', copy)).rejects.toMatchObject({ code: 'IDUN_RESTORE_ERASURE' });
  const noData = run(data, 'restore', backupFolder, '--erasures-from', join(folder, 'nowhere'));
  await expect(noData).rejects.toMatchObject({ code: 'IDUN_RESTORE_ERASURE' });
  expect(existsSync(data)).toBe(false);
  expect(readdirSync(folder).filter((name) => name.includes('.restoring-'))).toEqual([]);
}, 120_000);

test('a restore killed at any moment leaves no data directory, and the next one cleans up after it', async () => {
  const data = join(folder, 'killed');
  const idun = fileURLToPath(new URL('../../../bin/idun.mjs', import.meta.url));
  const args = [idun, 'restore', backupFolder, '--data', data, '--json'];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  const ended = once(child, 'close');
  const begun = () => readdirSync(folder).find((name) => name.startsWith('killed.restoring-'));
  while (begun() === undefined || !existsSync(join(folder, begun()!, 'keys'))) await sleep(5);
  child.kill('SIGKILL');
  await ended;
  expect([existsSync(data), begun() === undefined]).toEqual([false, false]);
  expect(await run(data, 'restore', backupFolder)).toMatchObject({ data, erased: [expect.stringMatching(/^gen_/)] });
  expect(begun()).toBeUndefined();
}, 240_000);

test('a restore into an outside database killed after its rows were written is not served, and the next one takes its place', async () => {
  const outside = await openOutsideDatabase(join(folder, 'cluster'));
  vi.stubEnv('DATABASE_URL', outside.url);
  try {
    const data = join(folder, 'outside');
    const idun = fileURLToPath(new URL('../../../bin/idun.mjs', import.meta.url));
    const child = spawn(process.execPath, [idun, 'restore', backupFolder, '--data', data, '--json'], {
      stdio: 'ignore',
    });
    const ended = once(child, 'close');
    const begun = () => readdirSync(folder).find((name) => name.startsWith('outside.restoring-'));
    // Files are copied when the rows are committed.
    while (begun() === undefined || !existsSync(join(folder, begun()!, 'keys'))) await sleep(5);
    child.kill('SIGKILL');
    await ended;
    const people = () => outside.count('trust.people');
    expect(await people()).toBeGreaterThan(0);
    const served = openApp(loadConfig({ data: join(folder, 'other') }, process.env), silentLogger);
    await expect(served).rejects.toMatchObject({ code: 'IDUN_BACKUP_UNFINISHED' });
    expect(await run(data, 'restore', backupFolder)).toMatchObject({ data });
    expect(begun()).toBeUndefined();
    await expect(run(join(folder, 'again'), 'restore', backupFolder)).rejects.toMatchObject({
      code: 'IDUN_BACKUP_TARGET_NOT_EMPTY',
    });
    const app = await openApp(loadConfig({ data }, process.env), silentLogger);
    await app.close();
    expect(await people()).toBeGreaterThan(0);
  } finally {
    vi.unstubAllEnvs();
    await outside.close();
  }
}, 300_000);
