import { checkEntry, type Entry, type EntryFault } from '../../../formats/miabis/index.ts';
import type { Db } from '../../../platform/database/index.ts';
import { namesOfActors } from '../../../trust/identity/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import { populationOf } from '../../../trust/scope/index.ts';
import { changedFields } from './import-entries.ts';
import { requireKept, shownOf } from './keep-entry.ts';
import type { PageKind, StoredEntry } from './model.ts';
import { filledOf, type ShownEntry } from './show-entry.ts';
import { readEntries, readVersions } from './store.ts';

/** An entry as its custodian changes it. */
export interface Draft
  extends Pick<StoredEntry, 'id' | 'origin' | 'source' | 'version' | 'stated' | 'edited' | 'record'> {
  kind: PageKind;
  /** Its versions, the newest first, with what each changed. */
  versions: { version: number; note: string | null; at: Date; by: string | null; fields: string[] }[];
}

/** An entry for whoever keeps it. @throws Problem IDUN_CATALOGUE_NOT_YOURS, IDUN_CATALOGUE_NOT_FOUND */
export async function readDraft(db: Db, scope: Scope, kind: PageKind, id: string): Promise<Draft> {
  const { origin, source, version, stated, edited, record, entryNo } = await requireKept(db, scope, kind, id);
  const all = await readVersions(db, entryNo);
  const names = await namesOfActors(
    db,
    all.map(({ changedBy }) => changedBy),
  );
  const fieldsOf = (entry: Entry | undefined): Record<string, unknown> => ({ ...entry });
  return {
    ...{ kind, id, origin, source, version, stated, edited, record },
    versions: all.map(({ changedAt: at, changedBy, note, ...one }, place) => ({
      ...{ version: one.version, note, at, by: names.get(changedBy) ?? null },
      fields: changedFields(fieldsOf(all[place + 1]?.record), fieldsOf(one.record)),
    })),
  };
}

/** What an entry would be if fields of it were written so, with what is wrong and what MIABIS still asks for. */
export function tryRecord(
  kind: PageKind,
  given: Record<string, unknown>,
): { faults: EntryFault[]; filled: ShownEntry['filled'] | null } {
  const { entry, faults } = checkEntry(kind, shownOf(given, {}));
  return { faults, filled: entry === null ? null : filledOf(kind, entry) };
}

/** A row of what somebody keeps. */
export interface KeptEntry
  extends Pick<StoredEntry, 'kind' | 'id' | 'origin' | 'source' | 'version' | 'changedAt' | 'demo'> {
  name: string;
  translated: Entry['translated'] | null;
  biobank: string | null;
  filled: ShownEntry['filled'];
}

/** The entries that a scope may write on: its organisation's, of the centre those that nobody keeps, of the operator all. */
export async function readKept(db: Db, scope: Scope): Promise<KeptEntry[]> {
  const everything = populationOf(scope).kind === 'everyone';
  const own =
    everything || scope.organisationNo !== null
      ? await readEntries(db, everything ? {} : { organisationNo: scope.organisationNo })
      : [];
  const nobodys = !everything && scope.role === 'coordinator' ? await readEntries(db, { organisationNo: null }) : [];
  return [...own, ...nobodys].flatMap(({ kind, id, origin, source, version, changedAt, demo, record }) => {
    if (kind === 'service') return [];
    const { biobank = null } = record as { biobank?: string };
    const { name, translated = null } = record;
    return [
      { kind, id, origin, source, version, changedAt, demo, name, translated, biobank, filled: filledOf(kind, record) },
    ];
  });
}
