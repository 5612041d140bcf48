import { classifyRelation, type Relation } from '../../../genetics/relatedness/index.ts';
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

/** Below this a declared parent and child cannot be: half-way between first and second degree, less what sampling explains. */
const IMPOSSIBLE_PARENT = 0.125;

/**
 * Judges one pair by what is declared and what the genomes say.
 * @param a the genome of this submission; of a declared parent and child, the parent
 */
export function judgePair(a: PairMember, b: PairMember, pair: ComparedPair, declared: DeclaredRelation): JudgedPair {
  const relation = classifyRelation(pair);
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
  return { finding: findingOf(a, b, { relation, kinship, declared, known }), row, related };
}

function findingOf(
  a: PairMember,
  b: PairMember,
  said: { relation: Relation; kinship: number; declared: DeclaredRelation; known: Record<string, string | number> },
): Finding | null {
  const { relation, kinship, declared, known } = said;
  const place = { genome: a.id };
  if (relation === 'same-genome') {
    const parameters = { ...known, sample: a.sample, other: b.sample };
    if (declared === 'same-person') return makeFinding('genome-repeated', parameters, place);
    // The same name in another dataset, and nobody has said who either is: most likely one person twice.
    const sameName = a.sample === b.sample && (a.provisional || b.provisional);
    return makeFinding(sameName ? 'genome-seen-before' : 'duplicate-genome', parameters, place);
  }
  if (declared === 'same-person') {
    return makeFinding('person-differs', { ...known, sample: a.sample, other: b.sample }, place);
  }
  if (declared === 'parent-child') {
    if (kinship >= IMPOSSIBLE_PARENT) return null;
    return makeFinding('parent-impossible', { ...known, parent: a.sample, child: b.sample }, { genome: b.id });
  }
  if (declared === 'same-family' || !closeRelations.has(relation)) return null;
  return makeFinding('relation-unexpected', { ...known, a: a.sample, b: b.sample, relation }, place);
}
