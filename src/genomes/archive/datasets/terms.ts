import { sql } from 'kysely';
import type { Clock } from '../../../platform/clock/index.ts';
import { appendEvent, type DatabaseHandle, type Db } from '../../../platform/database/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { findOrganisation } from '../../../trust/organisations/index.ts';
import {
  assertScope,
  type DatasetGrantKind,
  endDatasetGrants,
  grantDataset,
  listDatasetGrants,
  readAs,
  type Scope,
} from '../../../trust/scope/index.ts';
import { type Dataset, requireDataset } from './dataset.ts';
import type { DatasetDetail, Party, Terms } from './terms-model.ts';

interface TermsDeps {
  db: DatabaseHandle;
  clock: Clock;
}

type TermsRow = Terms & { from: Date; until: Date | null; reason: string };

/** A data set with its terms and parties, now and before. One audit entry. Act `datasets.read`. */
export async function describeDataset(db: Db, scope: Scope, nameOrId: string, at: Date): Promise<DatasetDetail> {
  const counting = readAs(db, scope, 'datasets.read');
  const dataset = await requireDataset(counting, nameOrId);
  await recordAccess(db, scope, { action: 'datasets.show', object: dataset.id });
  return await readDetail(counting, dataset, at);
}

async function readDetail(db: Db, dataset: Dataset, at: Date): Promise<DatasetDetail> {
  const { rows } = await sql<TermsRow>`select purpose, article6, article9, national_law as "nationalLaw", retention,
      agreement, valid_from as "from", valid_to as until, reason
    from genomes.dataset_terms where dataset_no = ${dataset.datasetNo} order by terms_no desc`.execute(db);
  const grants = await listDatasetGrants(db, dataset.id);
  const parties = grants.map(({ from, until, ...party }): Party & { live: boolean } => ({
    ...party,
    from: from.toISOString(),
    until: until?.toISOString() ?? null,
    live: from <= at && (until === null || until > at),
  }));
  const live = (kind: DatasetGrantKind): Party[] =>
    parties.filter((party) => party.live && party.kind === kind).map(bare);
  const terms = rows.map(({ until, from, ...row }) => ({
    ...row,
    from: from.toISOString(),
    until: until?.toISOString(),
  }));
  const current = terms.find(({ until }) => until === undefined);
  const { id, name, source, demo, patientGroup } = dataset;
  return {
    ...{ id, name, source, demo, patientGroup },
    terms: current === undefined ? null : { ...current },
    controller: live('controller')[0] ?? null,
    processors: live('processor'),
    projects: live('project'),
    earlier: {
      terms: terms.flatMap(({ until, ...row }) => (until === undefined ? [] : [{ ...row, until }])),
      parties: parties.filter((party) => !party.live).map(bare),
    },
  };
}

function bare({ live: _, ...party }: Party & { live: boolean }): Party {
  return party;
}

/** States the terms a data set is held on from now; what held before stays in its history. Act `datasets.terms.change`. */
export async function stateTerms(
  deps: TermsDeps,
  scope: Scope,
  given: { dataset: string; terms: Terms; reason: string },
): Promise<DatasetDetail> {
  assertScope(scope, 'datasets.terms.change', deps.clock);
  const { purpose, article6, article9, nationalLaw, retention, agreement } = given.terms;
  return await change(deps, scope, { ...given, action: 'datasets.terms.state' }, async (trx, dataset, at) => {
    await sql`update genomes.dataset_terms set valid_to = greatest(${at}, valid_from)
      where dataset_no = ${dataset.datasetNo} and valid_to is null`.execute(trx);
    await sql`insert into genomes.dataset_terms (dataset_no, purpose, article6, article9, national_law, retention, agreement,
        valid_from, stated_by, reason)
      values (${dataset.datasetNo}, ${purpose}, ${article6}, ${article9}, ${nationalLaw}, ${retention}, ${agreement}, ${at},
        ${byOf(scope)}, ${given.reason})`.execute(trx);
    await sql`update genomes.datasets set legal_basis = ${`GDPR art. ${article6}, ${article9}; ${nationalLaw}`}
      where dataset_no = ${dataset.datasetNo}`.execute(trx);
    return { article6, article9, agreement };
  });
}

