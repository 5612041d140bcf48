import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DemoManifest, generateDemo } from './index.ts';
import { recountAlleles } from './recount.ts';
import { genotypeOf, readTruth, readWrittenVcf, type WrittenRecord } from './written-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-demo-full-'));
const hasPlink2 = spawnSync('plink2', ['--version']).status === 0;
const hasBcftools = spawnSync('bcftools', ['--version']).status === 0;
let manifest: DemoManifest;
/** The cohort's records, and its columns without children, whose chromosomes are their parents'. */
let records: WrittenRecord[];
let founders: number[];

beforeAll(async () => {
  manifest = await generateDemo(folder);
  const cohort = manifest.submissions.find((s) => s.dataset === 'demo-cohort')!;
  const read = readWrittenVcf(join(folder, cohort.files[0]!.path));
  records = read.records;
  founders = read.samples.flatMap((name, i) => (name.endsWith('-P') ? [] : [i]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Haplotypes of a site as 0 and 1; null where the record is not a plain SNV called in everyone. */
function haplotypes({ ref, alts, samples }: WrittenRecord): Uint8Array | null {
  if (ref.length !== 1 || alts.length !== 1 || alts[0]!.length !== 1) return null;
  const alleles = founders.flatMap((i) => genotypeOf(samples[i]!));
  return alleles.includes(null) || alleles[0] === undefined ? null : Uint8Array.from(alleles as number[]);
}

test('the size is that of a demo: 400 genomes, 20,000 to 40,000 sites, under 40 MB', () => {
  expect(manifest.genomes).toBe(400);
  expect(manifest.people.count).toBe(20_000);
  expect(manifest.sites).toBeGreaterThan(20_000);
  expect(manifest.sites).toBeLessThan(40_000);
  expect(manifest.totalBytes).toBeLessThan(40e6);
});

test('there are about 100 trios, three regions, both parts of the facility, twelve patient groups, two years of growth', () => {
  const { relationships, sexes } = readTruth(folder);
  const parents = new Map<string, number>();
  for (const { a, b, relation } of relationships) {
    if (relation !== 'parent-child') continue;
    for (const sample of [a, b]) if (/-[PS]$/.test(sample)) parents.set(sample, (parents.get(sample) ?? 0) + 1);
  }
  expect([...parents.values()].filter((n) => n >= 2).length).toBeGreaterThan(95);
  expect(Object.keys(sexes)).toHaveLength(400);
  expect(new Set(manifest.submissions.map((s) => s.dataset)).size).toBe(6);
  expect(new Set(manifest.submissions.map((s) => s.patientGroup)).size).toBeGreaterThanOrEqual(12);
  const months = new Set(manifest.submissions.map((s) => s.receivedOn.slice(0, 7)));
  expect(months.size).toBeGreaterThan(12);
  expect([...months].every((month) => month >= '2024-11' && month <= '2026-10')).toBe(true);
});

test('among unrelated people a third or more of the variants are seen once, and some are the reference’s own rarity', () => {
  const counts = new Map<number, number>();
  for (const record of records) {
    if (record.chrom === 'X' || record.chrom === 'Y' || record.chrom === 'MT') continue;
    const alleles = haplotypes(record);
    if (alleles === null) continue;
    const ac = alleles.reduce((sum, allele) => sum + allele, 0);
    if (ac > 0) counts.set(ac, (counts.get(ac) ?? 0) + 1);
  }
  const total = [...counts.values()].reduce((a, b) => a + b, 0);
  const share = (ac: number): number => (counts.get(ac) ?? 0) / total;
  const n = 2 * founders.length;
  expect(share(1)).toBeGreaterThan(0.3);
  expect(share(1)).toBeLessThan(0.6);
  expect(share(1)).toBeGreaterThan(share(2));
  expect(share(2)).toBeGreaterThan(share(4));
  const high = [...counts].filter(([ac]) => ac > 0.9 * n).reduce((sum, [, sites]) => sum + sites, 0);
  const middle = [...counts].filter(([ac]) => ac > 0.6 * n && ac <= 0.7 * n).reduce((sum, [, sites]) => sum + sites, 0);
  expect(high).toBeGreaterThan(middle);
});

test('linkage decays with distance', () => {
  const common = records
    .filter(({ chrom }) => chrom === '1')
    .flatMap((record) => {
      const alleles = haplotypes(record);
      const frequency = alleles === null ? 0 : alleles.reduce((a, b) => a + b, 0) / alleles.length;
      return frequency > 0.15 && frequency < 0.85 ? [{ pos: record.pos, alleles: alleles!, frequency }] : [];
    });
  const bins = new Map<string, number[]>();
  for (let i = 0; i < common.length; i++) {
    for (let j = i + 1; j < common.length; j += 3) {
      const [a, b] = [common[i]!, common[j]!];
      const distance = b.pos - a.pos;
      const bin =
        distance < 1000 ? 'near' : distance > 8000 && distance < 12_000 ? 'middle' : distance > 200_000 ? 'far' : null;
      if (bin === null || (bin === 'far' && (i + j) % 40 !== 0)) continue;
      let both = 0;
      for (let k = 0; k < a.alleles.length; k++) both += a.alleles[k]! & b.alleles[k]!;
      const d = both / a.alleles.length - a.frequency * b.frequency;
      const r2 = d ** 2 / (a.frequency * (1 - a.frequency) * b.frequency * (1 - b.frequency));
      bins.set(bin, [...(bins.get(bin) ?? []).slice(-1999), r2]);
    }
  }
  const mean = (bin: string): number => bins.get(bin)!.reduce((a, b) => a + b, 0) / bins.get(bin)!.length;
  expect(mean('near')).toBeGreaterThan(0.3);
  expect(mean('near')).toBeGreaterThan(1.5 * mean('middle'));
  expect(mean('middle')).toBeGreaterThan(3 * mean('far'));
  expect(mean('far')).toBeLessThan(0.03);
});

test('transitions are twice as many as transversions, and about one variant in ten is an indel', () => {
  let transitions = 0;
  let substitutions = 0;
  let indels = 0;
  for (const { ref, alts } of records) {
    for (const alt of alts.filter((text) => /^[ACGT]+$/.test(text))) {
      if (ref.length !== alt.length) indels++;
      else {
        substitutions++;
        if (['AG', 'GA', 'CT', 'TC'].includes(ref + alt)) transitions++;
      }
    }
  }
  const ratio = transitions / (substitutions - transitions);
  expect(ratio).toBeGreaterThan(1.85);
  expect(ratio).toBeLessThan(2.3);
  expect(indels / (indels + substitutions)).toBeGreaterThan(0.06);
  expect(indels / (indels + substitutions)).toBeLessThan(0.16);
});

test('the counts of 500 sites in truth.json are those of the files, all planted variants among them', () => {
  const truth = readTruth(folder);
  expect(truth.alleles.length).toBeGreaterThan(400);
  expect(new Set(truth.alleles.map((a) => a.chrom))).toEqual(new Set(['1', '2', '3', '21', 'X', 'Y', 'MT']));
  expect(truth.planted).toHaveLength(manifest.planted.length);
  expect(manifest.planted.map((p) => p.inheritance)).toContain('x-linked');
  expect(recountAlleles(folder, manifest, truth.alleles)).toEqual(truth.alleles);
});

test.runIf(hasBcftools)('bcftools reads every file without a word and finds REF as in the reference', () => {
  const fasta = join(folder, 'reference/demo.fa');
  let compared = 0;
  for (const file of manifest.submissions.flatMap((s) => s.files)) {
    const path = join(folder, file.path);
    const run = spawnSync('bcftools', ['norm', '-c', 'e', '-m', '-any', '-f', fasta, '-Ou', '-o', '/dev/null', path], {
      encoding: 'utf8',
    });
    expect(run.status).toBe(0);
    const lines = run.stderr
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('Lines '));
    expect(lines).toEqual([]);
    compared++;
  }
  expect(compared).toBeGreaterThan(70);
  const cohort = manifest.submissions.find((s) => s.dataset === 'demo-cohort')!.files[0]!.path;
  const counted = execFileSync('bcftools', ['view', '-H', join(folder, cohort)], { encoding: 'utf8', maxBuffer: 1e9 });
  expect(counted.trimEnd().split('\n')).toHaveLength(records.length);
});

test.runIf(hasPlink2)('plink2 finds parents and children in the cohort, and nobody related who is not', () => {
  const cohort = manifest.submissions.find((s) => s.dataset === 'demo-cohort')!.files[0]!.path;
  const out = join(folder, 'king');
  const chosen = ['--chr', '1,2,3,21', '--max-alleles', '2', '--threads', '1', '--make-king-table', '--out', out];
  expect(spawnSync('plink2', ['--vcf', join(folder, cohort), ...chosen]).status).toBe(0);
  const listed = new Map(readTruth(folder).relationships.map((r) => [[r.a, r.b].sort().join(), r.kinship]));
  const lines = readFileSync(`${out}.kin0`, 'utf8').trimEnd().split('\n');
  const columns = lines[0]!.slice(1).split('\t');
  const [first, second, kinship] = ['IID1', 'IID2', 'KINSHIP'].map((name) => columns.indexOf(name));
  let close = 0;
  for (const line of lines.slice(1)) {
    const fields = line.split('\t');
    const expected = listed.get([fields[first!]!, fields[second!]!].sort().join()) ?? 0;
    const found = Number(fields[kinship!]);
    if (expected === 0.25) {
      expect(found).toBeGreaterThan(0.177);
      close++;
    } else if (expected === 0) expect(found).toBeLessThan(0.0884);
  }
  expect(close).toBeGreaterThan(70);
});
