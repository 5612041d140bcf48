import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { FormatError } from '../error.ts';
import { bcfToVcf } from './index.ts';

// What bcftools prints for a BCF is what we decode it to, byte for byte.
const genomes = join(process.cwd(), '../shared/data/genomes');
const ready = existsSync(genomes) && hasBcftools();
if (!ready) console.warn('BCF agreement not checked: bcftools or ../shared/data/genomes is absent.');

function hasBcftools(): boolean {
  try {
    return execFileSync('bcftools', ['--version']).toString().startsWith('bcftools 1.');
  } catch {
    return false;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'idun-bcf-'));
afterAll(() => rmSync(folder, { recursive: true }));

function bcftools(...args: string[]): Buffer {
  return execFileSync('bcftools', args, { stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 29 });
}

/** The body lines of a BCF file through our decoder, read in chunks of an odd size. */
async function ours(path: string): Promise<string> {
  const raw = readFileSync(path);
  const data = raw[0] === 0x1f ? gunzipSync(raw) : raw;
  const chunks = Array.from({ length: Math.ceil(data.length / 10_007) }, (_, i) =>
    data.subarray(i * 10_007, (i + 1) * 10_007),
  );
  const batches: Buffer[] = [];
  for await (const batch of bcfToVcf(chunks, { file: path, batchBytes: 50_000 })) batches.push(batch);
  expect(batches[0]?.toString()).toMatch(/^##fileformat=VCFv4[^\0]*\n#CHROM[^\n]*\n$/);
  expect(batches[0]?.toString()).not.toContain('IDX=');
  return Buffer.concat(batches.slice(1)).toString('latin1');
}

describe.skipIf(!ready)('a BCF file', () => {
  it.each([
    'htsget-rs/bcf/sample1-bcbio-cancer.bcf',
    'htsget-rs/bcf/spec-v4.3.bcf',
    'htsget-compliance/variants/spec-v4.3.bcf',
    'htslib-test/tabix/vcf_file.bcf',
  ])('%s is decoded as bcftools view prints it', async (file) => {
    const path = join(genomes, file);
    expect(await ours(path)).toBe(bcftools('view', '-H', path).toString('latin1'));
  });

  it('made from any of the VCF files is decoded as bcftools view prints it', async () => {
    const made = join(folder, 'made.bcf');
    let files = 0;
    let bytes = 0;
    for (const file of readdirSync(genomes, { recursive: true, encoding: 'utf8' })) {
      if (!/\.vcf(\.b?gz)?$/.test(file)) continue;
      let theirs: string;
      try {
        bcftools('view', '-Ou', '-o', made, join(genomes, file));
        theirs = bcftools('view', '-H', made).toString('latin1');
      } catch {
        // bcftools does not read it either
        continue;
      }
      const found = await ours(made).catch((error: FormatError) => error.code);
      // bcftools reads VCF 4.0 too
      if (found === 'IDUN_VCF_VERSION') continue;
      expect(found === theirs, file).toBe(true);
      files++;
      bytes += theirs.length;
    }
    expect(files).toBeGreaterThanOrEqual(100);
    expect(bytes).toBeGreaterThan(5_000_000);
  });

  it('with floats of every size is decoded as bcftools prints them', async () => {
    const values = Array.from({ length: 20_000 }, (_, i) => {
      const size = 10 ** ((i % 90) / 5 - 9);
      return (Math.sin(i * 12.9898) * 43758.5453 * size) / 1000;
    });
    const special = [
      0, -0, 1e-4, 9.99995e-5, 0.99999949, 0.9999995, 999999, 999999.5, 1e6, 123456.5, 0.5, 2.5e-5, 16777216, 1e38,
      -1e-45,
    ];
    const lines = [...values, ...special].map(
      (value, i) => `1\t${i + 1}\t.\tA\tC\t${Math.abs(value)}\t.\tX=${value},nan,inf,-inf,.`,
    );
    const header = [
      '##fileformat=VCFv4.3',
      '##contig=<ID=1>',
      '##INFO=<ID=X,Number=.,Type=Float,Description="x">',
      '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO',
    ];
    const text = join(folder, 'floats.vcf');
    const made = join(folder, 'floats.bcf');
    writeFileSync(text, `${[...header, ...lines].join('\n')}\n`);
    bcftools('view', '-Ou', '-o', made, text);
    const found = (await ours(made)).split('\n');
    const theirs = bcftools('view', '-H', made).toString('latin1').split('\n');
    expect(found.length).toBe(theirs.length);
    expect(found.filter((line, i) => line !== theirs[i])).toEqual([]);
  });
});
