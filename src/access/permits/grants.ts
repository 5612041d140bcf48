import type { Db } from '../../platform/database/index.ts';
import { endGrantsOn, grantDataset } from '../../trust/scope/index.ts';
import type { PermitDetail } from './model.ts';

const kind = 'project';

/** What a grant rests on, as trust/ writes it: the permit. */
const basisOf = (permit: string): string => `permit ${permit}`;

/** The accounts a permit names; one that names people only by name is for whoever is in its project: null. */
export function accountsOf({ content }: Pick<PermitDetail, 'content'>): string[] | null {
  const named = content.people.flatMap((one) => one.account ?? []);
  return named.length === 0 ? null : named;
}

/**
 * Opens the data sets of a permit to its project, or to the people of it that the permit names, from its first instant to its last, and where it names people theirs only: from this trust/ makes the project's scopes.
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
        accounts: accountsOf(permit),
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
