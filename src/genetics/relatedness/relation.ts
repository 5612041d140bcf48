import type { Kinship } from './kinship.ts';

export type Relation =
  | 'same-genome'
  | 'parent-child'
  | 'full-siblings'
  | 'second-degree'
  | 'third-degree'
  | 'unrelated'
  | 'unknown';

/** Borders between degrees: powers of ½ half-way between the expected coefficients (Manichaikul et al. 2010, table 1). */
export const kinshipBorders = {
  sameGenome: 2 ** -1.5,
  firstDegree: 2 ** -2.5,
  secondDegree: 2 ** -3.5,
  thirdDegree: 2 ** -4.5,
} as const;

/** Fewer shared sites, or heterozygous ones, than this tell nothing reliable. */
export const fewestSites = 200;
const fewestHet = 50;

/**
 * Opposite homozygotes for each site heterozygous in both. A parent and child have them only by error; for full siblings the expectation is
 * ½pq / (1 + pq): 0.02 at a frequency of 5 %, 0.1 at 50 %.
 */
export const parentChildIbs0 = 0.015;

/**
 * Names the relation a pair's genotypes show. Identical twins and the same person twice look alike: `same-genome`.
 * `unknown` where too few sites are called in both.
 */
export function classifyRelation(pair: Kinship): Relation {
  const { kinship, sites } = pair;
  if (kinship === null || sites < fewestSites || Math.min(pair.hetA, pair.hetB) < fewestHet) return 'unknown';
  if (kinship > kinshipBorders.sameGenome) return 'same-genome';
  if (kinship > kinshipBorders.firstDegree) {
    return pair.ibs0 <= parentChildIbs0 * pair.hetHet ? 'parent-child' : 'full-siblings';
  }
  if (kinship > kinshipBorders.secondDegree) return 'second-degree';
  return kinship > kinshipBorders.thirdDegree ? 'third-degree' : 'unrelated';
}
