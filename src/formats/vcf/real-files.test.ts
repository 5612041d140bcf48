import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { FormatError } from '../error.ts';
import {
  checkVcf,
  makeFindings,
  makeGenotype,
  makeSampleFields,
  makeVcfTextReader,
  parseGenotype,
  readEnd,
  scanSample,
} from './index.ts';
import { makeRecordValidator } from './validate.ts';

const genomes = join(process.cwd(), '../shared/data/genomes');
const present = existsSync(genomes);
if (!present) console.warn(`Real VCF files not checked: ${genomes} is absent.`);

const all = present
  ? readdirSync(genomes, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.vcf(\.b?gz)?$/.test(file))
      .sort()
  : [];

/** Decompressed text, and whether a checksum of the container vouches for its end. */
function read(file: string): { text: Uint8Array; vouched: boolean } {
  const bytes = readFileSync(join(genomes, file));
  return bytes[0] === 0x1f ? { text: gunzipSync(bytes), vouched: true } : { text: bytes, vouched: false };
}

// Files that are not to be read, each with why. All were made by hand as tests of other programs.
const refused: Record<string, string> = {
  '1000g-and-ceu-slices/vcf/test_withInfQual.vcf': 'IDUN_VCF_DUPLICATE_VARIANT',
  'bcftools-test/concat.1.b.vcf': 'IDUN_VCF_VERSION',
  'bcftools-test/concat.3.0.vcf': 'IDUN_VCF_VERSION',
  'bcftools-test/concat.3.b.vcf': 'IDUN_VCF_VERSION',
  'bcftools-test/concat.3.d.vcf': 'IDUN_VCF_VERSION',
  'bcftools-test/isec-miss.2.3.vcf': 'IDUN_VCF_COLUMN_COUNT',
  'bcftools-test/isec.match-id.1.1.vcf': 'IDUN_VCF_DUPLICATE_VARIANT',
  'bcftools-test/merge.4.a.vcf': 'IDUN_VCF_DUPLICATE_VARIANT',
  'bcftools-test/merge.4.b.vcf': 'IDUN_VCF_DUPLICATE_VARIANT',
  'bcftools-test/merge.gvcf.11.a.vcf': 'IDUN_VCF_POS_BEYOND_CONTIG',
  'bcftools-test/merge.gvcf.11.c.vcf': 'IDUN_VCF_POS_BEYOND_CONTIG',
  'bcftools-test/norm.rmdup.vcf': 'IDUN_VCF_DUPLICATE_VARIANT',
  'bcftools-test/norm.vcf': 'IDUN_VCF_ALT',
  'bcftools-test/query.add-variantkey.vcf': 'IDUN_VCF_VERSION',
  'bcftools-test/query.filter.5.vcf': 'IDUN_VCF_INFO_RESERVED',
  'bcftools-test/query.func.1.vcf': 'IDUN_VCF_INFO_RESERVED',
  'bcftools-test/query.nucleotide.vcf': 'IDUN_VCF_VERSION',
  'bcftools-test/query.variantkey.vcf': 'IDUN_VCF_VERSION',
  'bcftools-test/view64bit.5.vcf': 'IDUN_VCF_INFO_RANGE',
  'giab-ashkenazim-trio/test.vcf': 'IDUN_VCF_GT_RANGE',
  'htslib-test/longrefs/index.expected1.vcf': 'IDUN_VCF_FILEFORMAT',
  'htslib-test/longrefs/index.expected2.vcf': 'IDUN_VCF_FILEFORMAT',
  'htslib-test/test-vcf-hdr-in.vcf': 'IDUN_VCF_META_TYPE',
  'htslib-test/vcf44_1.vcf': 'IDUN_VCF_POS_BEYOND_CONTIG',
  'vcf-js/breakends.vcf': 'IDUN_VCF_FILEFORMAT',
};

