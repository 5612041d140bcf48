import { checkEntry, type Entry, type Kind } from '../../../formats/miabis/index.ts';
import type { Clock } from '../../../platform/clock/index.ts';
import type { DatabaseHandle, Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, populationOf, type Scope } from '../../../trust/scope/index.ts';
import { errors } from '../errors.ts';
import type { NewEntry, Patch, StoredEntry } from './model.ts';
import { requireEntry } from './show-entry.ts';
import { findEntry, lockEntry, withdrawEntry, writeEntry } from './store.ts';

export interface CatalogueDeps {
  database: DatabaseHandle;
  clock: Clock;
}

/** Whether a scope may write on an entry: its custodian's, the operator's, and the centre's where nobody keeps it. */
export function mayKeep(scope: Scope, { organisationNo }: Pick<StoredEntry, 'organisationNo'>): boolean {
  if (populationOf(scope).kind === 'everyone') return true;
  if (organisationNo !== null) return organisationNo === scope.organisationNo;
  return scope.role === 'coordinator';
}

/** What is shown: what is stated, with what was written over it. */
export function shownOf(stated: Record<string, unknown>, edited: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ ...stated, ...edited }).filter(([, value]) => value !== undefined));
}

/** Reads a record. @throws Problem IDUN_CATALOGUE_ENTRY naming each field */
export function requireRecord(kind: Kind, record: Record<string, unknown>): Entry {
  const { entry, faults } = checkEntry(kind, record);
  if (entry !== null) return entry as Entry;
  const wrong = faults.filter((one) => one.kind === 'wrong');
  throw new Problem(errors.entry, wrong.map(({ field, expected }) => `${field}: ${expected}`).join('; '), {
    faults: wrong,
  });
}

const catalogued = (kind: Kind, id: string): string => `catalogue ${kind} ${id}`;

/** Makes an entry that its custodian keeps here. One audit entry. @throws Problem IDUN_CATALOGUE_TAKEN, IDUN_CATALOGUE_ENTRY */
export async function addEntry(
  { database, clock }: CatalogueDeps,
  scope: Scope,
  { kind, record: given, link = null }: NewEntry,
  demo = false,
): Promise<StoredEntry> {
  assertScope(scope, 'register.catalogue.keep', clock);
  const record = requireRecord(kind, given);
  const { id } = record;
  return await database.withActor(scope.actor, async (trx) => {
    const known = await findEntry(trx, kind, id);
    // One that was withdrawn may come back to those who kept it.
    if (known !== undefined && (known.withdrawnAt === null || !mayKeep(scope, known))) {
      throw new Problem(errors.taken, `The catalogue has a ${kind} ${id}.`);
    }
    await requireOwnBiobank(trx, scope, record as { biobank?: unknown });
    const written = await writeEntry(trx, {
      ...{
        kind,
        id,
        record,
        link,
        origin: 'kept',
        source: null,
        stated: {},
        edited: { ...record },
        counted: null,
        demo,
      },
      ...{ organisationNo: scope.organisationNo, by: scope.actor.id, at: clock.now(), note: null },
    });
    await recordAccess(trx, scope, { action: 'register.catalogue.keep', object: catalogued(kind, id) }, clock);
    return written;
  });
}

/** Writes over an entry. One audit entry. @throws Problem IDUN_CATALOGUE_NOT_YOURS, IDUN_CATALOGUE_CHANGED, IDUN_CATALOGUE_ENTRY */
export async function changeEntry(
  { database, clock }: CatalogueDeps,
  scope: Scope,
  { kind, id }: { kind: Kind; id: string },
  { version, changes, link, note }: Patch,
): Promise<StoredEntry> {
  assertScope(scope, 'register.catalogue.keep', clock);
  return await database.withActor(scope.actor, async (trx) => {
    await lockEntry(trx, kind, id);
    const entry = await requireKept(trx, scope, kind, id);
    if (entry.version !== version) {
      throw new Problem(
        errors.changed,
        `Version ${entry.version} is the newest; yours was made of version ${version}.`,
        {
          action: 'Read the entry again and repeat your change.',
        },
      );
    }
    const fixed = ['id', ...(entry.origin === 'own' ? ['biobank'] : [])].find((field) => field in changes);
    if (fixed !== undefined)
      throw new Problem(errors.entry, `${fixed}: what an entry is and belongs to is not changed here.`);
    if ('biobank' in changes) await requireOwnBiobank(trx, scope, changes);
    const edited = Object.fromEntries(
      Object.entries({ ...entry.edited, ...changes }).filter(([, value]) => value !== null),
    );
    const written = await writeEntry(trx, {
      ...entry,
      ...{
        edited,
        record: requireRecord(kind, shownOf(entry.stated, edited)),
        link: link === undefined ? entry.link : link,
      },
      ...{ by: scope.actor.id, at: clock.now(), note: note ?? null },
    });
    await recordAccess(
      trx,
      scope,
      { action: 'register.catalogue.keep', object: catalogued(kind, id), detail: { version: written.version } },
      clock,
    );
    return written;
  });
}

/** Takes an entry out of the catalogue, with a reason. One audit entry. @throws Problem IDUN_CATALOGUE_NOT_YOURS */
export async function removeEntry(
  { database, clock }: CatalogueDeps,
  scope: Scope,
  { kind, id }: { kind: Kind; id: string },
  reason: string,
): Promise<void> {
  assertScope(scope, 'register.catalogue.keep', clock);
  await database.withActor(scope.actor, async (trx) => {
    const entry = await requireKept(trx, scope, kind, id);
    await withdrawEntry(trx, entry, { by: scope.actor.id, at: clock.now(), note: reason });
    await recordAccess(
      trx,
      scope,
      { action: 'register.catalogue.withdraw', object: catalogued(kind, id), detail: { reason } },
      clock,
    );
  });
}

/** What is put into a biobank is put there by those who keep it: nobody is told to hold what they do not. */
async function requireOwnBiobank(trx: Db, scope: Scope, { biobank }: { biobank?: unknown }): Promise<void> {
  if (typeof biobank !== 'string') return;
  const found = await findEntry(trx, 'biobank', biobank);
  if (found === undefined || found.withdrawnAt !== null || mayKeep(scope, found)) return;
  throw new Problem(errors.notYours, `Only those who keep ${found.record.name} say what it holds.`, {
    action: 'Write to its contact, or ask the coordinating centre.',
  });
}

/** An entry that a scope may write on. @throws Problem IDUN_CATALOGUE_NOT_YOURS, IDUN_CATALOGUE_NOT_FOUND */
export async function requireKept(trx: Db, scope: Scope, kind: Kind, id: string): Promise<StoredEntry> {
  const entry = await requireEntry(trx, kind, id);
  if (mayKeep(scope, entry)) return entry;
  throw new Problem(errors.notYours, 'Only the organisation that keeps an entry changes it.', {
    action: 'Write to its contact, or ask the coordinating centre.',
  });
}
