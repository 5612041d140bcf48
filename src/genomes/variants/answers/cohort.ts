import { and, type Bitmap, createBitmap, setBit } from '../../../bits/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import { errors } from '../errors.ts';
import { type GenomeRow, isCountable, newestPerPerson, type Population } from '../population/index.ts';
import type { Snapshot } from '../snapshot/index.ts';

/** Whom to count: everybody, a named group, or named samples of a dataset. */
export interface CohortRequest {
  /** A group as answers name it: `sex:female`, `dataset:NAME`, … */
  group?: string | undefined;
  /** Short for group `dataset:NAME`; with `samples`, where they are looked for. */
  dataset?: string | undefined;
  /** Sample names or genome ids. */
  samples?: readonly string[] | undefined;
  /**
   * Genome numbers chosen inside this process, by a caller that answers for what its counts may tell (a saved cohort). Those
   * that do not count here are left out.
   */
  members?: Bitmap | undefined;
}

export interface Cohort {
  /** Whom to count, over genome numbers. */
  mask: Bitmap;
  /** Whose alleles may be listed. */
  visible: Bitmap;
}

/**
 * Finds the genomes of a cohort. Only genomes that count are in it, and one per person.
 * @throws Problem IDUN_VARIANT_GROUP_NOT_FOUND, IDUN_VARIANT_SAMPLES_NOT_FOUND, IDUN_VARIANT_COHORT
 */
export function resolveCohort(snapshot: Snapshot, scope: Scope, request: CohortRequest): Cohort {
  const name = request.dataset !== undefined ? `dataset:${request.dataset}` : (request.group ?? 'all');
  const { mask } = requireGroup(snapshot.population, name);
  if (request.members !== undefined) {
    const members = and(snapshot.population.countable, request.members);
    return { mask: members, visible: members };
  }
  if (request.samples === undefined) return { mask, visible: mask };
  if (scope.disclosure.minimumCount > 0) {
    throw new Problem(errors.cohortNotAllowed, 'This access counts published groups only, not cohorts of its own.', {
      action: 'Open an operator session, or ask for a group that the answers name.',
    });
  }
  return { mask: sampleMask(snapshot, request.samples, request.dataset), visible: mask };
}

function requireGroup(population: Population, name: string): { mask: Bitmap } {
  const group = population.groups.find((g) => g.name === name);
  if (group) return group;
  throw new Problem(errors.groupNotFound, `No group is called ${JSON.stringify(name)} in this reference.`, {
    expected: population.groups.map((g) => g.name).join(', '),
  });
}

function sampleMask(snapshot: Snapshot, samples: readonly string[], dataset: string | undefined): Bitmap {
  const { manifest, population } = snapshot;
  const byName = new Map<string, GenomeRow[]>();
  const add = (key: string, genome: GenomeRow): void => {
    const known = byName.get(key);
    if (known) known.push(genome);
    else byName.set(key, [genome]);
  };
  for (const genome of manifest.genomes) {
    if (!isCountable(genome, manifest.optedOut)) continue;
    if (dataset !== undefined && genome.dataset !== dataset) continue;
    if (genome.sampleName !== null) add(genome.sampleName, genome);
    add(genome.id, genome);
  }
  const missing = samples.filter((sample) => !byName.has(sample));
  if (missing.length > 0) {
    throw new Problem(
      errors.samplesNotFound,
      `${missing.length} of ${samples.length} named samples are not among the genomes that count here.`,
      { missing: missing.slice(0, 20), action: 'Take them out of the list. Persons who opted out count nowhere.' },
    );
  }
  const mask = createBitmap(population.capacity);
  for (const genome of newestPerPerson(samples.flatMap((sample) => byName.get(sample)!))) setBit(mask, genome.genomeNo);
  return mask;
}
