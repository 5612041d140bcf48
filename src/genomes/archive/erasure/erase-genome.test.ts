import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../platform/clock/index.ts';
import { loadConfig } from '../../../platform/config/index.ts';
import { type DatabaseHandle, openDatabase } from '../../../platform/database/index.ts';
import { silentLogger } from '../../../platform/logging/index.ts';
import { openLocalObjects } from '../../../platform/objects/index.ts';
import { silentProgress } from '../../../platform/progress/index.ts';
import { trustMigrations } from '../../../trust/migrations/index.ts';
import { mintOperatorScope } from '../../../trust/scope/index.ts';
import { openVariantStore } from '../../variants/index.ts';
import type { ArchiveDeps } from '../deps.ts';
import { showGenome } from '../genomes/show-genome.ts';
import { openKeys } from '../keys.ts';
import { archiveMigrations } from '../migrations/index.ts';
import type { SubmissionOptionsInput } from '../model.ts';
import type { GivenFile } from '../originals/index.ts';
import { processSubmission } from '../submissions/process-submission.ts';
import { receiveSubmission } from '../submissions/receive-submission.ts';
import { testActor } from '../testing.ts';
import { verifyCertificate } from './certificate.ts';
import { eraseGenome } from './erase-genome.ts';
import { readTombstones, registerBackup } from './tombstones.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-erasure-'));
const dataDir = join(folder, 'data');
let db: DatabaseHandle;
let deps: ArchiveDeps;
// A cluster of its own: its log and its pages are searched as bytes.
beforeAll(async () => {
  const config = loadConfig({ data: dataDir }, {});
  db = await openDatabase({ config, migrations: [...trustMigrations, ...archiveMigrations], log: silentLogger });
  deps = { db, objects: openLocalObjects(dataDir), keys: openKeys(dataDir), dataDir, clock: systemClock };
});
afterAll(async () => {
  await db?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Names and bases found nowhere else. */
const sample = 'Qx7Zebrafinch';
const person = 'patient-Kw9Ptarmigan';
const bases = 'GATTACATTAGGACCATTAGACCAGTTTACGGACCATAGGATTACCATA';

const call = (gt: string): string => `${gt}:12,9:21:77`;
function trioVcf(): string {
  const lines = [
    '##fileformat=VCFv4.3',
    '##contig=<ID=9,length=138394717>',
    `##SAMPLE=<ID=${sample},Description="proband">`,
    '##INFO=<ID=NOTE,Number=1,Type=String,Description="x">',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Depths">',
    '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">',
    '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Quality">',
    `#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tMother8\t${sample}\tFather8`,
  ];
  for (let i = 0; i < 200; i++) {
    const alt = i === 100 ? `A${bases}` : 'G';
    const calls = i === 100 ? ['0/0', '0/1', '0/0'] : ['0/1', '0/1', i % 2 ? '0/0' : '1/1'];
    lines.push(
      `9\t${10_000 + i * 500}\t.\tA\t${alt}\t50\tPASS\tNOTE=n${i}\tGT:AD:DP:GQ\t${calls.map(call).join('\t')}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

async function add(files: [string, GivenFile['role'], string][], options: SubmissionOptionsInput) {
  const given = files.map(([name, role, content]): GivenFile => {
    writeFileSync(join(folder, name), content);
    return { path: join(folder, name), name, role };
  });
  const { id } = await receiveSubmission(deps, { files: given, options, actor: testActor });
  // Only the stored copies are there from now on.
  for (const { path } of given) rmSync(path);
  return await processSubmission(deps, id, { actor: testActor, progress: silentProgress, workers: 0 });
}

/** Files of the data directory that hold a text, compressed members included. */
function filesWith(needle: string): string[] {
  const found: string[] = [];
  for (const name of readdirSync(dataDir, { recursive: true, encoding: 'utf8' })) {
    const path = join(dataDir, name);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) continue;
    const bytes = readFileSync(path);
    if (bytes.includes(needle) || bytes.includes(Buffer.from(needle, 'utf16le'))) found.push(name);
  }
  return found;
}

async function objectTexts(): Promise<string[]> {
  const texts: string[] = [];
  for await (const { objectId } of deps.objects.list()) {
    const chunks: Buffer[] = [];
    for await (const chunk of await deps.objects.open(objectId)) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    texts.push((bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('latin1'));
  }
  return texts;
}

test('an erased genome is nowhere: not in answers, rows, pages, log files, segments, details or originals', async () => {
  const packet = {
    id: 'p',
    subject: { id: person, sex: 'FEMALE' },
    biosamples: [{ id: sample, individualId: person }],
    metaData: { created: '2026-01-01T00:00:00Z', createdBy: 'x', phenopacketSchemaVersion: '2.0' },
  };
  const done = await add(
    [
      [`${sample}-trio.vcf`, 'calls', trioVcf()],
      ['trio.ped', 'pedigree', `F8 ${sample} Father8 Mother8 2 2\nF8 Mother8 0 0 2 1\nF8 Father8 0 0 1 1\n`],
      ['p.json', 'phenopacket', JSON.stringify(packet)],
    ],
    {},
  );
  expect(done.report!.findings.filter((f) => f.severity === 'error')).toEqual([]);
  expect(done.state).toBe('accepted');
  const single = await add([['alone.vcf', 'calls', trioVcf().replaceAll(sample, `${sample}2`)]], {
    dataset: 'second',
    rename: { Mother8: 'M2', Father8: 'F2' },
  });
  expect(['accepted', 'quarantined']).toContain(single.state);
  const backup = join(folder, 'backup');
  mkdirSync(backup);
  writeFileSync(join(backup, 'manifest.json'), '{}');
  await registerBackup(db.owner, backup, 2);
  await registerBackup(db.owner, join(folder, 'lost'), 2);
  await sql`checkpoint`.execute(db.owner);
  for (const needle of [sample, person, bases]) expect(filesWith(needle), needle).not.toEqual([]);

  const scope = await mintOperatorScope(db.app, { actorId: 'test' });
  const { id, submission } = await showGenome(db.app, scope, `default:${sample}`);
  const { certificate, signature } = await eraseGenome(deps, { genome: id, reason: 'by law', actor: testActor });
  expect(certificate.places.find((place) => place.place === 'database log')).toMatchObject({ state: 'gone' });
  expect(certificate.places.filter((place) => place.state === 'out of reach').map((p) => basename(p.place))).toEqual([
    'lost',
  ]);
  expect(certificate.places.find((place) => place.place === 'call details')).toMatchObject({ state: 'rewritten' });
  expect(verifyCertificate(certificate, signature, deps.keys)).toBe(true);
  expect(JSON.stringify(certificate)).not.toContain(sample);
  expect(readTombstones(backup)).toMatchObject([{ id }]);

  // The second submission has a sample whose name only begins like this one's.
  expect((await showGenome(db.app, scope, `${sample}2`)).state).toMatch(/current|quarantined/);
  expect(filesWith(person)).toEqual([]);
  const originals = await objectTexts();
  expect(originals.filter((content) => content.includes(`\t${sample}\t`))).toEqual([]);
  expect(originals.some((content) => content.includes('Mother8\tFather8'))).toBe(true);

  const variants = openVariantStore({ db: db.app, dataDir, unwrapKey: deps.keys.unwrap });
  const mother = await showGenome(db.app, scope, 'default:Mother8');
  const kept = await variants.calls(scope, { genome: mother.id, region: '9:59000-60600' });
  const records = [];
  for await (const record of kept.records) records.push(record);
  expect(kept.detailed).toBe(true);
  expect(JSON.stringify(records)).toContain('<ERASED>');
  expect(JSON.stringify(records)).not.toContain(bases);
  await expect(variants.calls(scope, { genome: id })).rejects.toMatchObject({ code: 'IDUN_GENOME_ERASED' });
  const rows = await text(variants.frequencies(scope, { reference: 'GRCh38-unchecked', dataset: 'default' }));
  variants.close();
  expect(rows).not.toContain(bases);
  expect(rows.split('\n')[1]!.split('\t').slice(4, 7)).toEqual(['3', '4', '1']);
  await expect(showGenome(db.app, scope, sample)).rejects.toMatchObject({ code: 'IDUN_GENOME_NOT_FOUND' });
  expect(await showGenome(db.app, scope, id)).toMatchObject({
    state: 'erased',
    sample: null,
    person: null,
    submission,
  });

  // Erasing the other as well, nothing of either is left in any byte.
  const other = await showGenome(db.app, scope, `${sample}2`);
  await eraseGenome(deps, { genome: other.id, reason: 'by law', actor: testActor });
  for (const needle of [sample, person, bases]) expect(filesWith(needle), needle).toEqual([]);
  for (const content of await objectTexts()) expect(content).not.toContain(bases);
  const again = await eraseGenome(deps, { genome: id, reason: 'again', actor: testActor });
  expect(again.certificate.genome).toBe(id);
});
