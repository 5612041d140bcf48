import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeVcf, openTestArchive, type TestArchive, testActor } from '../testing.ts';
import { receiveSubmission } from './receive-submission.ts';

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
