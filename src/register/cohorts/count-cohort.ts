import { and, type Bitmap, countBits } from '../../bits/index.ts';
import { type Scope, tooAlike } from '../../trust/scope/index.ts';
import { type CarrierQuestion, readCarriersOf } from './carriers.ts';
import type { FactSource, Universe } from './cohort-facts.ts';
import type { CohortDeps } from './deps.ts';
import { countValues, protectCount, roundedTo, shownLoss, symmetricDifference } from './disclosure.ts';
import { evaluate } from './evaluate.ts';
import type { CohortCount, Count, Definition, FacetValue, Step } from './model.ts';

/** Values of a facet that are told. */
const mostValues = 30;
const facetFields = ['sex', 'region', 'municipality', 'dataset', 'patientGroup', 'assay', 'source', 'feature'] as const;

/** A set of people whose count was told before. */
export interface ToldSet {
  version: number;
  members: Bitmap;
}

/** A definition run on the data as they are. */
export interface RunDefinition {
  universe: Universe;
  members: Bitmap;
  /** What is left after each condition, and to whom it applies by itself. */
  steps: { left: Bitmap; alone: Bitmap }[];
}

/** Runs a definition on a universe. */
export async function runDefinition(
  deps: CohortDeps,
  scope: Scope,
  definition: Definition,
  universe: Universe,
): Promise<RunDefinition> {
  const { facts } = universe;
  const carriers: (question: CarrierQuestion) => Bitmap = await readCarriersOf(deps, scope, definition, facts);
  const around = { today: deps.clock.now().toISOString().slice(0, 10), carriers };
  let left = facts.everybody;
  const steps = definition.conditions.map((condition) => {
    const alone = evaluate(condition, facts, around);
    left = and(left, alone);
    return { left, alone };
  });
  return { universe, members: left, steps };
}

/**
 * Counts a definition as it is written: everybody, what each condition leaves, and the values of what is left. The scope's rule
 * applies to every number.
 * @param told sets of the same cohort whose counts were told: one too like them is told with theirs
 */
export async function countDefinition(
  deps: CohortDeps & { source: FactSource },
  scope: Scope,
  definition: Definition,
  told: (universe: Universe) => Promise<readonly ToldSet[]> = async () => [],
): Promise<CohortCount> {
  const began = performance.now();
  const rule = scope.disclosure;
  const run = await runDefinition(deps, scope, definition, await deps.source.universe(scope, definition.data));
  const { universe, members, steps } = run;
  const like = (await told(universe)).find((one) => tooAlike(symmetricDifference(one.members, members), rule));
  const shown = (set: Bitmap): Count => protectCount(countBits(set), rule);
  const count = shown(like?.members ?? members);
  const everybody = shown(universe.facts.everybody);
  return {
    ...count,
    everybody,
    steps: stepsOf(steps, everybody, count, shown),
    facets: facetsOf(universe, like?.members ?? members, scope),
    asOf: { dataVersion: universe.dataVersion, maskEpoch: universe.maskEpoch, at: deps.clock.now().toISOString() },
    milliseconds: Math.round(performance.now() - began),
    roundedTo: roundedTo(rule),
    ...(like ? { heldFrom: like.version } : {}),
  };
}

function stepsOf(steps: RunDefinition['steps'], everybody: Count, last: Count, shown: (set: Bitmap) => Count): Step[] {
  let before = everybody;
  return steps.map(({ left, alone }, at) => {
    const after = at === steps.length - 1 ? last : shown(left);
    const step: Step = { ...after, lost: shownLoss(before, after), alone: shown(alone) };
    before = after;
    return step;
  });
}

function facetsOf({ facts }: Universe, members: Bitmap, scope: Scope): Record<string, FacetValue[]> {
  const rule = scope.disclosure;
  const facets: Record<string, FacetValue[]> = {};
  for (const field of facetFields) facets[field] = countValues(facts.byWord(field), members, rule).slice(0, mostValues);
  const decades = new Map<string, Bitmap>();
  for (const decade of new Set(facts.people.flatMap(({ born }) => (born ? [born.slice(0, 3)] : [])))) {
    decades.set(
      `${decade}0`,
      facts.where(({ born }) => born?.startsWith(decade) ?? false),
    );
  }
  facets['birthDecade'] = countValues(decades, members, rule).sort((a, b) => (a.value < b.value ? -1 : 1));
  const affected = (is: boolean) => facts.where(({ genomes }) => genomes.some((one) => one.affected === is));
  facets['affected'] = countValues(
    new Map([
      ['yes', affected(true)],
      ['no', affected(false)],
    ]),
    members,
    rule,
  );
  return facets;
}
