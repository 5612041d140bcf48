import type { Random } from './random.ts';

/** Evidence behind one genotype, as a short-read caller reports it. */
export interface ReadEvidence {
  readonly dp: number;
  /** Reads per allele, REF first. */
  readonly ad: readonly number[];
  /** Phred-scaled likelihoods in VCF's order (VCFv4.5 §1.6.2 GL), the called genotype 0. */
  readonly pl: readonly number[];
  readonly gq: number;
}

/** Cost of one read that the genotype does not explain, and of one that a heterozygote explains by chance. */
const costOfWrong = 20;
const costOfHalf = 3;

/** Likelihoods of all genotypes of a ploidy given reads per allele. */
function likelihoods(ad: readonly number[], ploidy: 1 | 2): number[] {
  let total = 0;
  for (const reads of ad) total += reads;
  if (ploidy === 1) return ad.map((own) => (total - own) * costOfWrong);
  const pl: number[] = [];
  for (let k = 0; k < ad.length; k++) {
    for (let j = 0; j <= k; j++) {
      const explained = j === k ? ad[k]! : ad[j]! + ad[k]!;
      pl.push((total - explained) * costOfWrong + (j === k ? 0 : explained * costOfHalf));
    }
  }
  return pl;
}

/**
 * Draws the reads of a genotype.
 * @param alleles file's allele numbers of the genotype, one or two; empty when there is no call
 * @param count alleles at the site, REF included
 * @param depth expected reads at this place
 * @param share of reads with the second allele, for mitochondrial mixtures
 */
export function drawReads(
  alleles: readonly number[],
  count: number,
  ploidy: 1 | 2,
  depth: number,
  random: Random,
  share = 0.5,
): ReadEvidence {
  const ad = Array<number>(count).fill(0);
  if (alleles.length === 0) {
    ad[0] = random.below(3);
    return { dp: ad[0], ad, pl: Array<number>(ploidy === 1 ? count : (count * (count + 1)) / 2).fill(0), gq: 0 };
  }
  const dp = Math.max(4, Math.round(random.normal(depth, 1.1 * Math.sqrt(depth))));
  const [first, second] = [alleles[0]!, alleles.at(-1)!];
  if (first === second) {
    const stray = dp > 12 && count > 1 && random.chance(0.04) ? 1 : 0;
    ad[first] = dp - stray;
    ad[first === 0 ? 1 : 0]! += stray;
  } else {
    const drawn = Math.round(random.normal(dp * share, Math.sqrt(dp * share * (1 - share))));
    const least = share === 0.5 ? Math.max(1, Math.ceil(dp * 0.25)) : 1;
    ad[second] = Math.min(dp - least, Math.max(least, drawn));
    ad[first] = dp - ad[second];
  }
  const pl = likelihoods(ad, ploidy);
  let best = Number.POSITIVE_INFINITY;
  let runnerUp = Number.POSITIVE_INFINITY;
  for (const value of pl) {
    runnerUp = Math.min(runnerUp, Math.max(best, value));
    best = Math.min(best, value);
  }
  for (let i = 0; i < pl.length; i++) pl[i] = pl[i]! - best;
  return { dp, ad, pl, gq: Math.min(99, runnerUp - best) };
}
