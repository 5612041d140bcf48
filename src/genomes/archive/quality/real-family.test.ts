import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestArchive, type TestArchive } from '../testing.ts';

const folder = resolve('../shared/data/genomes/giab-ashkenazim-trio');
const calls = resolve(folder, 'ashk-trio.vcf.gz');
if (!existsSync(calls)) console.log('skipped: the shared data are not beside this checkout');

describe.skipIf(!existsSync(calls))('the Ashkenazim trio of Genome in a Bottle', () => {
  let archive: TestArchive;
  beforeAll(async () => {
    archive = await openTestArchive();
  });
  afterAll(() => archive?.close());
  const pedigree = (text: string) => ({
    path: archive.save('trio.ped', text),
    name: 'trio.ped',
    role: 'pedigree' as const,
  });

  test('with its pedigree: parents are parents, and nothing is impossible', async () => {
    const text = readFileSync(resolve(folder, 'ashk-trio.ped'), 'utf8');
    const { state, report } = await archive.add([calls, pedigree(text)], { dataset: 'right' });
    expect(state).toBe('accepted');
    const pairs = report!.relatedness.map((pair) => [pair.sampleA, pair.sampleB, pair.relation, pair.expected]);
    expect(pairs.sort()).toEqual([
      ['HG003', 'HG002', 'parent-child', 'parent-child'],
      ['HG004', 'HG002', 'parent-child', 'parent-child'],
    ]);
    for (const { kinship } of report!.relatedness) expect(Math.abs(kinship - 0.25)).toBeLessThan(0.03);
    expect(report!.findings.filter((f) => f.holds || f.code.startsWith('mendelian'))).toEqual([]);
    expect(report!.totals).toMatchObject({ records: 9940 });
  });

  test('the same family again in another dataset is seen, by name and genome', async () => {
    const { gunzipSync } = await import('node:zlib');
    const text = gunzipSync(readFileSync(calls)).toString('latin1').replace('\n#CHROM', '\n##comment=again\n#CHROM');
    const { report } = await archive.add([archive.save('again.vcf', text)], { dataset: 'again' });
    const seen = report!.findings.filter((f) => f.code === 'genome-seen-before');
    expect(seen.map((f) => f.parameters!['sample']).sort()).toEqual(['HG002', 'HG003', 'HG004']);
  });

  test('with mother and child exchanged in the pedigree it is held', async () => {
    const { gunzipSync } = await import('node:zlib');
    const text = gunzipSync(readFileSync(calls)).toString('latin1').replace('\n#CHROM', '\n##comment=wrong\n#CHROM');
    const wrong = 'ash HG004 HG003 HG002 2 2\nash HG002 0 0 2 1\nash HG003 0 0 1 1\n';
    const { state, report } = await archive.add([archive.save('wrong.vcf', text), pedigree(wrong)], {
      dataset: 'wrong',
    });
    expect(state).toBe('quarantined');
    const held = report!.findings.filter((f) => f.holds).map((f) => f.code);
    expect(held).toEqual(expect.arrayContaining(['parent-impossible', 'mendelian-impossible']));
  });
});
