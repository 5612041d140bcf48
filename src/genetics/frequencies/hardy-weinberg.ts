/**
 * Exact test of Hardy–Weinberg proportions (Wigginton, Cutler and Abecasis 2005), two-sided: the probability, given the allele counts, of a
 * number of heterozygotes as improbable as the one seen or more so. Time grows with the number of rare alleles at worst, memory not at all.
 * @param het heterozygous genomes
 * @param homRef genomes homozygous for one allele
 * @param homAlt genomes homozygous for the other
 * @returns 0 < p ≤ 1 (0 where it is below the smallest number); 1 for no genomes
 */
export function hardyWeinbergTest(het: number, homRef: number, homAlt: number): number {
  const rareHoms = Math.min(homRef, homAlt);
  const commonHoms = Math.max(homRef, homAlt);
  if (het + rareHoms + commonHoms === 0) return 1;
  const down = sumTowardsFewer(het, rareHoms, commonHoms);
  const up = sumTowardsMore(het, rareHoms, commonHoms);
  const total = 1 + down.total + up.total;
  if (total === Number.POSITIVE_INFINITY) return 0;
  return Math.min(1, (1 + down.tail + up.tail) / total);
}

interface Sums {
  /** Probability of all outcomes on this side, the seen one being 1. */
  total: number;
  /** That of the outcomes no more probable than the seen one. */
  tail: number;
}

/** Outcomes as probable as the seen one differ from 1 by rounding only. */
const asProbable = 1 + 1e-8;

function sumTowardsFewer(het: number, rareHoms: number, commonHoms: number): Sums {
  const sums = { total: 0, tail: 0 };
  let p = 1;
  let rare = rareHoms;
  let common = commonHoms;
  for (let h = het; h >= 2; h -= 2) {
    const before = p;
    p *= (h * (h - 1)) / (4 * (rare + 1) * (common + 1));
    rare++;
    common++;
    if (!add(sums, p, before)) break;
  }
  return sums;
}

function sumTowardsMore(het: number, rareHoms: number, commonHoms: number): Sums {
  const sums = { total: 0, tail: 0 };
  let p = 1;
  let common = commonHoms;
  let h = het;
  for (let rare = rareHoms; rare >= 1; rare--) {
    const before = p;
    p *= (4 * rare * common) / ((h + 2) * (h + 1));
    common--;
    h += 2;
    if (!add(sums, p, before)) break;
  }
  return sums;
}

/** Adds an outcome; false when all that follow are too small to change the sums or the sum has no bound. */
function add(sums: Sums, p: number, before: number): boolean {
  sums.total += p;
  if (p <= asProbable) sums.tail += p;
  if (sums.total === Number.POSITIVE_INFINITY) return false;
  return p >= before || p > 1e-18 * (sums.tail + 1);
}
