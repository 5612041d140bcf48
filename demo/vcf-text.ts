import { demoContigs } from './contigs.ts';
import type { Site } from './site.ts';

/** Meta-information lines of the fields that the demo's files use. */
const definitions = {
  AC: '##INFO=<ID=AC,Number=A,Type=Integer,Description="Allele count in called genotypes">',
  AN: '##INFO=<ID=AN,Number=1,Type=Integer,Description="Number of alleles in called genotypes">',
  INFO_DP: '##INFO=<ID=DP,Number=1,Type=Integer,Description="Reads over all samples">',
  END: '##INFO=<ID=END,Number=1,Type=Integer,Description="Last position of the record">',
  SVTYPE: '##INFO=<ID=SVTYPE,Number=1,Type=String,Description="Type of structural variant">',
  SVLEN: '##INFO=<ID=SVLEN,Number=A,Type=Integer,Description="Difference in length between REF and ALT">',
  MATEID: '##INFO=<ID=MATEID,Number=A,Type=String,Description="ID of the mate breakend">',
  GT: '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
  DP: '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Read depth">',
  AD: '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Reads per allele">',
  GQ: '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">',
  PL: '##FORMAT=<ID=PL,Number=G,Type=Integer,Description="Phred-scaled genotype likelihoods">',
  PS: '##FORMAT=<ID=PS,Number=1,Type=Integer,Description="Phase set: position of its first variant">',
  FT: '##FORMAT=<ID=FT,Number=1,Type=String,Description="Filters of this genotype">',
  AF: '##FORMAT=<ID=AF,Number=A,Type=Float,Description="Share of reads with the alternate allele (mitochondrion)">',
  MIN_DP: '##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description="Smallest read depth within the block">',
  LowQual: '##FILTER=<ID=LowQual,Description="Quality below 30">',
  StrandBias: '##FILTER=<ID=StrandBias,Description="Alternate reads on one strand only">',
  LowGQ: '##FILTER=<ID=LowGQ,Description="Genotype quality below 20">',
  HWE: '##FILTER=<ID=HWE,Description="Too many heterozygotes">',
  NON_REF: '##ALT=<ID=NON_REF,Description="Any possible alternate allele at this place">',
  DEL: '##ALT=<ID=DEL,Description="Deletion">',
  DUP: '##ALT=<ID=DUP,Description="Duplication">',
  INV: '##ALT=<ID=INV,Description="Inversion">',
  INS: '##ALT=<ID=INS,Description="Insertion">',
} as const;

export type DefinitionKey = keyof typeof definitions;
export const structuralKeys = ['END', 'SVTYPE', 'SVLEN', 'MATEID', 'DEL', 'DUP', 'INV', 'INS'] as const;

/** The header of a demo VCF file, which says in three places that nothing in it is real. */
export function headerText(
  version: string,
  source: string,
  keys: readonly DefinitionKey[],
  samples: readonly string[],
): string {
  const lines = [
    `##fileformat=${version}`,
    `##source=${source} (synthetic)`,
    '##synthetic=Made by the Idun demo generator; no real person, place or genome',
    '##reference=demo.fa',
    ...demoContigs.map(({ name, length }) => `##contig=<ID=${name},length=${length},assembly=demo>`),
    '##FILTER=<ID=PASS,Description="All filters passed">',
    ...keys.map((key) => definitions[key]),
    ['#CHROM', 'POS', 'ID', 'REF', 'ALT', 'QUAL', 'FILTER', 'INFO', 'FORMAT', ...samples].join('\t'),
  ];
  return `${lines.join('\n')}\n`;
}

/** INFO entries of a structural site; END is VCF's 1-based last position, SVLEN loses its sign with VCFv4.4 (§3). */
export function structuralInfo(site: Site, version: string): string[] {
  const detail = site.structural;
  if (detail === undefined) return [];
  if (detail.type === 'BND') return ['SVTYPE=BND', `MATEID=${detail.mate}`];
  const length = version < 'VCFv4.4' ? detail.length! : Math.abs(detail.length!);
  const end = detail.type === 'INS' ? site.start + 1 : detail.end;
  return [`SVTYPE=${detail.type}`, `END=${end}`, `SVLEN=${length}`];
}

/** A number in [0, 1) that depends on a site and a label only: every file that asks gets the same. */
export function siteDraw(site: Site, label: number): number {
  let hash = Math.imul(site.start + 1, 0x9e3779b1) ^ Math.imul(site.contigNo + 17 * label + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return ((hash ^ (hash >>> 13)) >>> 0) / 4294967296;
}
