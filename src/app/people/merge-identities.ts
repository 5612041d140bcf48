import { sql } from 'kysely';
import type { ActorRef, Db } from '../../platform/database/index.ts';
import { consentFollowsMerges } from '../../trust/consent/index.ts';
import { type MergeFollower, mergePeople, unmergePeople } from '../../trust/people/index.ts';

// Genomes stay with the record they came for; who they are counted as is read anew when the manifest has another version.
const genomesFollowMerges: MergeFollower = { merged: renewManifest, unmerged: renewManifest };

async function renewManifest(trx: Db): Promise<void> {
  await sql`update genomes.manifest set version = version + 1, changed_at = now()`.execute(trx);
}

/** Every module that has to do something when two records become one person, or part again. */
export const mergeFollowers: readonly MergeFollower[] = [consentFollowsMerges, genomesFollowMerges];

/** Two records are one person, for every module, in one transaction. */
export const mergeIdentities = (trx: Db, given: { from: string; into: string; reason: string; actor: ActorRef }) =>
  mergePeople(trx, { ...given, followers: mergeFollowers });

/** They are two people after all. */
export const unmergeIdentities = (trx: Db, given: { record: string; reason: string; actor: ActorRef }) =>
  unmergePeople(trx, { ...given, followers: mergeFollowers });
