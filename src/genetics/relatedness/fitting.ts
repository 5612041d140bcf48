import type { Kinship } from './kinship.ts';
import { classifyRelation, parentChildIbs0, type Relation } from './relation.ts';

/** A relation that a pair may have, in degrees from the nearest. */
export type KnownRelation = Exclude<Relation, 'unknown'>;

interface Expectation {
  readonly relation: KnownRelation;
  readonly kinship: number;
  /** How far real pairs of this relation lie from their mean: meiosis hands on whole stretches. */
  readonly spread: number;
  /** Share of the genome at which the two have no allele from a common ancestor. */
  readonly unshared: number;
}

const expectations: readonly Expectation[] = [
  { relation: 'same-genome', kinship: 0.5, spread: 0.01, unshared: 0 },
  { relation: 'parent-child', kinship: 0.25, spread: 0.01, unshared: 0 },
  { relation: 'full-siblings', kinship: 0.25, spread: 0.025, unshared: 1 / 4 },
  { relation: 'second-degree', kinship: 0.125, spread: 0.025, unshared: 1 / 2 },
  { relation: 'third-degree', kinship: 0.0625, spread: 0.02, unshared: 3 / 4 },
  { relation: 'unrelated', kinship: 0, spread: 0.015, unshared: 1 },
];

/** Standard errors within which an estimate still fits an expectation. */
const ERRORS_WITHIN = 2.25;
/** Opposite homozygotes so few that chance gives them less often than this exclude a relation. */
const LEAST_CHANCE = 0.05;

/** Sites are those at which somebody of a small family differs: there, heterozygous ones are more and opposite ones fewer than by chance. */
const SELECTED = 0.5;

/**
 * Standard error of KING-robust kinship by the number of independent sites: 0.8/√sites, measured on the strangers of the demo nation
 * (0.030 at 680, 0.036 at 550).
 */
export function kinshipError(independentSites: number): number {
  return 0.8 / Math.sqrt(Math.max(independentSites, 1));
}

/** What the genotypes of a pair leave possible. */
export interface FittingRelations {
  /** The one relation that fits; `uncertain` where several do, or none; `unknown` where too few sites are called in both. */
  readonly relation: Relation | 'uncertain';
  /** Every relation that fits, nearest first; when none does, the two between which the estimate lies. */
  readonly among: readonly KnownRelation[];
  readonly error: number;
}

/**
 * The relations that a pair's kinship and opposite homozygotes leave possible. A parent and child share an allele everywhere, so with
 * them opposite homozygotes decide, and kinship, which few sites tell badly, needs only not to contradict.
 * @param independentSites how many of the compared sites tell something of their own; linked sites repeat each other
 */
export function fittingRelations(pair: Kinship, independentSites: number): FittingRelations {
  const error = kinshipError(independentSites);
  const { kinship } = pair;
  if (kinship === null || classifyRelation(pair) === 'unknown') return { relation: 'unknown', among: [], error };
  const among = expectations.filter((one) => kinshipFits(one, kinship, error) && ibs0Fits(one, pair, independentSites));
  if (among.length === 1) return { relation: among[0]!.relation, among: [among[0]!.relation], error };
  const fitting = among.length > 0 ? among : nearest(kinship);
  return { relation: 'uncertain', among: fitting.map((one) => one.relation), error };
}

function kinshipFits({ relation, kinship: expected, spread }: Expectation, kinship: number, error: number): boolean {
  const reach = ERRORS_WITHIN * Math.hypot(error, spread);
  // People of different populations come out below zero.
  if (relation === 'unrelated') return kinship <= expected + reach;
  if (relation === 'same-genome') return kinship >= expected - reach;
  return Math.abs(kinship - expected) <= reach;
}

/** Opposite homozygotes come with the share of the genome that is not shared; where all is, they are errors. */
function ibs0Fits({ relation, unshared }: Expectation, pair: Kinship, independentSites: number): boolean {
  if (relation === 'same-genome') return true;
  if (unshared === 0) return pair.ibs0 <= Math.max(1, parentChildIbs0 * pair.hetHet);
  const perSite = (pair.hetA / pair.sites) * (pair.hetB / pair.sites);
  const expected = (perSite / 2) * SELECTED * independentSites * unshared;
  return chanceOfAtMost((pair.ibs0 * independentSites) / pair.sites, expected) >= LEAST_CHANCE;
}

/** Poisson: chance of this many or fewer. */
function chanceOfAtMost(most: number, expected: number): number {
  let term = Math.exp(-expected);
  let sum = 0;
  for (let i = 0; i <= most; i++) {
    sum += term;
    term *= expected / (i + 1);
  }
  return sum;
}

function nearest(kinship: number): Expectation[] {
  const far = (one: Expectation): number => Math.abs(one.kinship - kinship);
  return [...expectations].sort((a, b) => far(a) - far(b)).slice(0, 2);
}
