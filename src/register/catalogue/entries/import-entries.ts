import type { FhirResource } from '../../../formats/fhir/index.ts';
import {
  type Catalogue,
  type Entry,
  type Fact,
  flatRowsOfXml,
  type Kind,
  kinds,
  readCore,
  readDirectory,
  readExchange,
  readFhir,
  readTable,
  type TableFault,
} from '../../../formats/miabis/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { replaceFacts } from '../counting/facts-store.ts';
import { errors } from '../errors.ts';
import { type CatalogueDeps, requireRecord, shownOf } from './keep-entry.ts';
import { findEntry, readBySource, withdrawEntry, writeEntry } from './store.ts';

/** The forms a catalogue comes in. */
export const importFormats = ['directory', 'core', 'exchange', 'fhir'] as const;
export type ImportFormat = (typeof importFormats)[number];

export interface ImportRequest {
  format: ImportFormat;
  /** Name of the catalogue it is of; importing under the same name again brings its entries up to date. */
  source: string;
  /** Texts of tables by their names; of FHIR, resources. */
  tables?: Readonly<Record<string, string>>;
  resources?: readonly FhirResource[];
  /** Reads and tells what would change, and changes nothing. */
  dryRun?: boolean;
  demo?: boolean;
}

export interface ImportReport {
  source: string;
  /** Entries by kind. */
  read: Record<Kind, number>;
  facts: number;
  added: number;
  changed: number;
  same: number;
  withdrawn: number;
  /** Entries that are not taken because they are kept here. */
  kept: { kind: Kind; id: string }[];
  /** What became, or would become, of each entry that is not the same: the first thousand. */
  changes: ImportedChange[];
  faults: TableFault[];
  /** Tables and resources that say nothing of biobanks. */
  leftOut: string[];
  dryRun: boolean;
}

const isXml = (text: string): boolean => /^\uFEFF?\s*</.test(text);

/** One entry of an import that is not as it was. */
export interface ImportedChange {
  kind: Kind;
  id: string;
  name: string;
  change: 'added' | 'changed' | 'withdrawn' | 'kept';
  /** Fields of a changed entry that are not as they were. */
  fields: string[];
}
const mostChanges = 1000;

async function readGiven({
  format,
  tables = {},
  resources = [],
}: ImportRequest): Promise<{ catalogue: Catalogue; faults: TableFault[]; leftOut: string[] }> {
  if (format === 'fhir') return readFhir(resources);
  const read = Object.fromEntries(
    await Promise.all(
      Object.entries(tables).map(
        async ([name, text]) => [name, isXml(text) ? flatRowsOfXml(text) : await readTable(text)] as const,
      ),
    ),
  );
  if (format === 'directory') return readDirectory(read);
  return format === 'exchange' ? readExchange(read) : { ...readCore(read), leftOut: [] };
}

/**
 * Imports another catalogue, all of it or nothing. What it says is shown with what was written over it here; an entry it no longer has is
 * withdrawn; an entry that somebody keeps here is theirs. One audit entry.
 * @throws Problem IDUN_CATALOGUE_REFUSED with the faults by table, line and column
 */
