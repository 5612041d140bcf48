import { csvLine } from '../../../formats/csv/index.ts';
import type { Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, readAs, type Scope } from '../../../trust/scope/index.ts';
import type { PrivacyDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { type DatasetRow, insertTerms, type ProcessingTerms, readDatasets, termsHistory } from './store.ts';

/** One processing activity: a dataset, as article 30(1) of the GDPR wants it told. */
export interface RecordItem {
  dataset: { id: string; name: string; demo: boolean };
  source: string;
  genomes: number;
  controller: string | null;
  processors: { name: string; agreement: string | null }[];
  purposes: string[];
  legalBasis: string | null;
  subjects: string[];
  categories: string[];
  recipients: string[];
  transfers: string | null;
  retention: string | null;
  agreement: string | null;
  security: string[];
  changedAt: Date | null;
  changedBy: string | null;
  /** What the law wants and nobody has stated. */
  missing: string[];
}

/** What every dataset has, because the program gives it. */
const security = [
  'originals in Crypt4GH, call details under a key per genome, civil registration numbers under keys that are rotated',
  'row security in the database under the scope of each request',
  'every reading in a signed, append-only log',
];

const required = ['controller', 'purposes', 'legalBasis', 'subjects', 'categories', 'retention'] as const;

function toItem(row: DatasetRow): RecordItem {
  const terms = row.terms ?? {};
  const granted = (kind: string) => row.grants.filter((grant) => grant.kind === kind);
  const processors = terms.processors ?? granted('processor').map(({ name, basis }) => ({ name, agreement: basis }));
  const item = {
    dataset: { id: row.id, name: row.name, demo: row.demo },
    ...{ source: row.source, genomes: row.genomes, processors, security },
    controller: terms.controller ?? row.controller ?? granted('controller')[0]?.name ?? null,
    purposes: terms.purposes ?? [],
    legalBasis: terms.legalBasis ?? row.legalBasis,
    subjects: terms.subjects ?? [],
    categories: terms.categories ?? (row.genomes > 0 ? ['genetic data: genotypes and quality of genomes'] : []),
    recipients: terms.recipients ?? granted('project').map(({ name }) => name),
    transfers: terms.transfers ?? null,
    retention: terms.retention ?? null,
    agreement: terms.agreement ?? null,
    changedAt: row.changedAt,
    changedBy: row.changedBy,
  };
  return { ...item, missing: required.filter((field) => item[field] === null || item[field]?.length === 0) };
}

/** The record of processing activities, drawn from the datasets there are. One audit entry. */
export async function recordOfProcessing({ database, clock }: PrivacyDeps, scope: Scope): Promise<RecordItem[]> {
  // Names of datasets and sums only.
  assertScope(scope, 'gdpr.record-of-processing.read', clock);
  const rows = await readDatasets(readAs(database.app, scope, 'gdpr.record-of-processing.read', clock));
  await recordAccess(database.app, scope, { action: 'gdpr.record.read', object: 'record of processing' }, clock);
  return rows.map(toItem);
}

/** The activities of which something that the law wants is not stated; whoever shows them notes the reading. */
export async function unstatedInRecord(
  db: Db,
  scope: Scope,
): Promise<{ id: string; name: string; missing: string[]; since: Date }[]> {
  const rows = await readDatasets(readAs(db, scope, 'gdpr.record-of-processing.read'));
  return rows
    .map((row) => ({ id: row.id, name: row.name, missing: toItem(row).missing, since: row.changedAt ?? row.addedAt }))
    .filter(({ missing }) => missing.length > 0);
}

/**
 * States what a dataset's processing is; fields left out stay. The earlier statement stays in the history.
 * @throws Problem IDUN_RECORD_UNKNOWN, IDUN_RECORD_OWN for what the dataset's own terms say
 */
export async function stateTerms(
  { database, clock }: PrivacyDeps,
  scope: Scope,
  nameOrId: string,
  { reason, ...given }: ProcessingTerms & { reason: string },
): Promise<RecordItem> {
  assertScope(scope, 'datasets.terms.change', clock);
  return await database.withActor(scope.actor, async (trx) => {
    const row = await requireOne(trx, nameOrId);
    const before: ProcessingTerms = row.terms ?? {};
    const stated = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const changed = Object.keys(stated).filter(
      (field) => JSON.stringify(before[field as keyof ProcessingTerms]) !== JSON.stringify(stated[field]),
    );
    const hidden = changed.filter((field) => row.own.includes(field as keyof ProcessingTerms));
    if (hidden.length > 0) {
      throw new Problem(errors.termsOwn, `The dataset's own terms say ${hidden.join(', ')}.`, {
        action: 'Change them there: `idun datasets terms`, or PUT /api/datasets/{id}/terms.',
      });
    }
    const by = `${scope.actor.kind}:${scope.actor.id}`;
    if (changed.length > 0) {
      await insertTerms(trx, { dataset: row.id, terms: { ...before, ...stated }, changed, reason, by });
    }
    await recordAccess(
      trx,
      scope,
      { action: 'gdpr.record.change', object: row.id, detail: { changed }, reason },
      clock,
    );
    return toItem(await requireOne(trx, row.id));
  });
}

async function requireOne(db: Parameters<typeof readDatasets>[0], nameOrId: string): Promise<DatasetRow> {
  const [row] = await readDatasets(db, nameOrId);
  if (row === undefined) throw new Problem(errors.datasetUnknown, 'No dataset has this name or id.');
  return row;
}

/** What was stated of a dataset when, by whom and why. */
export async function historyOfTerms({ database, clock }: PrivacyDeps, scope: Scope, nameOrId: string) {
  assertScope(scope, 'gdpr.record-of-processing.read', clock);
  return await termsHistory(database.app, (await requireOne(database.app, nameOrId)).id);
}

const columns = {
  dataset: (item: RecordItem) => item.dataset.name,
  id: (item: RecordItem) => item.dataset.id,
  controller: (item: RecordItem) => item.controller,
  processors: (item: RecordItem) =>
    item.processors.map(({ name, agreement }) => (agreement === null ? name : `${name} (${agreement})`)).join('; '),
  purposes: (item: RecordItem) => item.purposes.join('; '),
  legalBasis: (item: RecordItem) => item.legalBasis,
  subjects: (item: RecordItem) => item.subjects.join('; '),
  categories: (item: RecordItem) => item.categories.join('; '),
  recipients: (item: RecordItem) => item.recipients.join('; '),
  transfers: (item: RecordItem) => item.transfers,
  retention: (item: RecordItem) => item.retention,
  agreement: (item: RecordItem) => item.agreement,
  security: (item: RecordItem) => item.security.join('; '),
  genomes: (item: RecordItem) => item.genomes,
  demo: (item: RecordItem) => item.dataset.demo,
  missing: (item: RecordItem) => item.missing.join('; '),
};

/** The record as comma-separated text. */
export function recordCsv(items: readonly RecordItem[]): string {
  const lines = items.map((item) => csvLine(Object.values(columns).map((column) => column(item))));
  return [csvLine(Object.keys(columns)), ...lines].join('');
}
