import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sharedFile } from '../idun.ts';

/** A VCF to upload, and one allele of it to look up. */
export interface UploadFile {
  path: string;
  /** As the file writes it: 1-based. */
  allele: { chrom: string; pos: number; ref: string; alt: string };
}

function firstAllele(path: string): UploadFile['allele'] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
  const line = text
    .split('\n')
    .find(
      (one) => !one.startsWith('#') && /^[ACGT]$/.test(one.split('\t')[3]!) && /^[ACGT]$/.test(one.split('\t')[4]!),
    );
  const [chrom, pos, , ref, alt] = line!.split('\t');
  return { chrom: chrom!, pos: Number(pos), ref: ref!, alt: alt! };
}

const bases = ['A', 'C', 'G', 'T'];

/** One person's VCF of 2,000 single-base variants, for checkouts without the real files. */
function generate(path: string): void {
  const lines = [
    '##fileformat=VCFv4.3',
    '##contig=<ID=20,length=63025520>',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
    '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tNA12878',
  ];
  for (let at = 0; at < 2000; at++) {
    const ref = bases[at % 4]!;
    const alt = bases[(at + (at % 3 === 0 ? 1 : 2)) % 4]!;
    lines.push(`20\t${10_000_000 + at * 50}\t.\t${ref}\t${alt}\t50\tPASS\t.\tGT\t${at % 3 === 1 ? '1/1' : '0/1'}`);
  }
  writeFileSync(path, `${lines.join('\n')}\n`);
}

/** The real slice of NA12878 where the shared files are, else a generated file in `folder`. */
export function fileToUpload(folder: string): UploadFile {
  const real = sharedFile('data/genomes/1000g-and-ceu-slices/CEUTrio.HiSeq.WGS.b37.NA12878.20.21.vcf');
  const path = real ?? join(folder, 'NA12878.vcf');
  if (!existsSync(path)) generate(path);
  return { path, allele: firstAllele(path) };
}
