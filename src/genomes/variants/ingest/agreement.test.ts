import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { trimAllele } from '../../../genetics/normalise/index.ts';
import { silentProgress } from '../../../platform/progress/index.ts';
import { SegmentReader } from '../segment/index.ts';
import { type IngestReference, type IngestRequest, type IngestResult, ingestFiles } from './index.ts';
import { segmentRows } from './segment-rows.ts';

const shared = '../shared/data';
const folder = mkdtempSync(join(tmpdir(), 'idun-agreement-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const hasBcftools = spawnSync('bcftools', ['--version']).status === 0;
let compared = 0;

interface Counts {
  ac: number;
  an: number;
  hom: number;
  missing: number;
}

const noReference: IngestReference = { referenceNo: 1, name: 'none', contigs: [], fastaPath: null, par: [] };

function request(paths: string[], more: Partial<IngestRequest>): IngestRequest {
  return {
    files: paths.map((path) => ({ path, name: basename(path) })),
    reference: noReference,
    batchNo: 1,
    batchId: 'bat_agreement',
    dataDir: mkdtempSync(join(folder, 'data-')),
    absent: 'sites',
    blockThreshold: { gq: 20, dp: 0 },
    genomeKey: (localNo) => new Uint8Array(32).fill(localNo),
    batchKey: new Uint8Array(32),
    workers: 0,
    memoryBytes: 1 << 30,
    progress: silentProgress,
    ...more,
  };
}

/** Counts per allele, by contig number, position and alleles. */
function ourCounts(result: IngestResult, contigNames: Map<number, string>): Map<string, Counts> {
  const counts = new Map<string, Counts>();
  for (const { path, contigNo, kind } of result.segments) {
    if (kind !== 'small') continue;
    const segment = SegmentReader.open(path);
    const genomes = segment.head.genomes;
    for (const row of segmentRows(segment)) {
      const { miss, low } = row.site;
      counts.set(`${contigNames.get(contigNo)} ${row.start + 1} ${row.ref} ${row.alt}`, {
        ac: row.one.length + 2 * row.two.length,
        an: 2 * (genomes - miss.length - low.length) + low.length,
        hom: row.two.length,
        missing: miss.length,
      });
    }
    segment.close();
  }
  return counts;
}

/** The same from `bcftools norm` and the genotypes it prints. Alleles are trimmed here, since norm does that only with a reference. */
function bcftoolsCounts(path: string, fasta: string | null): Map<string, Counts> {
  const options = { encoding: 'utf8' as const, maxBuffer: 1 << 30, stdio: 'pipe' as const };
  const norm = execFileSync(
    'bcftools',
    ['norm', '-m-', ...(fasta === null ? [] : ['-f', fasta]), '-Ov', path],
    options,
  );
  const text = execFileSync('bcftools', ['query', '-f', '%CHROM\t%POS\t%REF\t%ALT[\t%GT]\n', '-'], {
    ...options,
    input: norm,
  });
  const counts = new Map<string, Counts>();
  for (const line of text.split('\n')) {
    const [chrom, pos, ref, alt, ...genotypes] = line.split('\t');
    if (alt === undefined || !/^[ACGTN]+$/i.test(alt)) continue;
    const allele = trimAllele(Number(pos), ref!.toUpperCase(), alt.toUpperCase());
    if (allele.ref === allele.alt) continue;
    const sum = { ac: 0, an: 0, hom: 0, missing: 0 };
    for (const genotype of genotypes) {
      const called = genotype.split(/[/|]/).filter((a) => a !== '.');
      const copies = called.filter((a) => a === '1').length;
      sum.ac += copies;
      sum.an += called.length;
      if (copies === 2) sum.hom++;
      if (called.length === 0) sum.missing++;
    }
    const key = `${chrom} ${allele.start} ${allele.ref} ${allele.alt}`;
    const earlier = counts.get(key);
    if (earlier) sum.ac += earlier.ac;
    counts.set(key, sum);
  }
  return counts;
}

async function compare(path: string, reference: IngestReference = noReference): Promise<number> {
  const result = await ingestFiles(request([path], { reference }));
  const names = new Map([...reference.contigs, ...result.newContigs].map((c) => [c.contigNo, c.name]));
  const ours = ourCounts(result, names);
  const theirs = bcftoolsCounts(path, reference.fastaPath);
  expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
  for (const [key, counts] of theirs) expect({ key, ...ours.get(key)! }).toEqual({ key, ...counts });
  compared += ours.size;
  return ours.size;
}

const whenPossible = test.skipIf(!hasBcftools || !existsSync(shared));

whenPossible.each([
  ['genomes/giab-ashkenazim-trio/ashk-trio.vcf.gz', 9900],
  ['research/plink/1kg_phase3_chr21_start.vcf.gz', 590],
  ['genomes/1000g-and-ceu-slices/tabix-test-vcf/1000G.phase3.broad.withGenotypes.chr20.10100000.vcf.gz', 10],
  ['genomes/1000g-and-ceu-slices/CEUTrio.HiSeq.WGS.b37.NA12878.20.21.vcf', 1000],
  ['genomes/1000g-and-ceu-slices/NA12878_21_10002403.g.vcf', 2],
  ['genomes/1000g-and-ceu-slices/tabix-test-vcf/combined.chr20_18210071_18210093.g.vcf.gz', 1],
  ['genomes/exomiser/Pfeiffer.vcf.gz', 37000],
  ['genomes/pharmcat/multisample.vcf', 100],
  ['clinical/trio/opencga-quartet.annotated.partial.vcf.gz', 100],
  ['research/saige/genotype_10markers.missingness.vcf', 10],
])('counts of %s equal those of bcftools norm -m-', async (path, least) => {
  expect(await compare(join(shared, path))).toBeGreaterThanOrEqual(least);
});

/** A reference made of a file's own REF columns over repetitive filling, so that left-alignment moves alleles. */
function referenceFor(path: string, name: string): IngestReference {
  const raw = readFileSync(path);
  const text = (raw[0] === 0x1f ? gunzipSync(raw) : raw).toString('latin1');
  const records = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t', 4));
  const lengths = new Map<string, number>();
  for (const [chrom, pos, , ref] of records) {
    lengths.set(chrom!, Math.max(lengths.get(chrom!) ?? 0, Number(pos) + ref!.length + 1000));
  }
  const target = join(folder, name);
  mkdirSync(target, { recursive: true });
  const fastaPath = join(target, 'reference.fa');
  const contigs = [...lengths].map(([chrom, length], contigNo) => ({
    contigNo,
    name: chrom,
    aliases: [],
    length,
    role: 'autosome' as const,
  }));
  const parts = contigs.map((contig) => {
    const bases = Buffer.alloc(contig.length, 'AAACACACGTTT');
    for (const [chrom, pos, , ref] of records) if (chrom === contig.name) bases.write(ref!, Number(pos) - 1, 'latin1');
    return `>${contig.name}\n${bases.toString('latin1')}\n`;
  });
  writeFileSync(fastaPath, parts.join(''));
  return { referenceNo: 2, name, contigs, fastaPath, par: [] };
}

whenPossible.each([
  ['research/plink/1kg_phase3_chr21_start.vcf.gz', 590],
  ['genomes/1000g-and-ceu-slices/tabix-test-vcf/1000G.phase3.broad.withGenotypes.chr20.10100000.vcf.gz', 10],
  ['genomes/1000g-and-ceu-slices/CEUTrio.HiSeq.WGS.b37.NA12878.20.21.vcf', 1000],
])('with a reference, %s is normalised as bcftools norm -f does', async (path, least) => {
  const full = join(shared, path);
  expect(await compare(full, referenceFor(full, basename(path)))).toBeGreaterThanOrEqual(least);
});

whenPossible('a BCF, bgzipped or not, and a gzip give the same segments as the bgzipped VCF', async () => {
  const trio = join(shared, 'genomes/giab-ashkenazim-trio/ashk-trio.vcf.gz');
  const expected = await ingestFiles(request([trio], {}));
  const options = { maxBuffer: 1 << 30, stdio: 'pipe' as const };
  const names = (result: IngestResult) => result.segments.map(({ name }) => name);
  for (const [name, type] of [
    ['a.bcf', '-Ob'],
    ['b.bcf', '-Ou'],
  ] as const) {
    const path = join(folder, name);
    writeFileSync(path, execFileSync('bcftools', ['view', '--no-version', type, trio], options));
    const result = await ingestFiles(request([path], {}));
    expect(names(result)).toEqual(names(expected));
    expect(result.genomes).toEqual(expected.genomes);
  }
  const gzip = join(folder, 'c.vcf.gz');
  writeFileSync(gzip, gzipSync(gunzipSync(readFileSync(trio))));
  const result = await ingestFiles(request([gzip], { workers: 2, taskBytes: 200_000 }));
  expect(names(result)).toEqual(names(expected));
});

test.runIf(hasBcftools && existsSync(shared))('enough was compared', () => {
  expect(compared).toBeGreaterThan(50_000);
});
