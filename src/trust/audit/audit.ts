import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { newId, randomBase62 } from '../../platform/ids/index.ts';
import type { Scope } from '../scope/index.ts';
import { canonicalJson } from './canonical-json.ts';

/** What was asked for. */
export interface Access {
  /** `area.verb`, for example `variants.show`. */
  action: string;
  /** What it was asked of, for example `GRCh38:1-55051215-G-A` or an id. */
  object: string;
  detail?: object;
}

const personalId = /\b(?:per|gen)_[0-9A-Za-z]{22}\b/g;

// RFC 6962 §2.1: a leaf is hashed with 0x00 before it, so that it cannot pass for an inner node. The salt keeps somebody who
// holds the hash from guessing the entry.
function hashLeaf(salt: Uint8Array, entry: Uint8Array): Buffer {
  return createHash('sha256').update(Uint8Array.of(0)).update(salt).update(entry).digest();
}

async function findPseudonyms(db: Db, subjects: readonly string[]): Promise<Map<string, string>> {
  const fresh = subjects.map((subject) => ({ subject, pseudonym: `psd_${randomBase62(22)}` }));
  await sql`insert into trust.audit_references (subject, pseudonym)
    select subject, pseudonym from json_to_recordset(${JSON.stringify(fresh)}::json) as r (subject text, pseudonym text)
    on conflict (subject) do nothing`.execute(db);
  const { rows } = await sql<{ subject: string; pseudonym: string }>`select subject, pseudonym
    from trust.audit_references where subject = any(${[...subjects]}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.subject, row.pseudonym]));
}

/**
 * Appends one entry for a request. Given the pool it is committed when this returns, which is before the first byte of an
 * answer may leave; given a transaction it commits with the act. Ids of people and genomes are replaced by pseudonyms.
 * @returns the entry's id, `aud_…`
 */
export async function recordAccess(db: Db, scope: Scope, access: Access, clock: Clock = systemClock): Promise<string> {
  const at = clock.now();
  const id = newId('aud');
  const plain = canonicalJson({
    id,
    at: at.toISOString(),
    actor: `${scope.actor.kind}:${scope.actor.id}`,
    scope: scope.id,
    purpose: scope.purpose,
    legalBasis: scope.legalBasis,
    maskEpoch: scope.maskEpoch,
    action: access.action,
    object: access.object,
    detail: access.detail,
  });
  const subjects = [...new Set(plain.match(personalId) ?? [])];
  const pseudonyms = subjects.length === 0 ? new Map<string, string>() : await findPseudonyms(db, subjects);
  const entry = Buffer.from(plain.replace(personalId, (subject) => pseudonyms.get(subject) ?? subject));
  const salt = randomBytes(32);
  await sql`insert into trust.audit_entries (id, recorded_at, entry, salt, leaf_hash)
    values (${id}, ${at}, ${entry}, ${salt}, ${hashLeaf(salt, entry)})`.execute(db);
  return id;
}

export interface AuditEntry {
  id: string;
  recordedAt: Date;
  actor: string;
  purpose: string;
  action: string;
  object: string;
  detail?: unknown;
  /** Whether the stored hash is that of the stored bytes. */
  intact: boolean;
}

/** The latest entries, newest first; about one person's or genome's id when `subject` is given. */
export async function listAccess(db: Db, options: { subject?: string; limit?: number } = {}): Promise<AuditEntry[]> {
  const { subject, limit = 100 } = options;
  const about = subject ?? null;
  const { rows } = await sql<{ entry: Buffer; salt: Buffer; leafHash: Buffer; recordedAt: Date }>`select entry, salt,
      leaf_hash as "leafHash", recorded_at as "recordedAt"
    from trust.audit_entries
    where ${about}::text is null or exists (select 1 from trust.audit_references r
      where r.subject = ${about} and position(convert_to(r.pseudonym, 'UTF8') in entry) > 0)
    order by entry_no desc limit ${limit}`.execute(db);
  return rows.map((row) => ({
    ...(JSON.parse(row.entry.toString()) as Omit<AuditEntry, 'recordedAt' | 'intact'>),
    recordedAt: row.recordedAt,
    intact: hashLeaf(row.salt, row.entry).equals(row.leafHash),
  }));
}

/** Forgets what a pseudonym stands for, when a person or genome is erased; needs the owner role. The entries stay as they are. */
export async function eraseAuditReferences(ownerTrx: Db, subjects: readonly string[]): Promise<void> {
  await sql`delete from trust.audit_references where subject = any(${[...subjects]}::text[])`.execute(ownerTrx);
}
