import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import type { Scope } from '../scope/index.ts';
import { type Access, type AccessBy, draftEntry, type EntryBody, readEntry } from './entry.ts';
import { groupCommitOf, organisationIdOf, writeEntry } from './group-commit.ts';
import { hashEntry } from './merkle/index.ts';
import { keyedName } from './references.ts';
import { wakeSequencers } from './wake.ts';

/**
 * Appends one entry. Given the pool it is committed when this returns, which is before the first byte of an answer may leave, and
 * shares its commit with the entries of other requests; given a transaction it commits with the act. Ids of people and genomes are
 * replaced by pseudonyms, a reason by the name of a text that can be erased.
 * @returns the entry's id, `aud_…`
 */
export async function recordAccess(db: Db, scope: Scope, access: Access, clock: Clock = systemClock): Promise<string> {
  const organisation = await organisationIdOf(db, scope.organisationNo);
  const by: AccessBy = {
    actor: scope.actor,
    role: scope.role,
    organisation,
    organisationName: scope.organisation,
    purpose: scope.purpose,
    legalBasis: scope.legalBasis,
    scope: scope.id,
    maskEpoch: scope.maskEpoch,
  };
  return await recordAccessBy(db, by, access, clock);
}

/** As {@link recordAccess}, where there is no scope: a refused request has none. */
export async function recordAccessBy(
  db: Db,
  by: AccessBy,
  access: Access,
  clock: Clock = systemClock,
): Promise<string> {
  const draft = draftEntry(by, access, clock.now(), keyedName);
  if (db.isTransaction) await writeEntry(db, draft);
  else await groupCommitOf(db).write(draft);
  wakeSequencers();
  return draft.id;
}

export interface AuditEntry extends Omit<EntryBody, 'v' | 'at'> {
  recordedAt: Date;
  /** Whether the stored hash is that of the stored bytes. */
  intact: boolean;
}

/** The latest entries, newest first; about one person's or genome's id when `subject` is given. */
export async function listAccess(db: Db, options: { subject?: string; limit?: number } = {}): Promise<AuditEntry[]> {
  const { subject, limit = 100 } = options;
  const about =
    subject === undefined
      ? sql``
      : sql`where entry_no in (select s.entry_no from trust.audit_references r join trust.audit_subjects s using (pseudonym)
          where r.subject = ${subject})`;
  const { rows } = await sql<{ entry: Buffer; salt: Buffer; leafHash: Buffer; recordedAt: Date }>`select entry, salt,
      leaf_hash as "leafHash", recorded_at as "recordedAt"
    from trust.audit_entries ${about} order by entry_no desc limit ${limit}`.execute(db);
  return rows.map((row) => {
    const { v: _version, at: _at, ...body } = readEntry(row.entry);
    return { ...body, recordedAt: row.recordedAt, intact: hashEntry(row.salt, row.entry).equals(row.leafHash) };
  });
}
