import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentProgress } from '../../../platform/progress/index.ts';
import { makeVcf, openTestArchive, type TestArchive, testActor } from '../testing.ts';
import { processSubmission } from './process-submission.ts';
import { receiveSubmission } from './receive-submission.ts';
import { readSubmission } from './store.ts';

let archive: TestArchive;
beforeAll(async () => {
  archive = await openTestArchive();
});
afterAll(() => archive.close());

const rows = async <T>(query: ReturnType<typeof sql<T>>): Promise<T[]> => (await query.execute(archive.db.app)).rows;
const segmentFiles = (): string[] =>
  existsSync(join(archive.dataDir, 'segments'))
    ? readdirSync(join(archive.dataDir, 'segments'), { recursive: true, encoding: 'utf8' }).filter((n) =>
        n.endsWith('.seg'),
      )
    : [];
const state = async () => ({
  genomes: (await rows(sql`select 1 from genomes.genomes`)).length,
  people: (await rows(sql`select 1 from trust.people`)).length,
  segments: (await rows(sql`select 1 from genomes.segments`)).length,
  references: (await rows(sql`select 1 from genomes.refs`)).length,
  version: (await rows(sql<{ version: number }>`select version from genomes.manifest`))[0]!.version,
  files: segmentFiles().length,
});

const alternating = (i: number) => ['0/0', '0/1', '1/1'][i % 3]!;

test('one VCF, no reference loaded: accepted under the contigs of its header', async () => {
  const path = archive.save('one.vcf', makeVcf([{ name: 'S1', gt: alternating }]));
  const { state: reached, report } = await archive.add([path]);
  expect(report).toMatchObject({
    verdict: 'accepted',
    totals: { records: 20, snvs: 20 },
    references: { checked: false },
  });
  expect(reached).toBe('accepted');
  expect(report!.genomes).toMatchObject([{ sample: 'S1', het: 7, homAlt: 6, sexDeclared: 'unknown' }]);
  expect(report!.findings.map((f) => f.code)).toContain('reference-unchecked');
  expect(await state()).toMatchObject({ genomes: 1, people: 1, references: 1, version: 2, files: 1 });
  expect(await rows(sql`select name, checked from genomes.refs`)).toEqual([
    { name: 'GRCh38-unchecked', checked: false },
  ]);
  const [genome] = await rows(sql<Record<string, unknown>>`select g.state, g.sample_name, s.live, s.from_version,
      p.provisional, i.namespace, i.value
    from genomes.genomes g join genomes.segments s on g.batch_no = any(s.batch_nos)
    join trust.people p using (person_no) join trust.person_identifiers i using (person_no)`);
  expect(genome).toEqual({
    state: 'current',
    sample_name: 'S1',
    live: true,
    from_version: 2,
    provisional: true,
    namespace: 'dataset:default',
    value: 'S1',
  });
});

test('the same content again, under any name, changes nothing; in another dataset it is refused', async () => {
  const before = await state();
  const [first] = await rows(sql<{ id: string }>`select id from genomes.submissions`);
  const copy = archive.save('copy.vcf', makeVcf([{ name: 'S1', gt: alternating }]));
  expect((await archive.add([copy])).id).toBe(first!.id);
  expect(await state()).toEqual(before);
  await expect(archive.add([copy], { dataset: 'other' })).rejects.toMatchObject({
    code: 'IDUN_SUBMISSION_IN_OTHER_DATASET',
  });
});

test('a sample name the dataset has already is refused, and nothing of the submission remains', async () => {
  const before = await state();
  const path = archive.save('taken.vcf', makeVcf([{ name: 'S1', gt: () => '0/1' }]));
  const { state: reached, report } = await archive.add([path]);
  expect(reached).toBe('rejected');
  expect(report!.findings[0]).toMatchObject({ code: 'IDUN_SAMPLE_TAKEN', severity: 'error' });
  expect(await state()).toEqual(before);
  const files = await rows(sql<{ objectId: string | null }>`select object_id as "objectId"
    from genomes.submission_files order by submission_no desc limit 1`);
  expect(files).toEqual([{ objectId: null }]);
  expect((await archive.add([path], { rename: { S1: 'S2' } })).state).toBe('accepted');
});

test('a broken line rejects the whole with file and line; a corrected file then goes in', async () => {
  const before = await state();
  const text = makeVcf([{ name: 'S3', gt: alternating }]);
  const broken = archive.save('broken.vcf', text.replace('\t0/1\n', '\t0/9\n'));
  const { state: reached, report } = await archive.add([broken]);
  expect(reached).toBe('rejected');
  expect(report!.findings[0]).toMatchObject({ severity: 'error', file: 'broken.vcf', line: 6 });
  expect(await state()).toEqual(before);
  writeFileSync(broken, text);
  expect((await archive.add([broken])).state).toBe('accepted');
});

