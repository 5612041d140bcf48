import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoManifest, type DemoTruth, generateDemo } from './index.ts';
import { recountAlleles } from './recount.ts';
import { digestFolder, genotypeOf, readManifest, readTruth, readWrittenVcf } from './written-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-demo-'));
const small = { people: 200, genomes: 20 };
let manifest: DemoManifest;
let truth: DemoTruth;
const steps: [number, number][] = [];

beforeAll(async () => {
  manifest = await generateDemo(folder, { ...small, seed: 7, progress: (done, total) => steps.push([done, total]) });
  truth = readTruth(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const files = (): DemoManifest['submissions'][number]['files'][number][] =>
  manifest.submissions.flatMap((s) => [...s.files]);
const samples = (): DemoManifest['submissions'][number]['samples'][number][] =>
  manifest.submissions.flatMap((s) => [...s.samples]);

test('the same seed gives the same bytes, another seed others', async () => {
  const again = mkdtempSync(join(tmpdir(), 'idun-demo-'));
  await generateDemo(again, { ...small, seed: 7 });
  const first = digestFolder(folder);
  expect(digestFolder(again)).toEqual(first);
  await generateDemo(again, { ...small, seed: 8 });
  expect(digestFolder(again)['reference/demo.fa']).not.toBe(first['reference/demo.fa']);
  rmSync(again, { recursive: true, force: true });
});

test('progress counts up to its total', () => {
  expect(steps.length).toBeGreaterThan(10);
  expect(steps.at(-1)![0]).toBe(steps.at(-1)![1]);
  expect(steps.every(([done], i) => done === i + 1)).toBe(true);
});

test('the manifest names every genome once, with files that hold it', () => {
  expect(readManifest(folder)).toEqual(manifest);
  expect(new Set(samples().map((s) => s.sample)).size).toBe(20);
  expect(new Set(samples().map((s) => s.person)).size).toBe(20);
  expect(
    files()
      .flatMap((f) => [...f.samples])
      .sort(),
  ).toEqual(
    samples()
      .map((s) => s.sample)
      .sort(),
  );
  for (const file of files()) expect(readWrittenVcf(join(folder, file.path)).samples).toEqual(file.samples);
  const people = readFileSync(join(folder, 'people.csv'), 'utf8');
  for (const { person } of samples()) expect(people).toContain(`\n${person},`);
});

test('every file says that it is synthetic', () => {
  for (const file of files()) {
    const { header } = readWrittenVcf(join(folder, file.path));
    expect(header.join('\n')).toMatch(/##source=idun-demo .*\(synthetic\)/);
    expect(header.some((line) => line.startsWith('##synthetic='))).toBe(true);
  }
  for (const { description } of manifest.datasets) {
    expect(description.da).toMatch(/Syntetisk.*Ingen virkelige personer/);
    expect(description.en).toMatch(/Synthetic.*No real persons/);
  }
  expect(manifest.synthetic && truth.synthetic).toBe(true);
});

test('two submissions have a fault on purpose: exchanged samples, and an older reference', () => {
  const [swapped, outdated] = manifest.troubled;
  expect([swapped!.state, outdated!.state]).toEqual(['quarantined', 'rejected']);
  const read = (path: string) => readWrittenVcf(join(folder, path));
  const family = swapped!.samples[0]!.family;
  const first = manifest.submissions.flatMap((s) => [...s.files]).find((f) => f.path.includes(`${family}.vcf`))!;
  const { samples: names, records } = read(first.path);
  const original = new Map(records.map((record) => [`${record.chrom}:${record.pos}`, record]));
  const late = read(swapped!.files[0]!.path);
  let same = 0;
  for (const record of late.records) {
    const before = original.get(`${record.chrom}:${record.pos}`);
    if (!before || record.chrom !== '1') continue;
    const father = before.samples[names.findIndex((name) => name.endsWith('-F'))]!;
    // Which allele comes first is arbitrary in each phase set.
    if (genotypeOf(record.samples[0]!).sort().join() === genotypeOf(father).sort().join()) same++;
  }
  expect(late.samples[0]).toMatch(/-M-T1$/);
  expect(same / late.records.filter((record) => record.chrom === '1').length).toBeGreaterThan(0.9);
  expect(read(outdated!.files[0]!.path).header.join()).toContain('assembly=demo-0.9');
  expect(swapped!.samples.every((one) => samples().some((other) => other.person === one.person))).toBe(true);
});

test('pedigrees and phenopackets agree with the manifest and carry no name and no number of a person', () => {
  const people = readFileSync(join(folder, 'people.csv'), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((l) => l.split(','));
  const cprs = new Set(people.map((f) => f[1]!));
  for (const submission of manifest.submissions) {
    const rows = readFileSync(join(folder, submission.pedigree), 'utf8').trimEnd().split('\n').slice(1);
    expect(rows.map((row) => row.split('\t')[1])).toEqual(submission.samples.map((s) => s.sample));
    for (const path of submission.phenopackets) {
      const text = readFileSync(join(folder, path), 'utf8');
      const packet = JSON.parse(text) as { metaData: { phenopacketSchemaVersion: string } };
      expect(packet.metaData.phenopacketSchemaVersion).toBe('2.0');
      for (const number of text.match(/\d{6}-\d{4}/g) ?? []) expect(cprs.has(number)).toBe(false);
      expect(submission.samples.some((s) => text.includes(`"${s.sample}"`))).toBe(true);
    }
  }
});

test('the counts in truth.json are those of the files', () => {
  expect(truth.alleles.length).toBeGreaterThan(300);
  expect(recountAlleles(folder, manifest, truth.alleles)).toEqual(truth.alleles);
});

test('every planted variant has its counts, and its probands carry it', () => {
  expect(manifest.planted.map((p) => p.inheritance)).toEqual(
    expect.arrayContaining(['recessive', 'dominant-de-novo', 'mitochondrial']),
  );
  for (const planted of manifest.planted) {
    const counted = truth.planted.find(
      (a) => a.chrom === planted.chrom && a.pos === planted.pos && a.alt === planted.alt,
    );
    expect(counted!.groups['all']!.ac).toBeGreaterThanOrEqual(planted.probands.length);
    expect(counted!.groups['affected:yes']!.ac).toBeGreaterThanOrEqual(planted.probands.length);
    if (planted.deNovo) expect(counted!.groups['all']!.ac).toBe(1);
  }
});

describe('genotypes', () => {
  const inX = (pos: number): boolean =>
    manifest.reference.pseudoautosomal.some(({ X }) => pos > X.start && pos <= X.end);
  const sexOf = (sample: string): string => truth.sexes[sample]!;

  test('men have one X outside the pseudo-autosomal regions, in the form that the file’s caller writes', () => {
    const forms = new Set<string>();
    for (const file of files()) {
      const { samples: names, records } = readWrittenVcf(join(folder, file.path));
      for (const { chrom, pos, samples: values } of records) {
        if (chrom !== 'X') continue;
        values.forEach((value, i) => {
          const alleles = genotypeOf(value);
          const haploid = sexOf(names[i]!) === 'male' && !inX(pos);
          if (!haploid) expect(alleles).toHaveLength(2);
          else if (alleles.length === 2 && alleles[0] !== null)
            forms.add(alleles[0] === alleles[1] ? 'twice' : 'wrong');
          else forms.add('once');
        });
      }
    }
    expect(forms).toContain('once');
    expect(forms).toContain('twice');
  });

  test('women have no call on Y, and a son has his father’s', () => {
    let compared = 0;
    for (const file of files()) {
      const { samples: names, records } = readWrittenVcf(join(folder, file.path));
      const son = names.findIndex((name) => name.endsWith('-P') && sexOf(name) === 'male');
      const father = names.findIndex((name) => name.endsWith('-F'));
      for (const { chrom, samples: values } of records) {
        if (chrom !== 'Y') continue;
        names.forEach((name, i) => {
          if (sexOf(name) === 'female') expect(genotypeOf(values[i]!).every((a) => a === null)).toBe(true);
        });
        if (file.samples.length > 4 || son < 0 || father < 0) continue;
        const [a, b] = [genotypeOf(values[son]!)[0], genotypeOf(values[father]!)[0]];
        if (a === null || b === null) continue;
        expect(a).toBe(b);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(5);
  });

  test('children inherit from their parents; every exception is a new mutation on the list', () => {
    const exceptions = new Set<string>();
    let compared = 0;
    for (const submission of manifest.submissions) {
      const parents = readFileSync(join(folder, submission.pedigree), 'utf8').trimEnd().split('\n').slice(1);
      for (const file of submission.files) {
        const { samples: names, records } = readWrittenVcf(join(folder, file.path));
        for (const row of parents.map((line) => line.split('\t'))) {
          const [child, father, mother] = [row[1]!, row[2]!, row[3]!].map((name) => names.indexOf(name));
          if (child! < 0 || father! < 0 || mother! < 0) continue;
          for (const record of records) {
            if (record.chrom === 'Y' || record.chrom === 'MT') continue;
            const [c, f, m] = [child!, father!, mother!].map((i) => genotypeOf(record.samples[i]!));
            if ([...c!, ...f!, ...m!].includes(null)) continue;
            const son = record.chrom === 'X' && !inX(record.pos) && sexOf(names[child!]!) === 'male';
            // One laboratory now and then calls a man's X heterozygous; that is its error, not his.
            if (
              record.chrom === 'X' &&
              [...(son ? [c] : []), ...(inX(record.pos) ? [] : [f])].some((g) => g!.length === 2 && g![0] !== g![1])
            )
              continue;
            compared++;
            const fits = son
              ? m!.includes(c![0]!)
              : (m!.includes(c![0]!) && f!.includes(c![1]!)) || (m!.includes(c![1]!) && f!.includes(c![0]!));
            if (!fits) exceptions.add(`${names[child!]}:${record.chrom}:${record.pos}`);
          }
        }
      }
    }
    expect(compared).toBeGreaterThan(10_000);
    const listed = truth.deNovos.map(({ sample, chrom, pos }) => `${sample}:${chrom}:${pos}`);
    expect([...exceptions].filter((e) => !listed.includes(e))).toEqual([]);
    expect(exceptions.size).toBeGreaterThan(0);
  });

  test('there are missing calls, half calls or phase sets, mixtures in the mitochondrion, filters, `*`, symbolic alleles and breakends', () => {
    const seen = new Set<string>();
    for (const file of files()) {
      for (const record of readWrittenVcf(join(folder, file.path)).records) {
        for (const alt of record.alts) seen.add(/^[ACGT]+$/.test(alt) ? 'bases' : /[[\]]/.test(alt) ? 'breakend' : alt);
        if (record.alts.filter((alt) => /^[ACGT]+$/.test(alt)).length > 1) seen.add('multi-allelic');
        seen.add(record.filter);
        record.samples.forEach((value) => {
          const genotype = genotypeOf(value);
          if (genotype.every((a) => a === null)) seen.add('missing');
          else if (genotype.includes(null)) seen.add('half');
          if (value.split(':', 1)[0]!.includes('|')) seen.add('phased');
          if (value.split(':', 1)[0]!.includes('/')) seen.add('unphased');
        });
        if (record.format.includes('PS') && record.samples.some((v) => /^\d+$/.test(v.split(':').at(-1)!)))
          seen.add('phase set');
        if (record.chrom === 'MT' && record.format.includes('AF')) seen.add('mixture');
      }
    }
    for (const kind of [
      'bases',
      '<DEL>',
      '<DUP>',
      'breakend',
      '*',
      '<NON_REF>',
      'multi-allelic',
      'PASS',
      'LowQual',
      'missing',
      'half',
      'phased',
      'unphased',
      'phase set',
      'mixture',
    ]) {
      expect(seen).toContain(kind);
    }
  });
});

test('a nation too small for its genomes is refused in words', async () => {
  await expect(generateDemo(folder, { people: 30, genomes: 40 })).rejects.toThrow(
    /ask for more people or fewer genomes/,
  );
});