/**
 * Passes a data set to another controller: from the commit on it is the other's, as when sequencing passes from a centre to the
 * regions. Processors and projects stay. Act `datasets.controller.change`.
 * @param given the agreement of the transfer is the basis of the new control
 */
export async function changeController(
  deps: TermsDeps,
  scope: Scope,
  given: { dataset: string; organisation: string; agreement: string; reason: string },
): Promise<DatasetDetail> {
  assertScope(scope, 'datasets.controller.change', deps.clock);
  return await change(deps, scope, { ...given, action: 'datasets.controller.change' }, async (trx, dataset, at) => {
    const { organisationNo, id, name } = await findOrganisation(trx, given.organisation);
    await endDatasetGrants(trx, { datasetId: dataset.id, kind: 'controller', at, by: byOf(scope) });
    const grant = { datasetId: dataset.id, organisationNo, basis: given.agreement, validFrom: at, validTo: null };
    await grantDataset(trx, { ...grant, kind: 'controller' }, byOf(scope));
    await sql`update genomes.datasets set controller = ${name} where dataset_no = ${dataset.datasetNo}`.execute(trx);
    await appendEvent(trx, {
      topic: 'datasets.controller-changed',
      aggregate: `dataset:${dataset.id}`,
      payload: { to: id, from: dataset.controller },
    });
    return { to: id, from: dataset.controller, agreement: given.agreement };
  });
}

/** Whom a data set is open to, beside its controller. */
export interface Opening {
  dataset: string;
  organisation: string;
  kind: 'processor' | 'project';
  /** The data processing agreement, or the permission of the project. */
  basis: string;
  until?: Date | undefined;
  reason: string;
}

const actOf = { processor: 'datasets.terms.change', project: 'datasets.grant' } as const;

/** Opens a data set to a processor or a project. Acts `datasets.terms.change` and `datasets.grant`. */
export async function openDataset(deps: TermsDeps, scope: Scope, given: Opening): Promise<DatasetDetail> {
  assertScope(scope, actOf[given.kind], deps.clock);
  return await change(deps, scope, { ...given, action: `datasets.${given.kind}.open` }, async (trx, dataset, at) => {
    const { organisationNo, id } = await findOrganisation(trx, given.organisation);
    const { kind, basis, until } = given;
    const grant = { datasetId: dataset.id, organisationNo, kind, basis, validFrom: at, validTo: until ?? null };
    await grantDataset(trx, grant, byOf(scope));
    return { to: id, basis, until: until?.toISOString() ?? null };
  });
}

/** Closes a data set to a processor or a project, at once. */
export async function closeDataset(
  deps: TermsDeps,
  scope: Scope,
  given: Pick<Opening, 'dataset' | 'organisation' | 'kind' | 'reason'>,
): Promise<DatasetDetail> {
  assertScope(scope, actOf[given.kind], deps.clock);
  return await change(deps, scope, { ...given, action: `datasets.${given.kind}.close` }, async (trx, dataset, at) => {
    const { organisationNo, id } = await findOrganisation(trx, given.organisation);
    const ended = { datasetId: dataset.id, kind: given.kind, organisationNo, at, by: byOf(scope) };
    return { to: id, ended: await endDatasetGrants(trx, ended) };
  });
}

const byOf = ({ actor }: Scope): string => `${actor.kind}:${actor.id}`;

async function change(
  deps: TermsDeps,
  scope: Scope,
  given: { dataset: string; action: string; reason: string },
  work: (trx: Db, dataset: Dataset, at: Date) => Promise<object>,
): Promise<DatasetDetail> {
  const at = deps.clock.now();
  return await deps.db.withActor(scope.actor, async (trx) => {
    const dataset = await requireDataset(trx, given.dataset);
    const detail = await work(trx, dataset, at);
    const access = { action: given.action, object: dataset.id, detail, reason: given.reason };
    await recordAccess(trx, scope, access, deps.clock);
    return await readDetail(trx, await requireDataset(trx, dataset.id), at);
  });
}