describe.skipIf(!present)('real VCF files', () => {
  it('are there in number', () => {
    expect(all.length - Object.keys(refused).length).toBeGreaterThanOrEqual(110);
  });

  it.each(all)('reads %s, or says why not', (file) => {
    const { text, vouched } = read(file);
    let code: string | undefined;
    try {
      const { records, header } = checkVcf([text], { file, tolerate: vouched ? ['final-newline'] : [] });
      const lines = Buffer.from(text)
        .toString('latin1')
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'));
      expect(records).toBe(lines.length);
      expect(header.samples.length).toBe(Math.max(0, (lines[0]?.split('\t').length ?? header.samples.length + 9) - 9));
    } catch (error) {
      code = (error as FormatError).code;
      if (code === undefined) throw error;
      expect((error as FormatError).place.file).toBe(file);
    }
    expect(code).toBe(refused[file]);
  });
});

const bcftools = present && hasBcftools();
if (!bcftools) console.warn('Agreement with bcftools query not checked: bcftools or the files are absent.');

function hasBcftools(): boolean {
  try {
    return execFileSync('bcftools', ['--version']).toString().startsWith('bcftools 1.');
  } catch {
    return false;
  }
}

describe.skipIf(!bcftools)('agreement with bcftools query', () => {
  it.each([
    'giab-ashkenazim-trio/ashk-trio.vcf.gz',
    'exomiser/Pfeiffer.vcf.gz',
    '1000g-and-ceu-slices/CEUTrio.HiSeq.WGS.b37.NA12878.20.21.vcf',
    '1000g-and-ceu-slices/NA12878_21_10002403.g.vcf',
    '1000g-and-ceu-slices/tabix-test-vcf/combined.chr20_18210071_18210093.g.vcf.gz',
    '1000g-and-ceu-slices/1000genomes-phase3-1row.vcf',
    'scout-demo/643594.clinical.SV.vcf.gz',
    'bcftools-test/view.vectors.2.vcf',
  ])('position, alleles, END and genotypes of %s', (file) => {
    const { text } = read(file);
    // bcftools refuses to ask for a key that the header does not define
    const withEnd = Buffer.from(text).includes('##INFO=<ID=END,');
    const format = `%CHROM\\t%POS\\t%REF\\t%ALT\\t${withEnd ? '%INFO/END' : '.'}[\\t%GT]\\n`;
    const theirs = execFileSync('bcftools', ['query', '-f', format, join(genomes, file)], {
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1 << 28,
    });
    expect(queryAsText(text)).toBe(theirs.toString());
  });
});

/** The same columns through our offsets and genotype parser. */
function queryAsText(text: Uint8Array): string {
  const findings = makeFindings();
  const genotype = makeGenotype();
  const fields = makeSampleFields();
  const out: string[] = [];
  const reader = makeVcfTextReader({
    findings,
    onHeader(header) {
      const validator = makeRecordValidator(header, findings);
      return (buf, record) => {
        validator.fixed(buf, record);
        const { facts } = validator;
        const layout = validator.format(buf, record);
        const end = readEnd(buf, record);
        const columns = [0, 1, 3, 4].map((i) =>
          Buffer.from(buf.subarray(record.starts[i]!, record.ends[i]!)).toString(),
        );
        columns.push(end < 0 ? '.' : String(end));
        for (let at = record.samples; at <= record.end; ) {
          at = scanSample(buf, at, record.end, fields);
          if (!layout || layout.gt < 0) continue;
          expect(
            parseGenotype(buf, fields.starts[layout.gt]!, fields.ends[layout.gt]!, facts.alts.count, genotype),
          ).toBe(0);
          const alleles = [...genotype.alleles.subarray(0, genotype.ploidy)].map((allele) =>
            allele < 0 ? '.' : String(allele),
          );
          columns.push(alleles.map((allele, i) => (i === 0 ? '' : genotype.phased[i] ? '|' : '/') + allele).join(''));
        }
        out.push(`${columns.join('\t')}\n`);
      };
    },
  });
  for (let at = 0; at < text.length; at += 65536) reader.push(text.subarray(at, at + 65536));
  expect(reader.end().records).toBe(out.length);
  return out.join('');
}
