import { recordAccess } from '../../trust/audit/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import type { Definition } from './model.ts';
import { type CohortService, viewerOf } from './saved-cohorts.ts';
import * as store from './store.ts';

/** A frozen version as an application takes it along: what was asked, of which data, and proof of who it gave. */
export interface FrozenCohort {
  id: string;
  name: string;
  version: number;
  definition: Definition;
  definitionHash: string;
  membersHash: string;
  dataVersion: number;
  maskEpoch: number;
  /** Exact; shown only under the rule of whoever asks. */
  persons: number;
  frozenAt: Date;
}

/** A frozen version of a cohort that the scope may see; the newest without a number. One audit entry. */
export async function frozenCohort(
  service: CohortService,
  scope: Scope,
  id: string,
  version?: number,
): Promise<FrozenCohort> {
  const cohort = await store.readCohort(service.db, viewerOf(scope), id);
  const frozen = await store.readVersion(service.db, cohort.cohortNo, version);
  const { definition, definitionHash, membersHash, dataVersion, maskEpoch, persons, frozenAt } = frozen;
  await recordAccess(service.db, scope, { action: 'cohorts.show', object: id, detail: { version: frozen.version } });
  const hashes = { definitionHash, membersHash, dataVersion, maskEpoch };
  return { id, name: cohort.name, version: frozen.version, definition, ...hashes, persons, frozenAt };
}

/** Numbers of the people of a frozen version that are still known, and still not erased. */
export async function frozenMembers(
  service: CohortService,
  scope: Scope,
  id: string,
  version: number,
): Promise<number[]> {
  const cohort = await store.readCohort(service.db, viewerOf(scope), id);
  return await store.readMembers(service.db, cohort.cohortNo, version);
}
