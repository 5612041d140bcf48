import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../../../formats/error.ts';
import { ingestPaths, rowsOf } from './testing.ts';

const genomes = '../shared/data/genomes';

/** Files that are broken, of a version before 4.1, or no VCF by themselves; besides those without samples. */
const refused: Record<string, string> = {
  'bcftools-test/concat.1.b.vcf': 'IDUN_VCF_VERSION',
  'bcftools-test/concat.3.0.vcf': 'IDUN_VCF_VERSION',
  'bcftools-test/concat.3.b.vcf': 'IDUN_VCF_VERSION',
  'bcftools-test/concat.3.d.vcf': 'IDUN_VCF_VERSION',
  'bcftools-test/query.add-variantkey.vcf': 'IDUN_VCF_VERSION',
  'bcftools-test/query.nucleotide.vcf': 'IDUN_VCF_VERSION',
  'bcftools-test/query.variantkey.vcf': 'IDUN_VCF_VERSION',
  'bcftools-test/isec-miss.2.3.vcf': 'IDUN_VCF_COLUMN_COUNT',
  'bcftools-test/merge.gvcf.11.a.vcf': 'IDUN_VCF_POS_BEYOND_CONTIG',
  'bcftools-test/merge.gvcf.11.c.vcf': 'IDUN_VCF_POS_BEYOND_CONTIG',
  'bcftools-test/norm.vcf': 'IDUN_VCF_ALT',
  'bcftools-test/query.filter.5.vcf': 'IDUN_VCF_INFO_RESERVED',
  'bcftools-test/query.func.1.vcf': 'IDUN_VCF_INFO_RESERVED',
  'bcftools-test/view64bit.5.vcf': 'IDUN_VCF_INFO_RANGE',
  'giab-ashkenazim-trio/test.vcf': 'IDUN_VCF_GT_RANGE',
  'htslib-test/longrefs/index.expected1.vcf': 'IDUN_VCF_FILEFORMAT',
  'htslib-test/longrefs/index.expected2.vcf': 'IDUN_VCF_FILEFORMAT',
  'htslib-test/test-vcf-hdr-in.vcf': 'IDUN_VCF_META_TYPE',
  'htslib-test/vcf44_1.vcf': 'IDUN_VCF_POS_BEYOND_CONTIG',
  'vcf-js/breakends.vcf': 'IDUN_VCF_FILEFORMAT',
};

describe.runIf(existsSync(genomes))('real files', () => {
  test('every VCF and BCF that should load does', async () => {
    const files = readdirSync(genomes, { recursive: true })
      .map(String)
      .filter((name) => /\.(vcf|bcf|vcf\.gz|vcf\.bgz)$/.test(name))
      .sort();
    const failures: Record<string, string> = {};
    let taken = 0;
    for (const name of files) {
      try {
        await ingestPaths([join(genomes, name)]);
        taken++;
      } catch (error) {
        if (!(error instanceof FormatError)) throw new Error(`${name}: ${String(error)}`, { cause: error });
        if (error.code !== 'IDUN_VCF_NO_SAMPLES') failures[name] = error.code;
      }
    }
    expect(failures).toEqual(refused);
    expect(taken).toBeGreaterThan(100);
  });

  test('small variants, structural variants, mobile elements and repeats of one trio are one batch', async () => {
    const parts = ['clinical', 'clinical.SV', 'clinical.mei', 'clinical.str.stranger'];
    const result = await ingestPaths(parts.map((part) => join(genomes, 'scout-demo', `643594.${part}.vcf.gz`)));
    expect(result.samples).toEqual(['ADM1059A1', 'ADM1059A2', 'ADM1059A3']);
    expect(result.totals.structural).toBeGreaterThan(250);
    expect(rowsOf(result).length).toBeGreaterThan(650);
    expect(result.warnings).toContainEqual(
      expect.objectContaining({ code: 'IDUN_VCF_CALLED_TWICE', file: '643594.clinical.SV.vcf.gz' }),
    );
    const deletion = rowsOf(result).find(({ start, alt }) => start === 7_889_971 && alt === 'G');
    expect([deletion?.one, deletion?.two]).toEqual([[1, 2], []]);
  });
});
