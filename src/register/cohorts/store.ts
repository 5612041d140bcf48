import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { Reach } from './cohort-facts.ts';
import { errors } from './errors.ts';
import type { Definition, Sharing } from './model.ts';

/** A cohort as it is stored. */
export interface StoredCohort {
  cohortNo: number;
  id: string;
  name: string;
  description: string | null;
  owner: string;
  organisationNo: number | null;
  organisation: string | null;
  sharing: Sharing;
  createdAt: Date;
}

/** A frozen version as it is stored. */
export interface StoredVersion {
  version: number;
  definition: Definition;
  note: string | null;
  dataVersion: number;
  maskEpoch: number;
  reach: Reach | null;
  persons: number;
  minimumCount: number;
  definitionHash: string;
  membersHash: string;
  frozenAt: Date;
  frozenBy: string;
}

/** Whose cohorts may be seen: one's own and those shared in one's organisation; all for who operates the database. */
export interface Viewer {
  owner: string;
  organisationNo: number | null;
  all: boolean;
}

const cohortColumns = sql`c.cohort_no as "cohortNo", c.id, c.name, c.description, c.owner, c.organisation_no as "organisationNo",
  o.name as organisation, c.sharing, c.created_at as "createdAt"`;
const versionColumns = sql`v.version, v.definition, v.note, v.data_version::int as "dataVersion", v.mask_epoch::int as "maskEpoch",
  v.reach, v.persons, v.minimum_count as "minimumCount", v.definition_hash as "definitionHash",
  v.members_hash as "membersHash", v.frozen_at as "frozenAt", v.frozen_by as "frozenBy"`;

function visible({ owner, organisationNo, all }: Viewer) {
  return sql`c.removed_at is null and (${all} or c.owner = ${owner}
    or (c.sharing = 'organisation' and c.organisation_no = ${organisationNo}::int))`;
}

/** The cohorts a viewer may see with their newest version, the newest first. */
export async function readCohorts(db: Db, viewer: Viewer): Promise<(StoredCohort & { newest: StoredVersion })[]> {
  const { rows } = await sql<StoredCohort & StoredVersion>`select ${cohortColumns}, ${versionColumns}
    from register.cohorts c left join trust.organisations o using (organisation_no)
    join lateral (select * from register.cohort_versions w where w.cohort_no = c.cohort_no order by w.version desc limit 1) v on true
    where ${visible(viewer)} order by v.frozen_at desc, c.cohort_no desc limit 1000`.execute(db);
  return rows.map((row) => ({ ...row, newest: row }));
}

/** Cohorts a viewer may see that have this id, or a word of their name begins like this. */
export async function findCohortsNamed(
  db: Db,
  viewer: Viewer,
  text: string,
): Promise<{ id: string; name: string; organisation: string | null }[]> {
  const { rows } = await sql<{ id: string; name: string; organisation: string | null }>`select c.id, c.name,
      o.name as organisation
    from register.cohorts c left join trust.organisations o using (organisation_no)
    where ${visible(viewer)} and (c.id = ${text} or position(' ' || lower(${text}) in ' ' || lower(c.name)) > 0)
    order by c.name limit 10`.execute(db);
  return rows;
}

/** Versions that others froze since a moment, of cohorts a viewer may see; newest first. */
export async function readFrozenByOthers(
  db: Db,
  viewer: Viewer,
  since: Date,
): Promise<{ id: string; name: string; version: number; frozenAt: Date }[]> {
  const { rows } = await sql<{
    id: string;
    name: string;
    version: number;
    frozenAt: Date;
  }>`select c.id, c.name, v.version,
      v.frozen_at as "frozenAt"
    from register.cohorts c join register.cohort_versions v using (cohort_no)
    where ${visible(viewer)} and v.frozen_at > ${since} and v.frozen_by <> ${viewer.owner}
    order by v.frozen_at desc limit 20`.execute(db);
  return rows;
}

/** @throws Problem IDUN_COHORT_NOT_FOUND, also for one that is not to be seen */
export async function readCohort(db: Db, viewer: Viewer, id: string): Promise<StoredCohort> {
  const { rows } = await sql<StoredCohort>`select ${cohortColumns} from register.cohorts c
    left join trust.organisations o using (organisation_no) where c.id = ${id} and ${visible(viewer)}`.execute(db);
  if (rows[0]) return rows[0];
  throw new Problem(errors.notFound, 'No cohort of yours or of your organisation has this id.', {
    action: 'List them with `idun cohorts list`, or ask its owner to share it.',
  });
}

/** All versions of a cohort, the newest first. */
export async function readVersions(db: Db, cohortNo: number): Promise<StoredVersion[]> {
  const { rows } = await sql<StoredVersion>`select ${versionColumns} from register.cohort_versions v
    where v.cohort_no = ${cohortNo} order by v.version desc`.execute(db);
  return rows;
}

/** One version, or the newest. @throws Problem IDUN_COHORT_VERSION_NOT_FOUND */
export async function readVersion(db: Db, cohortNo: number, version?: number): Promise<StoredVersion> {
  const versions = await readVersions(db, cohortNo);
  const found = version === undefined ? versions[0] : versions.find((one) => one.version === version);
  if (found) return found;
  throw new Problem(errors.versionNotFound, `The cohort has versions 1 to ${versions.length}.`);
}

