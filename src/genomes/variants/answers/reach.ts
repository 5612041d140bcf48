import { countAnd, hasBit } from '../../../bits/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { type DisclosureRule, fewestPeople, populationOf, type Scope, tooAlike } from '../../../trust/scope/index.ts';
import type { Engine } from '../engine.ts';
import { errors } from '../errors.ts';
import type { GenomeRow, Group, Population } from '../population/index.ts';
import type { Snapshot } from '../snapshot/index.ts';

/** Whether a scope reaches a genome: by its person, or by the data set it came with; of one open for some people, theirs that count. */
export function makeReach(
  engine: Engine,
  scope: Scope,
  { countable }: Pick<Population, 'countable'>,
): (genome: GenomeRow) => boolean {
  const population = populationOf(scope, engine.clock);
  if (population.kind === 'everyone') return () => true;
  if (population.kind === 'persons') return ({ personNo }) => personNo !== null && population.personNos.has(personNo);
  const { datasets, limits } = population;
  return ({ datasetId, genomeNo }) => datasets.has(datasetId) || (limits.has(datasetId) && hasBit(countable, genomeNo));
}

/**
 * The groups a scope may count, `all` first. A project sees the data sets that are open to it and none of the others; one that is
 * limited to some people, groups of them and nobody else; whoever else may count sees every group.
 * @throws Problem IDUN_VARIANT_LIMIT_SMALL, IDUN_VARIANT_LIMIT_ALIKE
 */
export function groupsFor({ population }: Snapshot, scope: Scope): readonly Group[] {
  const { groups, genomes, limitedFrom } = population;
  const reached = populationOf(scope);
  if (limitedFrom !== null) return limitedGroups(population, limitedFrom.groups, scope.disclosure);
  if (reached.kind !== 'datasets') return groups;
  const names = new Map([...genomes.values()].map(({ dataset, datasetId }) => [dataset, datasetId]));
  return groups.filter(({ name }) => {
    if (!name.startsWith('dataset:')) return true;
    const id = names.get(name.slice('dataset:'.length));
    return id !== undefined && reached.datasets.has(id);
  });
}

const allowed = new WeakMap<Population, Map<number, readonly Group[]>>();

// Published groups may be counted by anybody: what differs from one by a person or two would tell of them.
function limitedGroups(population: Population, published: readonly Group[], rule: DisclosureRule): readonly Group[] {
  if (rule.minimumCount <= 0) return population.groups;
  const [all] = population.groups;
  if (all!.size < fewestPeople) {
    throw new Problem(errors.limitTooSmall, `Counts leave for at least ${fewestPeople} people with a genome.`, {
      action: 'Read them where the permit says, in its research environment.',
    });
  }
  const known = allowed.get(population) ?? new Map<number, readonly Group[]>();
  allowed.set(population, known);
  const groups =
    known.get(rule.minimumCount) ??
    population.groups.filter(
      (group) => group.size >= fewestPeople && !published.some((other) => tooAlike(difference(group, other), rule)),
    );
  known.set(rule.minimumCount, groups);
  if (groups[0]?.name === 'all') return groups;
  throw new Problem(errors.limitTooAlike, 'The people of the permit differ from a published group by one or two.', {
    action: 'Ask for the counts of that group without the project: they are the same but for those few.',
  });
}

const difference = (a: Group, b: Group): number => a.size + b.size - 2 * countAnd(a.mask, b.mask);
