import { bitmapIndices, countBits } from '../../bits/index.ts';
import type { DatabaseHandle, Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { assertScope, type Scope, tooAlike } from '../../trust/scope/index.ts';
import type { FactSource, Universe } from './cohort-facts.ts';
import { countDefinition, runDefinition, type ToldSet } from './count-cohort.ts';
import { hashDefinition, hashMembers } from './definition-hash.ts';
import type { CohortDeps } from './deps.ts';
import { protectCount } from './disclosure.ts';
import { errors } from './errors.ts';
import type { CohortCount, CohortDetail, CohortSummary, CohortVersion, Count, Definition, Sharing } from './model.ts';
import * as store from './store.ts';

/** What the use cases of cohorts work with. */
export interface CohortService extends CohortDeps {
  database: DatabaseHandle;
  source: FactSource;
}

/** Who asks, as owners of cohorts are named. @throws Problem IDUN_COHORT_NOT_ALLOWED, IDUN_SCOPE_… */
export function viewerOf(scope: Scope): store.Viewer {
  assertScope(scope, 'counts');
  assertScope(scope, 'cohorts.use');
  if (scope.actor.kind === 'public') {
    throw new Problem(errors.notAllowed, 'Cohorts are for those who have signed in.', {
      action: 'Sign in with a role that may build cohorts, such as researcher.',
    });
  }
  return {
    owner: `${scope.actor.kind}:${scope.actor.id}`,
    organisationNo: scope.organisationNo,
    // Idun itself runs an application's cohort again at each of its stages, whoever owns it.
    all: scope.actor.kind === 'operator' || scope.actor.kind === 'system',
  };
}

/** Counts a definition. One audit entry. @param cohort id of the saved cohort it is a change of */
export async function countCohort(
  service: CohortService,
  scope: Scope,
  definition: Definition,
  cohort?: string,
): Promise<CohortCount> {
  const viewer = viewerOf(scope);
  const known = cohort === undefined ? null : await store.readCohort(service.db, viewer, cohort);
  await recordAccess(service.db, scope, {
    action: 'cohorts.count',
    object: cohort ?? 'cohort',
    detail: { definition: hashDefinition(definition), data: definition.data },
  });
  return await countDefinition(service, scope, definition, async (universe) =>
    known === null ? [] : await toldSets(service, known.cohortNo, universe),
  );
}

async function toldSets(service: CohortService, cohortNo: number, { facts }: Universe): Promise<ToldSet[]> {
  const versions = await store.readVersions(service.db, cohortNo);
  const sets: ToldSet[] = [];
  for (const { version } of versions.slice(0, 20)) {
    const members = new Set(await store.readMembers(service.db, cohortNo, version));
    sets.push({ version, members: facts.where(({ personNo }) => members.has(personNo)) });
  }
  return sets;
}

/** The cohorts of the asker and of their organisation. One audit entry. */
export async function listCohorts(service: CohortService, scope: Scope): Promise<CohortSummary[]> {
  const viewer = viewerOf(scope);
  await recordAccess(service.db, scope, { action: 'cohorts.list', object: 'cohorts' });
  const cohorts = await store.readCohorts(service.db, viewer);
  return cohorts.map((one) => summaryOf(one, one.newest, viewer, scope));
}

/** The cohorts of the asker and of their organisation that have a name or id; the search notes the reading. */
export function findCohorts(
  db: Db,
  scope: Scope,
  text: string,
): Promise<{ id: string; name: string; organisation: string | null }[]> {
  return store.findCohortsNamed(db, viewerOf(scope), text);
}

/** Versions that colleagues froze since a moment; whoever shows them notes the reading. */
export function cohortsFrozenByOthers(
  db: Db,
  scope: Scope,
  since: Date,
): Promise<{ id: string; name: string; version: number; frozenAt: Date }[]> {
  return store.readFrozenByOthers(db, viewerOf(scope), since);
}

/** One cohort with its versions. One audit entry. */
export async function showCohort(service: CohortService, scope: Scope, id: string): Promise<CohortDetail> {
  const viewer = viewerOf(scope);
  const cohort = await store.readCohort(service.db, viewer, id);
  await recordAccess(service.db, scope, { action: 'cohorts.show', object: id });
  return await detailOf(service, scope, viewer, cohort);
}

async function detailOf(
  service: CohortService,
  scope: Scope,
  viewer: store.Viewer,
  cohort: store.StoredCohort,
): Promise<CohortDetail> {
  const stored = await store.readVersions(service.db, cohort.cohortNo);
  const counts = await shownCounts(service, scope, cohort.cohortNo, stored);
  const versions = stored.map(
    ({ reach: _, persons: __, minimumCount: ___, ...version }): CohortVersion => ({
      ...version,
      ...counts.get(version.version)!,
    }),
  );
  return { ...summaryOf(cohort, stored[0]!, viewer, scope), ...counts.get(stored[0]!.version)!, versions };
}

// A version that differs from the one before by too few people is told with that one's count.
async function shownCounts(
  { db }: CohortService,
  scope: Scope,
  cohortNo: number,
  versions: readonly store.StoredVersion[],
): Promise<Map<number, Count>> {
  const rule = scope.disclosure;
  const shown = new Map<number, Count>();
  let before: { count: Count; members: Set<number> } | undefined;
  for (const { version, persons } of [...versions].reverse()) {
    let count = protectCount(persons, rule);
    if (rule.minimumCount > 0) {
      const members = new Set(await store.readMembers(db, cohortNo, version));
      if (before && tooAlike(differenceOf(before.members, members), rule)) count = before.count;
      before = { count, members };
    }
    shown.set(version, count);
  }
  return shown;
}

/** Members of one of two sets and not of the other. */
export function differenceOf(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let both = 0;
  for (const one of a) if (b.has(one)) both++;
  return a.size + b.size - 2 * both;
}

function summaryOf(
  cohort: store.StoredCohort,
  newest: store.StoredVersion,
  viewer: store.Viewer,
  scope: Scope,
): CohortSummary {
  const { id, name, description, sharing, owner, organisation, createdAt } = cohort;
  return {
    id,
    name,
    description,
    sharing,
    owner,
    organisation,
    mine: owner === viewer.owner,
    data: newest.definition.data,
    version: newest.version,
    createdAt,
    frozenAt: newest.frozenAt,
    ...protectCount(newest.persons, scope.disclosure),
  };
}

export interface NewSavedCohort {
  name: string;
  description?: string | undefined;
  definition: Definition;
  note?: string | undefined;
}

/** Saves a cohort: runs its definition and freezes whom it gives as version 1. One audit entry. */
export async function saveCohort(service: CohortService, scope: Scope, given: NewSavedCohort): Promise<CohortDetail> {
  const viewer = viewerOf(scope);
  const version = await freeze(service, scope, given.definition, given.note);
  const id = newId('coh');
  await service.database.withActor(scope.actor, async (trx) => {
    const { owner, organisationNo } = viewer;
    const demo = given.definition.data === 'synthetic';
    const description = given.description ?? null;
    const cohortNo = await store.insertCohort(trx, { id, name: given.name, description, owner, organisationNo, demo });
    await store.insertVersion(trx, cohortNo, version);
    await recordAccess(trx, scope, { action: 'cohorts.freeze', object: id, detail: frozenDetail(version, 1) });
  });
  return await detailOf(service, scope, viewer, await store.readCohort(service.db, viewer, id));
}

/** Freezes a further version: a changed definition, or the same on today's data. Only its owner may. One audit entry. */
export async function freezeVersion(
  service: CohortService,
  scope: Scope,
  id: string,
  given: { definition?: Definition | undefined; note?: string | undefined },
): Promise<CohortDetail> {
  const viewer = viewerOf(scope);
  const cohort = await ownCohort(service, viewer, id);
  const definition = given.definition ?? (await store.readVersion(service.db, cohort.cohortNo)).definition;
  const version = await freeze(service, scope, definition, given.note);
  await service.database.withActor(scope.actor, async (trx) => {
    const number = await store.insertVersion(trx, cohort.cohortNo, version);
    await recordAccess(trx, scope, { action: 'cohorts.freeze', object: id, detail: frozenDetail(version, number) });
  });
  return await detailOf(service, scope, viewer, cohort);
}

function frozenDetail(version: store.NewVersion, number: number): object {
  const { definitionHash, membersHash, dataVersion, maskEpoch } = version;
  return { version: number, definition: definitionHash, members: membersHash, dataVersion, maskEpoch };
}

async function freeze(
  service: CohortService,
  scope: Scope,
  definition: Definition,
  note: string | undefined,
): Promise<store.NewVersion> {
  const universe = await service.source.universe(scope, definition.data);
  const { members } = await runDefinition(service, scope, definition, universe);
  const people = bitmapIndices(members).map((row) => universe.facts.people[row]!);
  return {
    definition,
    note: note ?? null,
    dataVersion: universe.dataVersion,
    maskEpoch: universe.maskEpoch,
    reach: universe.reach,
    persons: countBits(members),
    minimumCount: scope.disclosure.minimumCount,
    definitionHash: hashDefinition(definition),
    membersHash: hashMembers(
      definition,
      people.map(({ id }) => id),
    ),
    frozenBy: `${scope.actor.kind}:${scope.actor.id}`,
    members: people.map(({ personNo }) => personNo),
  };
}

async function ownCohort(service: CohortService, viewer: store.Viewer, id: string): Promise<store.StoredCohort> {
  const cohort = await store.readCohort(service.db, viewer, id);
  if (viewer.all || cohort.owner === viewer.owner) return cohort;
  throw new Problem(errors.notOwner, 'Only its owner changes a cohort; everybody it is shared with may use it.', {
    action: 'Save a copy of your own.',
  });
}

/** Renames a cohort or shares it with the owner's organisation. One audit entry. */
export async function changeCohort(
  service: CohortService,
  scope: Scope,
  id: string,
  change: { name?: string | undefined; description?: string | undefined; sharing?: Sharing | undefined },
): Promise<CohortDetail> {
  const viewer = viewerOf(scope);
  const cohort = await ownCohort(service, viewer, id);
  if (change.sharing === 'organisation' && cohort.organisationNo === null) {
    throw new Problem(errors.notAllowed, 'The cohort was made outside an organisation and cannot be shared in one.');
  }
  await service.database.withActor(scope.actor, async (trx) => {
    const { name = null, description = null, sharing = null } = change;
    await store.updateCohort(trx, cohort.cohortNo, { name, description, sharing });
    await recordAccess(trx, scope, { action: 'cohorts.change', object: id, detail: { changed: Object.keys(change) } });
  });
  return await detailOf(service, scope, viewer, await store.readCohort(service.db, viewer, id));
}

/** Takes a cohort out of the lists; what was frozen stays in the record. One audit entry. */
export async function removeCohort(service: CohortService, scope: Scope, id: string): Promise<void> {
  const cohort = await ownCohort(service, viewerOf(scope), id);
  await service.database.withActor(scope.actor, async (trx) => {
    await store.hideCohort(trx, cohort.cohortNo);
    await recordAccess(trx, scope, { action: 'cohorts.remove', object: id });
  });
}
