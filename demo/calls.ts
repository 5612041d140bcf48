import { copiesOf, demoContigs } from './contigs.ts';
import type { Random } from './random.ts';
import type { SequencedGenome } from './sampling.ts';
import { absentCopy, deletedCopy, missingCopy, type Site } from './site.ts';

/** How a laboratory's caller writes what it sees: real files differ in all of these. */
export interface CallStyle {
  /** Genotypes of men outside the pseudo-autosomal regions of X and Y: one allele, or the same allele twice. */
  readonly sexChromosomes: 'haploid' | 'diploid';
  /** Mitochondrial genotypes without a mixture. */
  readonly mitochondrion: 'haploid' | 'diploid';
  /** Share of genotypes without a call. */
  readonly missing: number;
  /** Share of diploid genotypes with one allele called (`./1`). */
  readonly half: number;
  /** Share of men's alternate genotypes on X wrongly called heterozygous, where they are written with two alleles. */
  readonly wrongHet: number;
}

/** A genotype as written: allele numbers of the site or the codes of site.ts; `second` is `absentCopy` when one allele is written. */
export interface Call {
  readonly first: number;
  readonly second: number;
}

/** What a caller with this style writes for a genome at a site. Women's Y is `missingCopy`, written as the style writes men's. */
export function drawCall(site: Site, genome: SequencedGenome, style: CallStyle, random: Random): Call {
  const { role } = demoContigs[site.contigNo]!;
  const copies = copiesOf(role, genome.person.sex, site.start);
  const maternal = site.alleles[2 * genome.no]!;
  const paternal = site.alleles[2 * genome.no + 1]!;
  const twice = (role === 'MT' ? style.mitochondrion : style.sexChromosomes) === 'diploid';
  if (copies === 0) return { first: missingCopy, second: twice ? missingCopy : absentCopy };
  if (random.chance(style.missing))
    return { first: missingCopy, second: copies === 2 || twice ? missingCopy : absentCopy };
  if (copies === 2) {
    return random.chance(style.half) ? { first: missingCopy, second: paternal } : { first: maternal, second: paternal };
  }
  if (role === 'MT' && site.fractions?.has(genome.no)) return { first: 0, second: maternal };
  if (!twice) return { first: maternal, second: absentCopy };
  const wrong = role === 'X' && maternal === 1 && site.alts.length === 1 && random.chance(style.wrongHet);
  return { first: wrong ? 0 : maternal, second: maternal };
}

/** The alternate alleles that a file with these genomes shows at a site, and the file's number for each code. */
export interface FileAlleles {
  readonly alts: readonly string[];
  /** File's allele number by code; codes that the file does not write as a number are not in it. */
  readonly numberOf: ReadonlyMap<number, number>;
}

/** Chooses the ALT column for some genomes: alleles they carry, then `*` where one of them lacks the base; null when they carry none. */
export function fileAlleles(site: Site, genomes: readonly SequencedGenome[]): FileAlleles | null {
  let carried = false;
  let spanned = false;
  for (const { no } of genomes) {
    const [one, two] = [site.alleles[2 * no]!, site.alleles[2 * no + 1]!];
    carried ||= isAlternate(one) || isAlternate(two);
    spanned ||= one === deletedCopy || two === deletedCopy;
  }
  if (!carried) return null;
  if (site.alts.length === 1 && !spanned) return { alts: site.alts, numberOf: biallelicNumbers };
  const seen = new Set<number>();
  for (const { no } of genomes) seen.add(site.alleles[2 * no]!).add(site.alleles[2 * no + 1]!);
  const numberOf = new Map([[0, 0]]);
  const alts: string[] = [];
  site.alts.forEach((alt, i) => {
    if (!seen.has(i + 1)) return;
    alts.push(alt);
    numberOf.set(i + 1, alts.length);
  });
  if (seen.has(deletedCopy)) {
    alts.push('*');
    numberOf.set(deletedCopy, alts.length);
  }
  return { alts, numberOf };
}

const biallelicNumbers: ReadonlyMap<number, number> = new Map([
  [0, 0],
  [1, 1],
]);

function isAlternate(allele: number): boolean {
  return allele > 0 && allele < missingCopy;
}

/** GT text; unphased genotypes are written in ascending order, as callers do. */
export function genotypeText({ first, second }: Call, { numberOf }: FileAlleles, phased: boolean): string {
  const one = first === missingCopy ? '.' : String(numberOf.get(first));
  if (second === absentCopy) return one;
  const two = second === missingCopy ? '.' : String(numberOf.get(second));
  if (phased) return `${one}|${two}`;
  return one !== '.' && two !== '.' && numberOf.get(first)! > numberOf.get(second)! ? `${two}/${one}` : `${one}/${two}`;
}

/** AC and AN of a record, as its INFO column tells them. */
export function countCalls(calls: readonly Call[], { alts, numberOf }: FileAlleles): { ac: number[]; an: number } {
  const ac = alts.map(() => 0);
  let an = 0;
  for (const call of calls) {
    for (let side = 0; side < 2; side++) {
      const code = side === 0 ? call.first : call.second;
      if (code === absentCopy || code === missingCopy) continue;
      an++;
      if (code > 0) ac[numberOf.get(code)! - 1]!++;
    }
  }
  return { ac, an };
}
