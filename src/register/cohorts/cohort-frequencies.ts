import { createHash } from 'node:crypto';
import { type Bitmap, createBitmap, hasBit, setBit } from '../../bits/index.ts';
import type { FrequencyRequest } from '../../genomes/variants/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { fewestPeople, type Scope, tooAlike } from '../../trust/scope/index.ts';
import type { Universe } from './cohort-facts.ts';
import { errors } from './errors.ts';
import { type GenomeFact, type PersonFact, wordFields } from './facts.ts';
import { type CohortService, differenceOf, viewerOf } from './saved-cohorts.ts';
import * as store from './store.ts';

export interface CohortFrequencyRequest {
  version?: number | undefined;
  reference?: string | undefined;
  region?: string | undefined;
  filter?: 'pass' | undefined;
}

/**
 * Prepares the frequencies of a frozen version: its people who still count, one genome each, on one reference. Under a
 * disclosure rule a small set is refused, and one that differs from a group or a set whose frequencies have left by too few
 * people, since the difference of the two would be theirs. One audit entry.
 * @returns what to ask the variant store for
 * @throws Problem IDUN_COHORT_TOO_SMALL, IDUN_COHORT_DIFFERENCING
 */
export async function cohortFrequencies(
  service: CohortService,
  scope: Scope,
  id: string,
  request: CohortFrequencyRequest,
): Promise<FrequencyRequest & { members: Bitmap }> {
  const cohort = await store.readCohort(service.db, viewerOf(scope), id);
  const { version, definition, reach } = await store.readVersion(service.db, cohort.cohortNo, request.version);
  const universe = await service.source.narrowed(reach, definition.data);
  const frozen = new Set(await store.readMembers(service.db, cohort.cohortNo, version));
  const people = universe.facts.people.filter(({ personNo }) => frozen.has(personNo));
  const reference = request.reference ?? commonReference(people);
  const members = people.filter(({ genomes }) => genomes.some((genome) => genome.reference === reference));
  const detail = { version, reference, region: request.region ?? null };
  await recordAccess(service.db, scope, { action: 'cohorts.frequencies', object: id, detail });
  if (scope.disclosure.minimumCount > 0)
    await release(service, scope, cohort.cohortNo, version, reference, members, universe);
  return { reference, region: request.region, filter: request.filter, members: genomesOf(members, reference) };
}

/** The reference most of the people have a genome on. */
function commonReference(people: readonly PersonFact[]): string {
  const counts = new Map<string, number>();
  for (const { genomes } of people) {
    for (const name of new Set(genomes.map((one) => one.reference))) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  if (most) return most[0];
  throw new Problem(errors.tooSmall, 'Nobody of this version has a genome that still counts.');
}

function newest(genomes: readonly GenomeFact[]): GenomeFact {
  return genomes.reduce((a, b) => {
    const later = b.addedAt.getTime() - a.addedAt.getTime() || b.genomeNo - a.genomeNo;
    return later > 0 ? b : a;
  });
}

function genomesOf(people: readonly PersonFact[], reference: string): Bitmap {
  const chosen = people.map(({ genomes }) => newest(genomes.filter((one) => one.reference === reference)).genomeNo);
  const mask = createBitmap(chosen.reduce((most, no) => Math.max(most, no + 1), 0));
  for (const no of chosen) setBit(mask, no);
  return mask;
}

async function release(
  service: CohortService,
  scope: Scope,
  cohortNo: number,
  version: number,
  reference: string,
  people: readonly PersonFact[],
  universe: Universe,
): Promise<void> {
  if (people.length < fewestPeople) {
    throw new Problem(errors.tooSmall, `Frequencies leave for cohorts of at least ${fewestPeople} people.`, {
      action: 'Widen the conditions, or count the cohort without its frequencies.',
    });
  }
  const members = new Set(people.map(({ personNo }) => personNo));
  const alike = (other: ReadonlySet<number>): boolean => tooAlike(differenceOf(members, other), scope.disclosure);
  for (const group of publishedGroups(universe, reference)) {
    if (alike(group)) throw refusal('a group whose frequencies are published');
  }
  const by = `${scope.actor.kind}:${scope.actor.id}`;
  const digest = createHash('sha256')
    .update(
      people
        .map(({ id }) => id)
        .sort()
        .join('\n'),
    )
    .digest('hex');
  // One release at a time, so that two at once are compared with each other.
  await service.database.advisoryLock('register.cohort_releases', async () => {
    for (const earlier of await store.readReleases(service.db, reference)) {
      if (alike(new Set(earlier.members))) throw refusal('a cohort whose frequencies have left');
    }
    await service.database.withActor(scope.actor, (trx) =>
      store.insertRelease(trx, { cohortNo, version, reference, digest, by, members: [...members] }),
    );
  });
}

function refusal(what: string): Problem {
  return new Problem(errors.differencing, `The cohort differs from ${what} by very few people.`, {
    action: 'Use that one, or a definition that differs by more people.',
  });
}

/** The groups of people whose frequencies anybody may have, as sets of their numbers. */
function* publishedGroups({ facts }: Universe, reference: string): Generator<ReadonlySet<number>> {
  const onReference = facts.narrowed((genome) => genome.reference === reference);
  const numbers = (applies: (person: PersonFact) => boolean) =>
    new Set(onReference.people.filter(applies).map(({ personNo }) => personNo));
  yield numbers(() => true);
  yield numbers(({ genomes }) => genomes.some((one) => one.unrelated));
  for (const is of [true, false]) yield numbers(({ genomes }) => genomes.some((one) => one.affected === is));
  const published = new Set(['sex', 'dataset', 'source', 'patientGroup', 'assay']);
  for (const field of wordFields.filter((one) => published.has(one))) {
    for (const set of onReference.byWord(field).values()) {
      yield new Set(onReference.people.filter((_, row) => hasBit(set, row)).map(({ personNo }) => personNo));
    }
  }
}
