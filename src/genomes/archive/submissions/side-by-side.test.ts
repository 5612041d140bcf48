import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Progress, silentProgress } from '../../../platform/progress/index.ts';
import { addReference } from '../references/add-reference.ts';
import { makeVcf, openTestArchive, type TestArchive, testActor } from '../testing.ts';
import { processSubmission } from './process-submission.ts';
import { receiveSubmission } from './receive-submission.ts';

let archive: TestArchive;
let reference: string;
beforeAll(async () => {
  archive = await openTestArchive();
  const path = archive.save('small.fa', `>7\n${'A'.repeat(5000)}\n`);
  const added = await addReference({ db: archive.db, dataDir: archive.dataDir }, { path, name: 'small' });
  reference = added.reference.id;
});
afterAll(() => archive.close());

const segments = (): number =>
  existsSync(join(archive.dataDir, 'segments'))
    ? readdirSync(join(archive.dataDir, 'segments'), { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.seg'),
      ).length
    : 0;

const receive = async (name: string, dataset: string, gt: string): Promise<string> => {
  const path = archive.save(
    `${dataset}-${name}-${gt[0]}${gt[2]}.vcf`,
    makeVcf([{ name, gt: () => gt }], { length: 5000 }),
  );
  const files = [{ path, name: `${name}.vcf`, role: 'calls' as const }];
  return (await receiveSubmission(archive, { files, options: { dataset }, actor: testActor })).id;
};
const process = (id: string, progress: Progress = silentProgress) =>
  processSubmission(archive, id, { actor: testActor, progress, workers: 0 });

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 600 && !holds(); i++) await new Promise((wake) => setTimeout(wake, 50));
  expect(holds()).toBe(true);
}

test('submissions on one loaded reference are read beside each other; only judging and committing wait', async () => {
  const ids = [await receive('a', 'first', '0/1'), await receive('b', 'second', '1/1')];
  let done = 0;
  let working: Promise<unknown>[] = [];
  await archive.db.advisoryLock(`genomes.reference:${reference}`, async () => {
    working = ids.map((id) => process(id).then(() => done++));
    // Both have written their segments while somebody else commits.
    await until(() => segments() === 2);
    expect(done).toBe(0);
  });
  await Promise.all(working);
  const states = await Promise.all(ids.map((id) => process(id)));
  expect(states.map((one) => [one.state, one.report?.references.name])).toEqual([
    ['accepted', 'small'],
    ['accepted', 'small'],
  ]);
});

test('of two that bring the same sample to one dataset at once the second is rejected, and leaves nothing', async () => {
  const ids = [await receive('c', 'third', '0/1'), await receive('c', 'third', '1/1')];
  const before = segments();
  const states = await Promise.all(ids.map((id) => process(id)));
  expect(states.map((one) => one.state).sort()).toEqual(['accepted', 'rejected']);
  const refused = states.find((one) => one.state === 'rejected')!;
  expect(refused.report!.findings.map((finding) => finding.code)).toEqual(['IDUN_SAMPLE_TAKEN']);
  expect(segments()).toBe(before + 1);
});
