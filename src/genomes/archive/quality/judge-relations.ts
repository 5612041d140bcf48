import {
  type ComparedPair,
  type FittingRelations,
  fittingRelations,
  kinshipBorders,
  kinshipError,
  type Relation,
} from '../../../genetics/relatedness/index.ts';
import type { Finding, RelatednessFinding } from '../model.ts';
import { makeFinding } from './finding.ts';

/** One side of a compared pair: a genome of this submission or of an earlier one. */
export interface PairMember {
  id: string;
  sample: string;
  /** null: a person who will be made with this submission, so nobody else's. */
  personNo: number | null;
  /** Nobody knows yet who this is. */
  provisional: boolean;
  family: string | null;
}

/** What is declared about a pair. */
export type DeclaredRelation = 'parent-child' | 'same-person' | 'same-family' | null;

export interface JudgedPair {
  finding: Finding | null;
  row: RelatednessFinding | null;
  /** True when one of the two must stay out of the unrelated subset. */
  related: boolean;
}

/** Relations that leave one of a pair out of the unrelated subset. */
const closeRelations: ReadonlySet<Relation> = new Set([
  'same-genome',
  'parent-child',
  'full-siblings',
  'second-degree',
]);

/** Standard errors between an estimate and a border before a finding is made of it: a cohort has thousands of pairs. */
const ERRORS_AWAY = 3.5;

const surelyAbove = (pair: ComparedPair, border: number): boolean =>
  pair.kinship !== null && pair.kinship - ERRORS_AWAY * kinshipError(pair.independent) > border;
const surelyBelow = (pair: ComparedPair, border: number): boolean =>
  pair.kinship !== null && pair.kinship + ERRORS_AWAY * kinshipError(pair.independent) < border;

/** Fewer independent sites than this, and it is their number that leaves a relation open. */
const MANY_SITES = 1000;

/** What a pair's genotypes say, as far as the number of sites bears it. */
function likenessOf(pair: ComparedPair, declared: DeclaredRelation): FittingRelations {
  const fitting = fittingRelations(pair, pair.independent);
  const isClose = fitting.among.some((relation) => closeRelations.has(relation));
  if (fitting.relation === 'unknown') return fitting;
  if (!isClose) return { ...fitting, relation: fitting.among.at(-1)! };
  if (fitting.relation === 'uncertain' && declared !== null) return fitting;
  // Among the thousands of pairs of strangers chance alone makes some look like cousins.
  const border = fitting.relation === 'same-genome' ? kinshipBorders.secondDegree : kinshipBorders.thirdDegree;
  if (fitting.relation === 'parent-child' && declared === 'parent-child') return fitting;
  return surelyAbove(pair, border) ? fitting : { ...fitting, relation: declared === null ? 'unrelated' : 'uncertain' };
}

/**
 * Judges one pair by what is declared and what the genomes say.
 * @param a the genome of this submission; of a declared parent and child, the parent
 */
export function judgePair(a: PairMember, b: PairMember, pair: ComparedPair, declared: DeclaredRelation): JudgedPair {
  const { relation, among } = likenessOf(pair, declared);
  if (relation === 'unknown') return { finding: null, row: null, related: false };
  const kinship = pair.kinship === null ? Number.NaN : pair.kinship;
  const known = { kinship: kinship.toFixed(3), sites: pair.sites, ibs0: pair.ibs0 };
  const uncertain = relation === 'uncertain';
  const related = uncertain
    ? surelyAbove(pair, kinshipBorders.thirdDegree) || (declared === 'parent-child' && among.includes('parent-child'))
    : closeRelations.has(relation);
  const row: RelatednessFinding = {
    a: a.id,
    b: b.id,
    sampleA: a.sample,
    sampleB: b.sample,
    kinship,
    ibs0: pair.ibs0,
    sites: pair.sites,
    relation,
    expected: declared,
    ...(uncertain ? { among: [...among], reason: pair.independent < MANY_SITES ? 'few-sites' : 'between' } : {}),
  };
  const shown = related || declared !== null ? row : null;
  return { finding: findingOf(a, b, pair, { relation, among, related, declared, known }), row: shown, related };
}

function findingOf(
  a: PairMember,
  b: PairMember,
  pair: ComparedPair,
  said: {
    relation: Relation | 'uncertain';
    among: readonly Relation[];
    related: boolean;
    declared: DeclaredRelation;
    known: Record<string, string | number>;
  },
): Finding | null {
  const { relation, among, related, declared, known } = said;
  const place = { genome: a.id };
  if (relation === 'same-genome') {
    const parameters = { ...known, sample: a.sample, other: b.sample };
    if (declared === 'same-person') return makeFinding('genome-repeated', parameters, place);
    // The same name in another dataset, and nobody has said who either is: most likely one person twice.
    const sameName = a.sample === b.sample && (a.provisional || b.provisional);
    return makeFinding(sameName ? 'genome-seen-before' : 'duplicate-genome', parameters, place);
  }
  if (declared === 'same-person') {
    if (!surelyBelow(pair, kinshipBorders.sameGenome)) return null;
    return makeFinding('person-differs', { ...known, sample: a.sample, other: b.sample }, place);
  }
  if (declared === 'parent-child') {
    if (among.includes('parent-child') || !surelyBelow(pair, kinshipBorders.firstDegree)) return null;
    return makeFinding('parent-impossible', { ...known, parent: a.sample, child: b.sample }, { genome: b.id });
  }
  if (declared === 'same-family' || !related) return null;
  const looks = relation === 'uncertain' ? among.join(' / ') : relation;
  return makeFinding('relation-unexpected', { ...known, a: a.sample, b: b.sample, relation: looks }, place);
}
