import { demoContigs } from './contigs.ts';
import type { Relationship } from './kinship.ts';
import type { DeNovo } from './new-mutations.ts';
import type { TruthAllele } from './truth.ts';

/** `truth.json`: what the generator knows, for tests that compare the database's answers with it. */
export interface DemoTruth {
  readonly synthetic: true;
  /** How the counts are meant. */
  readonly rules: readonly string[];
  readonly alleles: readonly TruthAllele[];
  readonly planted: readonly TruthAllele[];
  readonly sexes: Readonly<Record<string, 'male' | 'female'>>;
  readonly relationships: readonly Relationship[];
  readonly deNovos: readonly {
    readonly sample: string;
    readonly chrom: string;
    readonly pos: number;
    readonly ref: string;
    readonly alt: string;
  }[];
}

/** The rules the counts follow; each is the variant store's own. */
export const truthRules = [
  'Positions are 1-based, alleles trimmed and left-aligned.',
  'All filters count. Every genome is the one current germline genome of its person.',
  'No record: reference where the submission says so (absent reference, callable BED over all of REF, good reference block), otherwise unknown and not in AN.',
  'Men have one copy of X and Y outside the pseudo-autosomal regions: an alternate call is hemi; two different alleles are missing.',
  'Women count nothing on Y. The mitochondrion counts 1 in AN and, carried by any share of copies, 1 in AC; hom is homoplasmic.',
  'A half call counts its called allele in AN.',
] as const;

/** New mutations as rows. */
export function deNovoRows(deNovos: readonly DeNovo[]): DemoTruth['deNovos'] {
  return deNovos.map(({ genome, site }) => ({
    sample: genome.sample,
    chrom: demoContigs[site.contigNo]!.name,
    pos: site.start + 1,
    ref: site.ref,
    alt: site.alts[0]!,
  }));
}
