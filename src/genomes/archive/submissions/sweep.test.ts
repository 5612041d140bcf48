import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addReference } from '../references/add-reference.ts';
import { makeVcf, openTestArchive, type TestArchive } from '../testing.ts';
import { asWriter } from './locks.ts';
import { sweepArchive } from './sweep.ts';

let archive: TestArchive;
beforeAll(async () => {
  archive = await openTestArchive();
  await addReference(archive, { path: archive.save('r.fa', '>1\nACGT\n') });
  await archive.add([archive.save('a.vcf', makeVcf([{ name: 'A', gt: () => '0/1' }]))]);
});
afterAll(() => archive.close());

const files = (): string[] =>
  readdirSync(archive.dataDir, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

test('what no row names goes; what one names stays', async () => {
  const before = files();
  const orphans = [
    `segments/ab/${'ab'.repeat(32)}.seg`,
    'segments/.writing-1-x',
    'calls/bat_x/0.calls',
    'references/.adding-ref_x/genome.fa',
    'work/sub_x/0',
  ].map((name) => join(archive.dataDir, name));
  for (const path of orphans) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'x');
  }
  await archive.objects.put(archive.save('orphan', 'nobody names me'));
  await asWriter(archive.db, async () => {
    expect(await sweepArchive(archive)).toBeUndefined();
    expect(orphans.every((path) => existsSync(path))).toBe(true);
  });
  expect(await sweepArchive(archive)).toBe(6);
  expect(files()).toEqual(before);
  expect(await sweepArchive(archive)).toBe(0);
});
