import { populationOf, type Scope } from '../../../trust/scope/index.ts';
import type { Engine } from '../engine.ts';
import type { GenomeRow, Group } from '../population/index.ts';
import type { Snapshot } from '../snapshot/index.ts';

/** Whether a scope reaches a genome: by its person, or by the data set it came with. */
export function makeReach(engine: Engine, scope: Scope): (genome: GenomeRow) => boolean {
  const population = populationOf(scope, engine.clock);
  if (population.kind === 'everyone') return () => true;
  if (population.kind === 'datasets') return ({ datasetId }) => population.datasets.has(datasetId);
  return ({ personNo }) => personNo !== null && population.personNos.has(personNo);
}

/**
 * The groups a scope may count, `all` first. A project sees the data sets that are open to it and none of the others; whoever
 * else may count sees every group.
 */
export function groupsFor(snapshot: Snapshot, scope: Scope): readonly Group[] {
  const { groups, genomes } = snapshot.population;
  const population = populationOf(scope);
  if (population.kind !== 'datasets') return groups;
  const names = new Map([...genomes.values()].map(({ dataset, datasetId }) => [dataset, datasetId]));
  return groups.filter(({ name }) => {
    if (!name.startsWith('dataset:')) return true;
    const id = names.get(name.slice('dataset:'.length));
    return id !== undefined && population.datasets.has(id);
  });
}
