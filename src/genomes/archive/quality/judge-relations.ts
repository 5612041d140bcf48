import { classifyRelation, kinshipBorders, type Relation } from '../../../genetics/relatedness/index.ts';
import type { Finding, RelatednessFinding } from '../model.ts';
import type { ComparedPair } from './compare-genomes.ts';
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

/**
 * Standard error of a kinship estimate from thinned common sites: 0.7/√sites, measured on unrelated pairs of the demo nation (0.042 at
 * 280 sites). With few sites chance alone makes strangers look like cousins.
 */
function standardError(sites: number): number {
  return 0.7 / Math.sqrt(Math.max(sites, 1));
}

/** Standard errors between an estimate and a border before a finding is made of it: a cohort has thousands of pairs. */
const ERRORS_AWAY = 3.5;

const surelyAbove = (pair: ComparedPair, border: number): boolean =>
  pair.kinship !== null && pair.kinship - ERRORS_AWAY * standardError(pair.sites) > border;
const surelyBelow = (pair: ComparedPair, border: number): boolean =>
  pair.kinship !== null && pair.kinship + ERRORS_AWAY * standardError(pair.sites) < border;

/** The relation as far as the number of sites bears it: `unrelated` where chance explains the likeness. */
function soundRelation(pair: ComparedPair): Relation {
  const relation = classifyRelation(pair);
  if (!closeRelations.has(relation)) return relation;
  const border = relation === 'same-genome' ? kinshipBorders.secondDegree : kinshipBorders.thirdDegree;
  return surelyAbove(pair, border) ? relation : 'unrelated';
}

/**
 * Judges one pair by what is declared and what the genomes say.
 * @param a the genome of this submission; of a declared parent and child, the parent
 */
export function judgePair(a: PairMember, b: PairMember, pair: ComparedPair, declared: DeclaredRelation): JudgedPair {
  const relation = soundRelation(pair);
  const kinship = pair.kinship === null ? Number.NaN : pair.kinship;
  const known = { kinship: kinship.toFixed(3), sites: pair.sites, ibs0: pair.ibs0 };
  const related = closeRelations.has(relation);
  if (relation === 'unknown') return { finding: null, row: null, related: false };
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
  };
  const shown = related || declared !== null ? row : null;
  return { finding: findingOf(a, b, pair, { relation, declared, known }), row: shown, related };
}

function findingOf(
  a: PairMember,
  b: PairMember,
  pair: ComparedPair,
  said: { relation: Relation; declared: DeclaredRelation; known: Record<string, string | number> },
): Finding | null {
  const { relation, declared, known } = said;
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
    if (!surelyBelow(pair, kinshipBorders.firstDegree)) return null;
    return makeFinding('parent-impossible', { ...known, parent: a.sample, child: b.sample }, { genome: b.id });
  }
  if (declared === 'same-family' || !closeRelations.has(relation)) return null;
  return makeFinding('relation-unexpected', { ...known, a: a.sample, b: b.sample, relation }, place);
}
