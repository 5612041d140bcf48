import type { Db } from '../../platform/database/index.ts';
import { endGrantsOn, grantDataset } from '../../trust/scope/index.ts';
import type { PermitDetail } from './model.ts';

const kind = 'project';

/** What a grant rests on, as trust/ writes it: the permit. */
const basisOf = (permit: string): string => `permit ${permit}`;

/**
 * Opens the data sets of a permit to its project, from its first instant to its last, and where it names people theirs only: from this trust/ makes the project's scopes.
 * The database compares the end at every request, so nothing has to run for a permit to stop.
 */
export async function openGrants(trx: Db, permit: PermitDetail, by: string): Promise<void> {
  for (const { kind: of, ref } of permit.content.data) {
    if (of !== 'dataset') continue;
    await grantDataset(
      trx,
      {
        ...{ datasetId: ref, organisationNo: permit.projectNo, kind, basis: basisOf(permit.id) },
        ...{ validFrom: permit.from, validTo: permit.until, limitNo: permit.limitNo },
      },
      by,
    );
  }
}

/** Closes what a permit opened, now; what another permit of the project opened stays. @returns how many grants ended */
export async function closeGrants(
  trx: Db,
  permit: string,
  { actor, at }: { actor: string; at: Date },
): Promise<number> {
  return await endGrantsOn(trx, { basis: basisOf(permit), at, by: actor });
}
