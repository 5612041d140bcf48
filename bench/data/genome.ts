import { seededRandom } from './random.ts';
import { randomAllele, randomContig, writeFasta } from './reference.ts';
import { TextSink } from './text-sink.ts';

export interface GenomeOptions {
  /** Calls over all contigs. */
  calls: number;
  seed?: number;
  sample?: string;
  /** VCF to write; bgzip when it ends in `.gz`. */
  vcf: string;
  /** FASTA of the contigs; its `.fai` is written beside it. */
  fasta?: string;
  /** Mean distance of calls, in bases; about 690 in a human genome. */
  spacing?: number;
}

/** Lengths of chromosomes 1 … 22 and X relative to each other (GRCh38, in Mb). */
const LENGTHS = [
  249, 242, 198, 190, 182, 171, 159, 145, 138, 134, 135, 133, 114, 107, 102, 90, 83, 80, 59, 64, 47, 51, 156,
];

/**
 * Writes one genome's calls as a germline caller does: FORMAT GT:DP:AD:GQ:PL, an INFO of common annotations, most
 * of them with an identifier.
 */
export async function writeGenome(options: GenomeOptions): Promise<void> {
  const random = seededRandom(options.seed ?? 2);
  const spacing = options.spacing ?? 690;
  const whole = LENGTHS.reduce((a, b) => a + b, 0);
  const contigs = LENGTHS.map((length, i) => {
    const calls = Math.round((options.calls * length) / whole);
    const name = i === 22 ? 'chrX' : `chr${i + 1}`;
    return { name, calls, bases: randomContig(calls * spacing + 100, (options.seed ?? 2) * 31 + i) };
  });
  if (options.fasta !== undefined) await writeFasta(options.fasta, contigs);
  const sink = new TextSink(options.vcf);
  sink.text(header(contigs, options.sample ?? 'NA00001'));
  for (const { name, calls, bases } of contigs) {
    for (let i = 0; i < calls; i++) {
      const start = i * spacing + 20 + Math.floor(random() * Math.max(1, spacing - 24));
      sink.text(record(name, start, bases, random));
      if (i % 4096 === 0) await sink.drain();
    }
  }
  await sink.end();
}

function record(contig: string, start: number, bases: Uint8Array, random: () => number): string {
  const { ref, alt } = randomAllele(bases, start, random);
  const hom = random() < 0.38;
  const depth = 20 + Math.floor(random() * 25);
  const alternate = hom ? depth : Math.floor(depth * (0.35 + random() * 0.3));
  const gq = hom ? Math.min(99, depth * 3) : 99;
  const pl = hom ? `${depth * 35},${depth * 3},0` : `${alternate * 30},0,${(depth - alternate) * 30}`;
  const id = random() < 0.9 ? `rs${Math.floor(random() * 1e9)}` : '.';
  const qual = (hom ? depth * 35 : alternate * 30) + Math.floor(random() * 100) / 100;
  const filter = random() < 0.97 ? 'PASS' : 'VQSRTrancheSNP99.90to100.00';
  const info = `AC=${hom ? 2 : 1};AF=${hom ? '1.00' : '0.500'};AN=2;DP=${depth};FS=${(random() * 10).toFixed(3)};MQ=60.00;QD=${(qual / depth).toFixed(2)};SOR=${(random() * 3).toFixed(3)}`;
  const call = `${hom ? '1/1' : '0/1'}:${depth}:${depth - alternate},${alternate}:${gq}:${pl}`;
  return `${contig}\t${start + 1}\t${id}\t${ref}\t${alt}\t${qual.toFixed(2)}\t${filter}\t${info}\tGT:DP:AD:GQ:PL\t${call}\n`;
}

function header(contigs: readonly { name: string; bases: Uint8Array }[], sample: string): string {
  return `${[
    '##fileformat=VCFv4.2',
    '##FILTER=<ID=PASS,Description="All filters passed">',
    '##FILTER=<ID=VQSRTrancheSNP99.90to100.00,Description="Recalibrated quality below the tranche">',
    ...contigs.map(({ name, bases }) => `##contig=<ID=${name},length=${bases.length}>`),
    '##INFO=<ID=AC,Number=A,Type=Integer,Description="Alternate alleles">',
    '##INFO=<ID=AF,Number=A,Type=Float,Description="Allele frequency">',
    '##INFO=<ID=AN,Number=1,Type=Integer,Description="Called alleles">',
    '##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">',
    '##INFO=<ID=FS,Number=1,Type=Float,Description="Strand bias">',
    '##INFO=<ID=MQ,Number=1,Type=Float,Description="Mapping quality">',
    '##INFO=<ID=QD,Number=1,Type=Float,Description="Quality by depth">',
    '##INFO=<ID=SOR,Number=1,Type=Float,Description="Strand odds ratio">',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
    '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">',
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Depth of each allele">',
    '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">',
    '##FORMAT=<ID=PL,Number=G,Type=Integer,Description="Genotype likelihoods">',
    ['#CHROM', 'POS', 'ID', 'REF', 'ALT', 'QUAL', 'FILTER', 'INFO', 'FORMAT', sample].join('\t'),
  ].join('\n')}\n`;
}
