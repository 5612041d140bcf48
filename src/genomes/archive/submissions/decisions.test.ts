import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentProgress } from '../../../platform/progress/index.ts';
import { mintOperatorScope } from '../../../trust/scope/index.ts';
import { leaveDataset } from '../datasets/leave-dataset.ts';
import { showGenome } from '../genomes/show-genome.ts';
import { swapSamples } from '../genomes/swap-samples.ts';
import { makeVcf, openTestArchive, type TestArchive, testActor } from '../testing.ts';
import { rejectSubmission, releaseSubmission, retractSubmission } from './decide-submission.ts';
import { replaceSubmission } from './replace-submission.ts';
import { readSubmission } from './store.ts';

let archive: TestArchive;
beforeAll(async () => {
  archive = await openTestArchive();
});
afterAll(() => archive.close());

const decision = { reason: 'as the laboratory asked', actor: testActor };
const rows = async <T>(query: ReturnType<typeof sql<T>>): Promise<T[]> => (await query.execute(archive.db.app)).rows;
const version = async () => (await rows(sql<{ version: number }>`select version from genomes.manifest`))[0]!.version;
const liveSegments = async (submission: string) =>
  (
    await rows(sql`select 1 from genomes.segments s join genomes.batches b on b.batch_no = any(s.batch_nos)
      join genomes.submissions u using (submission_no) where u.id = ${submission} and s.live`)
  ).length;
const genomeStates = async (submission: string) =>
  (
    await rows(sql<{
      state: string;
    }>`select g.state from genomes.genomes g join genomes.submissions u using (submission_no)
      where u.id = ${submission} order by local_no`)
  ).map((row) => row.state);

/** A file whose X calls look like a woman's, declared a man: it is held. */
function heldVcf(name: string, start = 5_000_000): string {
  return makeVcf([{ name, gt: (i) => (i % 3 === 0 ? '1/1' : '0/1') }], {
    sites: 60,
    contig: 'X',
    length: 156_040_895,
    start,
  });
}

test('a retracted submission leaves the manifest and may be handed in again', async () => {
  const file = archive.save('r.vcf', makeVcf([{ name: 'R1', gt: () => '0/1' }]));
  const { id } = await archive.add([file]);
  const before = await version();
  expect(await liveSegments(id)).toBe(1);
  await expect(retractSubmission(archive, id, { ...decision, reason: ' ' })).rejects.toMatchObject({ status: 400 });
  expect(await retractSubmission(archive, id, decision)).toEqual({ id, state: 'retracted', genomes: 1 });
  expect([await liveSegments(id), await version(), await genomeStates(id)]).toEqual([0, before + 1, ['retracted']]);
  await expect(retractSubmission(archive, id, decision)).rejects.toMatchObject({ code: 'IDUN_SUBMISSION_STATE' });
  const again = await archive.add([file]);
  expect([again.state, again.id === id]).toEqual(['accepted', false]);
});

test('a replacement takes the place in one step; the older one stays in the history', async () => {
  const older = await archive.add([archive.save('p1.vcf', makeVcf([{ name: 'P1', gt: () => '0/1' }], { sites: 30 }))]);
  const newer = await replaceSubmission(archive, older.id, {
    files: [
      {
        path: archive.save('p2.vcf', makeVcf([{ name: 'P1', gt: () => '1/1' }], { sites: 30 })),
        name: 'p2.vcf',
        role: 'calls',
      },
    ],
    options: { sex: { P1: 'female' } },
    actor: testActor,
    progress: silentProgress,
  });
  expect(newer.state).toBe('accepted');
  expect((await readSubmission(archive.db.app, older.id)).state).toBe('replaced');
  expect([await genomeStates(older.id), await genomeStates(newer.id)]).toEqual([['superseded'], ['current']]);
  expect([await liveSegments(older.id), await liveSegments(newer.id)]).toEqual([0, 1]);
  const people = await rows(sql<{
    person_no: number;
    sex: string;
  }>`select distinct person_no, p.sex from genomes.genomes
    join trust.people p using (person_no) where sample_name = 'P1'`);
  expect(people).toMatchObject([{ sex: 'female' }]);
});

