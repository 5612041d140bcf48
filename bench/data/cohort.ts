import { seededRandom, shuffled } from './random.ts';
import { randomAllele, randomContig, writeFasta } from './reference.ts';
import { TextSink } from './text-sink.ts';

export interface CohortOptions {
  variants: number;
  samples: number;
  seed?: number;
  /** VCF to write; bgzip when it ends in `.gz`. */
  vcf: string;
  /** FASTA of the one contig; its `.fai` is written beside it. */
  fasta?: string;
}

/** Variants that share an order of haplotypes, and so are linked. */
const BLOCK = 40;
const SPACING = 60;
const CONTIG = '1';
/** The four bytes of `\t0|0` as a little-endian word; an alternate adds one to its digit. */
const HOM_REF = 0x307c3009;
const FIRST = 1 << 8;
const SECOND = 1 << 24;

/**
 * Writes a joint-called cohort as phased GT-only VCF: 30 % singletons, the rest with log-uniform allele
 * frequencies up to one half, in blocks of linked variants; about 8 % insertions and deletions.
 */
export async function writeCohort(options: CohortOptions): Promise<void> {
  const { variants, samples } = options;
  const random = seededRandom(options.seed ?? 1);
  const bases = randomContig(variants * SPACING + 100, options.seed ?? 1);
  if (options.fasta !== undefined) await writeFasta(options.fasta, [{ name: CONTIG, bases }]);
  const sink = new TextSink(options.vcf);
  const names = Array.from({ length: samples }, (_, i) => `S${String(i + 1).padStart(5, '0')}`);
  sink.text(header(bases.length, names));
  const haplotypes = samples * 2;
  const row = new Uint32Array(samples).fill(HOM_REF);
  const rowBytes = new Uint8Array(row.buffer);
  let order = shuffled(haplotypes, random);
  for (let v = 0; v < variants; v++) {
    if (v % BLOCK === 0) order = shuffled(haplotypes, random);
    const count = random() < 0.3 ? 1 : Math.max(1, Math.round(logUniform(2, haplotypes / 2, random)));
    const from = Math.floor(random() * haplotypes);
    const start = v * SPACING + 20 + Math.floor(random() * 40);
    const { ref, alt } = randomAllele(bases, start, random);
    sink.text(
      `${CONTIG}\t${start + 1}\t${v % 3 === 0 ? '.' : `rs${1000000 + v}`}\t${ref}\t${alt}\t100\tPASS\tAC=${count};AN=${haplotypes};VT=${ref.length === alt.length ? 'SNP' : 'INDEL'}\tGT`,
    );
    mark(row, order, from, count);
    sink.bytes(rowBytes);
    sink.text('\n');
    row.fill(HOM_REF);
    if (v % 64 === 0) await sink.drain();
  }
  await sink.end();
}

function mark(row: Uint32Array, order: Uint32Array, from: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const haplotype = order[(from + i) % order.length]!;
    row[haplotype >> 1]! += (haplotype & 1) === 0 ? FIRST : SECOND;
  }
}

function logUniform(low: number, high: number, random: () => number): number {
  return low * (high / low) ** random();
}

function header(length: number, samples: readonly string[]): string {
  return `${[
    '##fileformat=VCFv4.2',
    '##FILTER=<ID=PASS,Description="All filters passed">',
    `##contig=<ID=${CONTIG},length=${length}>`,
    '##INFO=<ID=AC,Number=A,Type=Integer,Description="Alternate alleles">',
    '##INFO=<ID=AN,Number=1,Type=Integer,Description="Called alleles">',
    '##INFO=<ID=VT,Number=.,Type=String,Description="Kind of variant">',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
    ['#CHROM', 'POS', 'ID', 'REF', 'ALT', 'QUAL', 'FILTER', 'INFO', 'FORMAT', ...samples].join('\t'),
  ].join('\n')}\n`;
}
