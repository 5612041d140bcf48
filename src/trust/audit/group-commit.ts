import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { type EntryDraft, sealEntry } from './entry.ts';
import { insertEntries } from './insert.ts';
import { findPseudonyms, PseudonymCache } from './references.ts';

interface Waiting {
  draft: EntryDraft;
  pseudonyms: ReadonlyMap<string, string>;
  resolve(): void;
  reject(error: unknown): void;
}

/** Statements at once; two, so that one is filled while the other is made durable. */
const lanes = 2;
const largestGroup = 500;

/**
 * Writes the entries of concurrent requests of one pool in common statements, and so in common commits: a request waits for its own
 * to be durable, but ten of them cost one flush of the disk.
 */
export class GroupCommit {
  private readonly db: Db;
  private readonly cache = new PseudonymCache();
  private waiting: Waiting[] = [];
  private running = 0;

  constructor(db: Db) {
    this.db = db;
  }

  /** Resolves when the entry is committed. */
  async write(draft: EntryDraft): Promise<void> {
    let pseudonyms = this.cache.findAll(draft.subjects);
    if (pseudonyms === undefined) {
      pseudonyms = await findPseudonyms(this.db, draft.subjects);
      this.cache.add(pseudonyms);
    }
    await new Promise<void>((resolve, reject) => {
      this.waiting.push({ draft, pseudonyms, resolve, reject });
      this.next();
    });
  }

  private next(): void {
    while (this.running < lanes && this.waiting.length > 0) {
      const group = this.waiting.splice(0, largestGroup);
      this.running++;
      void this.commit(group).finally(() => {
        this.running--;
        this.next();
      });
    }
  }

  private async commit(group: readonly Waiting[]): Promise<void> {
    try {
      const rows = group.map(({ draft, pseudonyms }) => sealEntry(draft, pseudonyms));
      if (!(await insertEntries(this.db, rows))) {
        this.cache.clear();
        for (const { draft } of group) await writeEntry(this.db, draft);
      }
      for (const { resolve } of group) resolve();
    } catch (error) {
      // One entry that cannot be written must not take its neighbours with it.
      if (group.length > 1) for (const one of group) await this.commit([one]);
      else group[0]!.reject(error);
    }
  }
}

/** Writes one entry with pseudonyms read from the database; in a transaction it commits with it. */
export async function writeEntry(db: Db, draft: EntryDraft): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const pseudonyms =
      draft.subjects.length === 0 ? new Map<string, string>() : await findPseudonyms(db, draft.subjects);
    if (await insertEntries(db, [sealEntry(draft, pseudonyms)])) return;
  }
  throw new Error('the pseudonyms of an audit entry were erased while it was written');
}

const groups = new WeakMap<Db, GroupCommit>();

/** The group commit of a pool. */
export function groupCommitOf(db: Db): GroupCommit {
  const known = groups.get(db);
  if (known !== undefined) return known;
  const made = new GroupCommit(db);
  groups.set(db, made);
  return made;
}

const organisationIds = new WeakMap<Db, Map<number, string>>();

/** The id of an organisation, by its number; remembered, since it never changes. */
export async function organisationIdOf(db: Db, organisationNo: number | null): Promise<string | null> {
  if (organisationNo === null) return null;
  let known = organisationIds.get(db);
  if (known === undefined) {
    known = new Map();
    organisationIds.set(db, known);
  }
  const found = known.get(organisationNo);
  if (found !== undefined) return found;
  const { rows } = await sql<{ id: string }>`select id from trust.organisations
    where organisation_no = ${organisationNo}`.execute(db);
  const id = rows[0]?.id ?? null;
  if (id !== null) known.set(organisationNo, id);
  return id;
}