export async function importEntries(
  { database, clock }: CatalogueDeps,
  scope: Scope,
  request: ImportRequest,
): Promise<ImportReport> {
  assertScope(scope, 'register.catalogue.import', clock);
  const { source, dryRun = false, demo = false } = request;
  const { catalogue, faults, leftOut } = await readGiven(request);
  const entries = kinds.flatMap((kind) => (catalogue[kind] as Entry[]).map((entry) => ({ kind, entry })));
  const wrong = faults.filter((one) => one.wrong);
  if (wrong.length > 0) throw refusal(`${wrong.length} faults.`, faults);
  if (entries.length === 0) throw refusal('Nothing in it is an entry of a catalogue.', faults, leftOut);
  const report: ImportReport = {
    ...{
      source,
      facts: catalogue.facts.length,
      added: 0,
      changed: 0,
      same: 0,
      withdrawn: 0,
      kept: [],
      changes: [],
      faults,
      leftOut,
      dryRun,
    },
    read: Object.fromEntries(kinds.map((kind) => [kind, catalogue[kind].length])) as Record<Kind, number>,
  };
  const at = clock.now();
  const by = scope.actor.id;
  const tell = (kind: Kind, { id, name }: Entry, change: ImportedChange['change'], fields: string[] = []): void => {
    if (report.changes.length < mostChanges) report.changes.push({ kind, id, name, change, fields });
  };
  await database.withActor(scope.actor, async (trx) => {
    const factsOf = new Map<string, Fact[]>();
    for (const fact of catalogue.facts) factsOf.set(fact.collection, [...(factsOf.get(fact.collection) ?? []), fact]);
    const before = new Map((await readBySource(trx, 'imported', source)).map((one) => [`${one.kind} ${one.id}`, one]));
    for (const { kind, entry } of entries) {
      const known = before.get(`${kind} ${entry.id}`) ?? (await findEntry(trx, kind, entry.id));
      before.delete(`${kind} ${entry.id}`);
      if (
        known !== undefined &&
        (known.origin !== 'imported' || known.source !== source) &&
        known.withdrawnAt === null
      ) {
        report.kept.push({ kind, id: entry.id });
        tell(kind, entry, 'kept');
        continue;
      }
      const stated = { ...entry } as unknown as Record<string, unknown>;
      const same = known !== undefined && known.withdrawnAt === null && sameRecord(known.stated, stated);
      report[known === undefined ? 'added' : same ? 'same' : 'changed']++;
      if (known === undefined) tell(kind, entry, 'added');
      else if (!same) tell(kind, entry, 'changed', changedFields(known.stated, stated));
      if (dryRun) continue;
      const edited = known?.edited ?? {};
      const written = same
        ? known
        : await writeEntry(trx, {
            ...{ kind, id: entry.id, origin: 'imported', source, stated, edited, demo: known?.demo ?? demo, by, at },
            ...{ record: requireRecord(kind, shownOf(stated, edited)), note: `import of ${source}` },
            ...{
              link: known?.link ?? null,
              counted: known?.counted ?? null,
              organisationNo: known?.organisationNo ?? null,
            },
          });
      // A collection that is in the register too is counted there.
      if (kind === 'collection' && written.link === null) {
        await replaceFacts(trx, written.entryNo, (factsOf.get(entry.id) ?? []).map(storedFact));
      }
    }
    for (const gone of before.values()) {
      if (gone.withdrawnAt !== null) continue;
      report.withdrawn++;
      tell(gone.kind, gone.record, 'withdrawn');
      if (!dryRun) await withdrawEntry(trx, gone, { by, at, note: `no longer in ${source}` });
    }
    await recordAccess(
      trx,
      scope,
      {
        action: 'register.catalogue.import',
        object: 'catalogue',
        detail: { source, dryRun, added: report.added, changed: report.changed, withdrawn: report.withdrawn },
      },
      clock,
    );
  });
  return report;
}

function refusal(detail: string, faults: readonly TableFault[], leftOut: readonly string[] = []): Problem {
  const [first] = faults.filter(({ wrong }) => wrong);
  return new Problem(errors.refused, detail, {
    ...(first === undefined
      ? { expected: 'tables or resources of biobanks, collections, studies and networks in the format that was named' }
      : { file: first.table, expected: first.expected }),
    action:
      'Correct the files (or name another format) and import them again; docs/reference/catalogue.md has the tables.',
    ...(first?.line == null ? {} : { line: first.line }),
    ...{ faults: faults.slice(0, 200), leftOut },
  });
}

const inOrder = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(inOrder)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, one]) => [key, inOrder(one)]),
        )
      : value;

/** Fields that are not the same in two records. */
export function changedFields(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  const said = (record: Record<string, unknown>, field: string) => JSON.stringify(inOrder(record[field]));
  return [...fields].filter((field) => said(before, field) !== said(after, field)).sort();
}

// The database gives fields back in an order of its own.
const sameRecord = (a: unknown, b: unknown): boolean => JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));

function storedFact({ collection: _, ...fact }: Fact) {
  const { id = null, kept = null } = fact;
  return { ...fact, id, kept, asOf: /^\d{4}-\d\d-\d\d$/.test(fact.asOf) ? fact.asOf : '1900-01-01' };
}
