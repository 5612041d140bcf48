import { hasBit } from '../../../bits/index.ts';
import type { Population as Reached } from '../../../trust/scope/index.ts';
import { type Catalogue, type GenomeRow, limitPopulation, Projection } from '../population/index.ts';
import type { Snapshot } from './snapshot.ts';

// Made once for each set of people somebody is limited to, and gone with the snapshot.
const known = new WeakMap<Snapshot, Map<string, Promise<Snapshot>>>();

/** Limited snapshots that are kept of one snapshot: one for each project that is limited. */
const mostKept = 50;

/** The snapshot as somebody sees it who reaches some people of a data set only; the same where nothing is limited. */
export async function limitedFor(catalogue: Catalogue, reached: Reached, snapshot: Snapshot): Promise<Snapshot> {
  if (reached.kind !== 'datasets' || reached.limits.size === 0) return snapshot;
  const kept = known.get(snapshot) ?? new Map<string, Promise<Snapshot>>();
  known.set(snapshot, kept);
  const key = keyOf(reached);
  let limited = kept.get(key);
  if (limited === undefined) {
    if (kept.size >= mostKept) kept.clear();
    limited = limitSnapshot(catalogue, reached, snapshot);
    kept.set(key, limited);
    limited.catch(() => kept.delete(key));
  }
  return await limited;
}

type OfDatasets = Extract<Reached, { kind: 'datasets' }>;

function keyOf({ datasets, limits }: OfDatasets): string {
  const limited = [...limits].map(([id, nos]) => `${id}:${[...nos].sort((a, b) => a - b).join('+')}`);
  return [...datasets, ...limited].sort().join(' ');
}

// Files that hold nobody who is reached are not there: what they say of an allele, its identifiers or filters, would tell that somebody
// else has it.
async function limitSnapshot(
  catalogue: Catalogue,
  { datasets, limits }: OfDatasets,
  snapshot: Snapshot,
): Promise<Snapshot> {
  const people = new Map<string, ReadonlySet<number>>();
  for (const [id, limitNos] of limits) people.set(id, await catalogue.limited([...limitNos]));
  const population = limitPopulation(
    snapshot.population,
    ({ datasetId, personNo }: GenomeRow) =>
      datasets.has(datasetId) || (personNo !== null && (people.get(datasetId)?.has(personNo) ?? false)),
  );
  const batchNos = new Set<number>();
  for (const { genomeNo, batchNo } of population.genomes.values()) {
    if (hasBit(population.countable, genomeNo)) batchNos.add(batchNo);
  }
  return {
    ...snapshot,
    population,
    projection: new Projection(population),
    segments: (contigNo, kind) =>
      snapshot.segments(contigNo, kind).filter((segment) => segment.batchNos.some((no) => batchNos.has(no))),
  };
}
