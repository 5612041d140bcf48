import { type Bitmap, bitmapIndices, or } from '../../bits/index.ts';
import { askReferences, candidateReferences, type VariantStore } from '../../genomes/variants/index.ts';
import { findGenes } from '../../knowledge/transcripts/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { questionsOf } from './definition-hash.ts';
import { errors } from './errors.ts';
import type { Facts } from './facts.ts';
import type { Condition, Definition } from './model.ts';

export type CarrierQuestion = Extract<Condition, { field: 'variant' | 'gene' }>;

const keyOf = (question: CarrierQuestion): string => JSON.stringify(question);

/**
 * Reads who carries what a definition names, before it is evaluated.
 * @returns the people who carry what a question names
 * @throws Problem IDUN_COHORT_CARRIERS when the scope may not ask, IDUN_COHORT_GENE
 */
export async function readCarriersOf(
  deps: { db: Db; variants: VariantStore },
  scope: Scope,
  definition: Definition,
  facts: Facts,
): Promise<(question: CarrierQuestion) => Bitmap> {
  const questions = questionsOf(definition.conditions).filter(
    (one): one is CarrierQuestion => one.field === 'variant' || one.field === 'gene',
  );
  if (questions.length > 0 && !scope.allows.has('carriers')) {
    throw new Problem(
      errors.carriers,
      'Conditions on a variant or gene tell who carries it; this access counts only.',
      {
        action: 'Take the condition out. Frequencies of the cohort tell how often its variants are.',
      },
    );
  }
  const sets = new Map<string, Bitmap>();
  for (const question of questions) {
    const key = keyOf(question);
    if (sets.has(key)) continue;
    const masks =
      question.field === 'variant' ? [await ofVariant(deps, scope, question)] : await ofGene(deps, scope, question);
    sets.set(
      key,
      masks.map((mask) => facts.ofGenomes(bitmapIndices(mask))).reduce((a, b) => or(a, b), facts.ofGenomes([])),
    );
  }
  return (question) => sets.get(keyOf(question))!;
}

async function ofVariant(
  { db, variants }: { db: Db; variants: VariantStore },
  scope: Scope,
  { variant, reference }: Extract<CarrierQuestion, { field: 'variant' }>,
): Promise<Bitmap> {
  const references = await candidateReferences(db, { reference });
  return await askReferences(
    references,
    (one) => variants.carrierMask(scope, { reference: one, variant }),
    (mask) => mask.some((word) => word !== 0),
  );
}

// A gene may be known on several references; whoever carries a variant in it on any of them is meant.
async function ofGene(
  { db, variants }: { db: Db; variants: VariantStore },
  scope: Scope,
  { gene, reference }: Extract<CarrierQuestion, { field: 'gene' }>,
): Promise<Bitmap[]> {
  const wanted = gene.toLowerCase();
  const found = (await findGenes(db, gene, reference === undefined ? {} : { reference })).filter(
    (one) => one.symbol.toLowerCase() === wanted || one.id.toLowerCase().split('.')[0] === wanted.split('.')[0],
  );
  if (found.length === 0) {
    throw new Problem(errors.gene, `No gene is called ${JSON.stringify(gene.slice(0, 60))}.`, {
      action: 'Write its symbol or identifier; genes come with `idun knowledge add-transcripts`.',
    });
  }
  const masks: Bitmap[] = [];
  for (const { contig, start, end, reference: where } of found) {
    masks.push(await variants.carrierMask(scope, { reference: where, region: `${contig}:${start + 1}-${end}` }));
  }
  return masks;
}