test('a held submission counts nowhere until a person releases it', async () => {
  const held = await archive.add([archive.save('q.vcf', heldVcf('Q1'))], { sex: { Q1: 'male' } });
  expect(held.state).toBe('quarantined');
  expect(held.report!.findings[0]).toMatchObject({ code: 'sex-mismatch', holds: true });
  expect([await liveSegments(held.id), await genomeStates(held.id)]).toEqual([0, ['quarantined']]);
  await releaseSubmission(archive, held.id, decision);
  expect([await liveSegments(held.id), await genomeStates(held.id)]).toEqual([1, ['current']]);
});

test('a held submission that is rejected leaves only its history', async () => {
  const held = await archive.add([archive.save('x.vcf', heldVcf('X1', 6_000_000))], { sex: { X1: 'male' } });
  const [segment] = await rows(
    sql<{ path: string }>`select path from genomes.segments order by created_at desc limit 1`,
  );
  expect(existsSync(join(archive.dataDir, segment!.path))).toBe(true);
  expect(await rejectSubmission(archive, held.id, decision)).toMatchObject({ state: 'rejected', genomes: 1 });
  expect(existsSync(join(archive.dataDir, segment!.path))).toBe(false);
  expect(await genomeStates(held.id)).toEqual([]);
  expect(await rows(sql`select 1 from trust.person_identifiers where value = 'X1'`)).toEqual([]);
  const { report, state } = await readSubmission(archive.db.app, held.id);
  expect([state, report!.findings[0]!.code]).toEqual(['rejected', 'sex-mismatch']);
  const objects = readdirSync(join(archive.dataDir, 'objects'), { recursive: true, encoding: 'utf8' });
  const named = await rows(
    sql<{ id: string }>`select object_id as id from genomes.submission_files where object_id is not null`,
  );
  expect(objects.filter((name) => name.endsWith('.c4gh')).length).toBe(named.length);
});

test('a sample swap exchanges people, keeps names, and both histories tell', async () => {
  const file = archive.save(
    's.vcf',
    makeVcf(
      [
        { name: 'W1', gt: () => '0/1' },
        { name: 'W2', gt: () => '0/0' },
      ],
      { sites: 8 },
    ),
  );
  await archive.add([file], { sex: { W1: 'male', W2: 'female' } });
  const scope = await mintOperatorScope(archive.db.app, { actorId: 'test' });
  const before = [await showGenome(archive.db.app, scope, 'W1'), await showGenome(archive.db.app, scope, 'W2')];
  await expect(swapSamples(archive, { a: 'W1', b: 'W1', ...decision })).rejects.toMatchObject({
    code: 'IDUN_SWAP_SAME',
  });
  await swapSamples(archive, { a: 'W1', b: 'W2', ...decision });
  const after = [await showGenome(archive.db.app, scope, 'W1'), await showGenome(archive.db.app, scope, 'W2')];
  expect(after.map((g) => [g.person, g.sex])).toEqual(before.map((g) => [g.person, g.sex]).reverse());
  expect(after[0]!.history.at(-1)).toMatchObject({
    act: 'person-exchanged',
    from: before[0]!.person,
    to: before[1]!.person,
  });
});

test('leaving a dataset moves the mask epoch once, and a return ends it', async () => {
  const leave = (returns = false) =>
    leaveDataset(archive, { dataset: 'default', person: 'dataset:default:R1', returns, ...decision });
  const left = await leave();
  expect(left).toMatchObject({ changed: true, genomes: 1 });
  expect((await leave()).changed).toBe(false);
  expect((await leave(true)).maskEpoch).toBe(left.maskEpoch! + 1);
  expect((await leave()).changed).toBe(true);
});
