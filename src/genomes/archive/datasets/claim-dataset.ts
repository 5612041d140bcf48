import type { Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { grantDataset, populationOf, type Scope } from '../../../trust/scope/index.ts';
import { errors } from '../errors.ts';
import { findDataset } from './dataset.ts';

/**
 * Refuses a data set that is not the organisation's own, before anything is received. One that does not exist yet becomes its own.
 * @returns what to do once the data set is there
 * @throws Problem IDUN_DATASET_NOT_FOUND, as if there were none
 */
export async function claimDataset(db: Db, scope: Scope, name: string): Promise<(trx: Db) => Promise<void>> {
  const population = populationOf(scope);
  if (population.kind === 'everyone') return async () => undefined;
  const dataset = await findDataset(db, name);
  const own = dataset !== undefined && population.kind === 'datasets' && population.datasets.has(dataset.id);
  if (dataset !== undefined && !own) {
    throw new Problem(errors.datasetNotFound, `Your organisation has no dataset called ${name}.`, {
      action: 'Name another dataset, or ask the data protection officer to open this one to your organisation.',
    });
  }
  return async (trx) => {
    const made = dataset === undefined ? await findDataset(trx, name) : undefined;
    if (made === undefined || scope.organisationNo === null) return;
    const { organisationNo } = scope;
    const basis = 'made by a submission of this organisation';
    const grant = { datasetId: made.id, organisationNo, kind: 'processor' as const, basis };
    await grantDataset(
      trx,
      { ...grant, validFrom: new Date(), validTo: null },
      `${scope.actor.kind}:${scope.actor.id}`,
    );
  };
}
