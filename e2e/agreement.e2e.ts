import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

import { idun, idunJson, run, sharedFile, temporaryData, tool } from './idun.ts';

/** Counts of one allele as bcftools gives them for the same file. */
interface Counts {
  ac: number;
  an: number;
  hom: number;
  hemi: number;
}

const bcftools = tool('bcftools');
const files: [name: string, path: string, alleles: number][] = [
  ['1000 Genomes chr21, 2,504 people', 'data/research/plink/1kg_phase3_chr21_start.vcf.gz', 300],
  [
    '1000 Genomes chr20 slice',
    'data/genomes/1000g-and-ceu-slices/tabix-test-vcf/1000G.phase3.broad.withGenotypes.chr20.10100000.vcf.gz',
    15,
  ],
  ['CEU trio, chromosomes 20 and 21', 'data/genomes/1000g-and-ceu-slices/CEUTrio.HiSeq.WGS.b37.NA12878.20.21.vcf', 500],
  ['GIAB Ashkenazim trio', 'data/genomes/giab-ashkenazim-trio/ashk-trio.vcf.gz', 5000],
  ['exome of 37,709 records', 'data/genomes/exomiser/Pfeiffer.vcf.gz', 30000],
];
let compared = 0;
const places: (() => void)[] = [];
afterAll(() => {
  for (const remove of places) remove();
});

/** Per allele of a file: `bcftools norm -m -` splits, `+fill-tags` counts. Structural and `*` alleles are left out, as in our table. */
function countsOfBcftools(path: string): Map<string, Counts> {
  const text = run('bash', [
    '-c',
    `set -o pipefail; ${bcftools} norm -m - "$0" 2>/dev/null | ${bcftools} +fill-tags -- -t AN,AC,AC_Hom,AC_Hemi 2>/dev/null | ${bcftools} query -f '%CHROM\\t%POS\\t%REF\\t%ALT\\t%AC\\t%AN\\t%AC_Hom\\t%AC_Hemi\\n'`,
    path,
  ]);
  const counts = new Map<string, Counts>();
  for (const line of text.split('\n')) {
    const [chrom, pos, ref, alt, ac, an, hom, hemi] = line.split('\t');
    if (!alt || !/^[ACGTN]+$/i.test(alt) || !/^[ACGTN]+$/i.test(ref!)) continue;
    const key = trimmed(chrom!, Number(pos), ref!.toUpperCase(), alt.toUpperCase());
    counts.set(key, { ac: Number(ac), an: Number(an), hom: Number(hom) / 2, hemi: Number(hemi) });
  }
  return counts;
}

/** Shared bases cut off the end, then the beginning: the same allele whatever its record looked like. */
function trimmed(chrom: string, pos: number, ref: string, alt: string): string {
  let at = pos;
  let r = ref;
  let a = alt;
  while (r.length > 1 && a.length > 1 && r.at(-1) === a.at(-1)) {
    r = r.slice(0, -1);
    a = a.slice(0, -1);
  }
  while (r.length > 1 && a.length > 1 && r[0] === a[0]) {
    r = r.slice(1);
    a = a.slice(1);
    at++;
  }
  return `${chrom.replace(/^chr/, '')}-${at}-${r}-${a}`;
}

describe.skipIf(!bcftools)('the frequency table agrees with bcftools, count by count', () => {
  for (const [name, path, floor] of files) {
    const file = sharedFile(path);
    test.skipIf(!file)(name, () => {
      const { data, remove } = temporaryData();
      places.push(remove);
      const added = idun(data, ['genomes', 'add', file!, '--dataset', 'real']);
      expect(added.status, added.stderr).toBe(0);
      const output = join(data, '..', 'frequencies.tsv');
      const written = idun(data, ['variants', 'frequencies', '--dataset', 'real', '--output', output]);
      expect(written.status, written.stderr).toBe(0);
      const [header, ...lines] = readFileSync(output, 'utf8').trimEnd().split('\n');
      expect(header).toBe('chrom\tpos\tref\talt\tac\tan\thom\themi\tmissing\taf');
      const expected = countsOfBcftools(file!);
      expect(expected.size).toBeGreaterThanOrEqual(floor);
      const wrong: string[] = [];
      const seen = new Set<string>();
      for (const line of lines) {
        const [chrom, pos, ref, alt, ac, an, hom, hemi] = line.split('\t');
        const key = trimmed(chrom!, Number(pos), ref!, alt!);
        seen.add(key);
        const theirs = expected.get(key);
        const ours = { ac: Number(ac), an: Number(an), hom: Number(hom), hemi: Number(hemi) };
        if (
          !theirs ||
          theirs.ac !== ours.ac ||
          theirs.an !== ours.an ||
          theirs.hom !== ours.hom ||
          theirs.hemi !== ours.hemi
        ) {
          wrong.push(`${key}: ours ${JSON.stringify(ours)}, bcftools ${JSON.stringify(theirs)}`);
        }
      }
      for (const key of expected.keys()) if (!seen.has(key)) wrong.push(`${key}: missing in ours`);
      expect(wrong.slice(0, 10), `${wrong.length} of ${expected.size} differ`).toEqual([]);
      compared += expected.size;
    });
  }

  test('enough was compared', () => {
    if (files.some(([, path]) => sharedFile(path))) expect(compared).toBeGreaterThan(100);
    else console.log('skipped: the shared data are not beside this checkout');
  });
});

describe('answers about one variant', () => {
  const file = sharedFile('data/research/plink/1kg_phase3_chr21_start.vcf.gz');
  test.skipIf(!file)('the JSON of a variant has everyone first, and the same counts as the table', () => {
    const { data, remove } = temporaryData();
    places.push(remove);
    expect(idun(data, ['genomes', 'add', file!, '--dataset', 'kg']).status).toBe(0);
    const table = idun(data, ['variants', 'frequencies', '--dataset', 'kg', '--output', join(data, '..', 'f.tsv')]);
    expect(table.status, table.stderr).toBe(0);
    const rows = readFileSync(join(data, '..', 'f.tsv'), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((l) => l.split('\t'));
    const [chrom, pos, ref, alt, ac, an, hom] = rows.find((row) => Number(row[4]) > 100)!;
    const answer = idunJson<{
      variant: Record<string, unknown>;
      checked: boolean;
      groups: { group: string; ac: number; an: number; af: number; hom: number; faf95: number }[];
    }>(data, ['variants', 'show', `${chrom}-${pos}-${ref}-${alt}`]);
    expect(answer.variant).toMatchObject({ chrom, pos: Number(pos), ref, alt });
    expect(answer.checked).toBe(false);
    const [all] = answer.groups;
    expect(all).toMatchObject({ group: 'all', ac: Number(ac), an: Number(an), hom: Number(hom) });
    expect(all!.af).toBeCloseTo(Number(ac) / Number(an), 10);
    expect(all!.faf95).toBeGreaterThan(0);
    expect(all!.faf95).toBeLessThan(all!.af);
  });

  test.skipIf(!file)('the same file twice changes nothing', () => {
    const { data, remove } = temporaryData();
    places.push(remove);
    expect(idun(data, ['genomes', 'add', file!, '--dataset', 'kg']).status).toBe(0);
    const before = idunJson<{ total: number }>(data, ['genomes', 'list']).total;
    const again = idun(data, ['genomes', 'add', file!, '--dataset', 'kg']);
    expect(again.status, again.stderr).toBe(0);
    expect(idunJson<{ total: number }>(data, ['genomes', 'list']).total).toBe(before);
    expect(before).toBe(2504);
  });
});