test('the history says every change of state', async () => {
  const events = await rows(sql<{ from: string | null; to: string }>`select from_state as "from", to_state as "to"
    from genomes.submission_events e where submission_no = 1 order by event_no`);
  expect(events.map((e) => `${e.from}→${e.to}`)).toEqual([
    'null→received',
    'received→validating',
    'validating→accepted',
  ]);
  const told = await rows(sql<{ topic: string }>`select topic from idun.events order by event_id limit 2`);
  expect(told.map((e) => e.topic)).toEqual(['genomes.submission.validating', 'genomes.submission.accepted']);
});

test('what cannot be a submission is refused before anything is written', async () => {
  const before = await rows(sql`select 1 from genomes.submissions`);
  const give = (path: string) =>
    receiveSubmission(archive, { files: [{ path, name: 'x', role: 'calls' }], options: {}, actor: testActor });
  await expect(give(archive.dataDir)).rejects.toMatchObject({ code: 'IDUN_FILE_IS_DIRECTORY' });
  await expect(give('/nowhere/x.vcf')).rejects.toMatchObject({ code: 'IDUN_FILE_NOT_FOUND' });
  await expect(give(archive.save('empty.vcf', ''))).rejects.toMatchObject({ code: 'IDUN_FILE_EMPTY' });
  await expect(archive.add([])).rejects.toMatchObject({ code: 'IDUN_SUBMISSION_EMPTY' });
  expect((await rows(sql`select 1 from genomes.submissions`)).length).toBe(before.length);
});

test('a submission that a killed process left in the middle is taken up again', async () => {
  const path = archive.save('left.vcf', makeVcf([{ name: 'L1', gt: alternating }], { sites: 40 }));
  const files = [{ path, name: 'left.vcf', role: 'calls' as const }];
  const { id } = await receiveSubmission(archive, { files, options: {}, actor: testActor });
  await sql`update genomes.submissions set state = 'validating', runner = '{"pid": 1}' where id = ${id}`.execute(
    archive.db.app,
  );
  expect((await archive.add([path])).state).toBe('accepted');
  const events = await rows(sql<{ to: string }>`select to_state as "to" from genomes.submission_events e
    join genomes.submissions s using (submission_no) where s.id = ${id} order by event_no`);
  expect(events.map((e) => e.to)).toEqual(['received', 'received', 'validating', 'accepted']);
});

test('an interrupted processing is received again, keeps its originals and nothing else', async () => {
  const before = await state();
  const path = archive.save('aborted.vcf', makeVcf([{ name: 'I1', gt: alternating }], { sites: 50 }));
  const files = [{ path, name: 'aborted.vcf', role: 'calls' as const }];
  const { id } = await receiveSubmission(archive, { files, options: {}, actor: testActor });
  const signal = AbortSignal.abort(new Error('stopped'));
  const processing = processSubmission(archive, id, { actor: testActor, progress: silentProgress, workers: 0, signal });
  await expect(processing).rejects.toThrow('stopped');
  expect(await state()).toEqual(before);
  expect((await readSubmission(archive.db.app, id)).state).toBe('received');
  expect((await archive.add([path])).id).toBe(id);
});

test('two writers at once come one after the other, also on a reference that both would make', async () => {
  const add = (name: string, contig: string) =>
    archive.add([archive.save(`${name}.vcf`, makeVcf([{ name, gt: alternating }], { contig, length: 12_345 }))], {
      dataset: 'parallel',
    });
  const done = await Promise.all([add('T1', 'scaffold1'), add('T2', 'scaffold1'), add('T3', 'scaffold2')]);
  expect(done.map((d) => d.state)).toEqual(['accepted', 'accepted', 'accepted']);
  const references = await rows(sql<{ name: string; contigs: number }>`select r.name, count(*)::int as contigs
    from genomes.refs r join genomes.contigs using (reference_no) where r.name like 'unchecked%' group by 1`);
  expect(references).toEqual([{ name: 'unchecked', contigs: 2 }]);
});

test('files of one submission: parts of a genome join, other people get batches of their own', async () => {
  const part = (name: string, contig: string, sample: string) =>
    archive.save(name, makeVcf([{ name: sample, gt: alternating }], { contig, length: 50_000_000, sites: 11 }));
  const { state: reached, report } = await archive.add(
    [part('a1.vcf', '21', 'J1'), part('a2.vcf', '22', 'J1'), part('b.vcf', '21', 'J2')],
    { dataset: 'joined' },
  );
  expect(reached).toBe('accepted');
  expect(report!.genomes.map((g) => [g.sample, g.het])).toEqual([
    ['J1', 8],
    ['J2', 4],
  ]);
  const batches = await rows(sql<{ genomes: number }>`select b.genomes from genomes.batches b
    join genomes.submissions s on s.submission_no = b.submission_no join genomes.datasets d using (dataset_no)
    where d.name = 'joined'`);
  expect(batches).toEqual([{ genomes: 1 }, { genomes: 1 }]);
});
