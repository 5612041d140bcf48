import { createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** 22 characters of base62 (131 bits) of HMAC-SHA-256(key, text): whoever has the key can show what the name stands for. */
export function keyedName(key: Uint8Array, text: string): string {
  let number = BigInt(`0x${createHmac('sha256', key).update(text).digest('hex')}`);
  let name = '';
  for (let i = 0; i < 22; i++) {
    name += alphabet[Number(number % 62n)];
    number /= 62n;
  }
  return name;
}

/** The pseudonym of a subject under a key. */
export function pseudonymOf(key: Uint8Array, subject: string): string {
  return `psd_${keyedName(key, subject)}`;
}

async function findKnown(db: Db, subjects: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ subject: string; pseudonym: string }>`select subject, pseudonym
    from trust.audit_references where subject = any(${[...subjects]}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.subject, row.pseudonym]));
}

/** The pseudonyms of these ids; those that have none yet get one. In order, so that two writers never wait for each other. */
export async function findPseudonyms(db: Db, subjects: readonly string[]): Promise<Map<string, string>> {
  const known = await findKnown(db, subjects);
  const fresh = subjects.filter((subject) => !known.has(subject)).sort();
  if (fresh.length === 0) return known;
  const keys = fresh.map(() => randomBytes(32));
  const names = fresh.map((subject, i) => pseudonymOf(keys[i]!, subject));
  await sql`insert into trust.audit_references (subject, key, pseudonym)
    select * from unnest(${fresh}::text[], ${keys}::bytea[], ${names}::text[])
    on conflict (subject) do nothing`.execute(db);
  return await findKnown(db, subjects);
}

/**
 * Pseudonyms lately used, per connection pool: the common entry costs one statement. A name found here may have been erased since,
 * so the statement that uses it checks it again.
 */
export class PseudonymCache {
  private readonly names = new Map<string, string>();
  private readonly limit: number;

  constructor(limit = 50_000) {
    this.limit = limit;
  }

  /** All of them, or undefined when one is not known here. */
  findAll(subjects: readonly string[]): Map<string, string> | undefined {
    const found = new Map<string, string>();
    for (const subject of subjects) {
      const name = this.names.get(subject);
      if (name === undefined) return undefined;
      found.set(subject, name);
    }
    return found;
  }

  add(names: ReadonlyMap<string, string>): void {
    for (const [subject, name] of names) {
      if (this.names.size >= this.limit) this.names.delete(this.names.keys().next().value!);
      this.names.set(subject, name);
    }
  }

  clear(): void {
    this.names.clear();
  }
}

/**
 * Forgets what a pseudonym stands for, and the reasons written about it, when a person or genome is erased; needs the owner role.
 * The entries stay as they are.
 */
export async function eraseAuditReferences(ownerTrx: Db, subjects: readonly string[]): Promise<void> {
  await sql`update trust.audit_texts t set text = null, key = null
    from trust.audit_references r join trust.audit_subjects s using (pseudonym) join trust.audit_entries e using (entry_no)
    where r.subject = any(${[...subjects]}::text[]) and t.entry_id = e.id`.execute(ownerTrx);
  await sql`update trust.audit_references set subject = null, key = null, erased_at = now()
    where subject = any(${[...subjects]}::text[])`.execute(ownerTrx);
}