/** Numbers of the people who were in a version and are still known. */
export async function readMembers(db: Db, cohortNo: number, version: number): Promise<number[]> {
  const { rows } = await sql<{ no: number }>`select person_no as no from register.cohort_members
    where cohort_no = ${cohortNo} and version = ${version} order by 1`.execute(db);
  return rows.map(({ no }) => no);
}

export interface NewCohort {
  id: string;
  name: string;
  description: string | null;
  owner: string;
  organisationNo: number | null;
  demo: boolean;
}

/** Writes a cohort without a version. @returns its number */
export async function insertCohort(trx: Db, given: NewCohort): Promise<number> {
  const { rows } = await sql<{
    no: number;
  }>`insert into register.cohorts (id, name, description, owner, organisation_no, demo)
    values (${given.id}, ${given.name}, ${given.description}, ${given.owner}, ${given.organisationNo}, ${given.demo})
    returning cohort_no as no`.execute(trx);
  return rows[0]!.no;
}

export type NewVersion = Omit<StoredVersion, 'version' | 'frozenAt'> & { members: readonly number[] };

/** Adds a version with its members. @returns its number */
export async function insertVersion(trx: Db, cohortNo: number, given: NewVersion): Promise<number> {
  // Two versions at once: the second waits here and takes the next number.
  await sql`select 1 from register.cohorts where cohort_no = ${cohortNo} for update`.execute(trx);
  const { rows } = await sql<{
    version: number;
  }>`insert into register.cohort_versions (cohort_no, version, definition, note,
      data_version, mask_epoch, reach, persons, minimum_count, definition_hash, members_hash, frozen_by)
    select ${cohortNo}, coalesce(max(version), 0) + 1, ${JSON.stringify(given.definition)}::jsonb, ${given.note}::text,
      ${given.dataVersion}::bigint, ${given.maskEpoch}::bigint,
      ${given.reach === null ? null : JSON.stringify(given.reach)}::jsonb, ${given.persons}::int,
      ${given.minimumCount}::int, ${given.definitionHash}, ${given.membersHash}, ${given.frozenBy}
    from register.cohort_versions where cohort_no = ${cohortNo} returning version`.execute(trx);
  const { version } = rows[0]!;
  await sql`insert into register.cohort_members (cohort_no, version, person_no)
    select ${cohortNo}::int, ${version}::int, no from unnest(${[...given.members]}::int[]) as m (no)`.execute(trx);
  return version;
}

/** Changes what a cohort is called and who sees it; null leaves a thing as it is. */
export async function updateCohort(
  trx: Db,
  cohortNo: number,
  change: { name: string | null; description: string | null; sharing: Sharing | null },
): Promise<void> {
  await sql`update register.cohorts set name = coalesce(${change.name}::text, name),
      description = coalesce(${change.description}::text, description), sharing = coalesce(${change.sharing}::text, sharing)
    where cohort_no = ${cohortNo}`.execute(trx);
}

/** Takes a cohort out of every list; its versions stay for whoever quotes them. */
export async function hideCohort(trx: Db, cohortNo: number): Promise<void> {
  await sql`update register.cohorts set removed_at = now() where cohort_no = ${cohortNo}`.execute(trx);
}

/** What became of people who are no longer found, by their numbers. */
export async function readWhereabouts(
  db: Db,
  personNos: readonly number[],
): Promise<Map<number, { current: boolean; departed: boolean; stored: boolean }>> {
  const { rows } = await sql<{
    no: number;
    current: boolean;
    departed: boolean;
    stored: boolean;
  }>`select p.person_no as no,
      exists (select 1 from genomes.genomes g where g.person_no = p.person_no and g.state = 'current' and g.type = 'germline') as current,
      exists (select 1 from genomes.dataset_departures x where x.person_no = p.person_no and x.returned_at is null) as departed,
      exists (select 1 from genomes.genomes g where g.person_no = p.person_no) as stored
    from trust.people p where p.person_no = any(${[...personNos]}::int[])`.execute(db);
  return new Map(rows.map(({ no, ...rest }) => [no, rest]));
}

/** A set whose frequencies left for a reference. */
export interface Release {
  cohort: string;
  version: number;
  digest: string;
  members: number[];
}

/** The sets whose frequencies left for a reference, the newest first. */
export async function readReleases(db: Db, reference: string): Promise<Release[]> {
  const { rows } = await sql<Release>`select c.id as cohort, r.version, r.members_digest as digest,
      array(select person_no from register.cohort_release_members m where m.release_no = r.release_no order by 1) as members
    from register.cohort_releases r join register.cohorts c using (cohort_no)
    where r.reference = ${reference} order by r.release_no desc limit 1000`.execute(db);
  return rows;
}

/** Notes that the frequencies of a set left; the same set again is one release. */
export async function insertRelease(
  trx: Db,
  given: {
    cohortNo: number;
    version: number;
    reference: string;
    digest: string;
    by: string;
    members: readonly number[];
  },
): Promise<void> {
  const { rows } = await sql<{
    no: number;
  }>`insert into register.cohort_releases (cohort_no, version, reference, members_digest, released_by)
    values (${given.cohortNo}, ${given.version}, ${given.reference}, ${given.digest}, ${given.by})
    on conflict (reference, members_digest) do nothing returning release_no as no`.execute(trx);
  if (!rows[0]) return;
  await sql`insert into register.cohort_release_members (release_no, person_no)
    select ${rows[0].no}::int, no from unnest(${[...given.members]}::int[]) as m (no)`.execute(trx);
}
