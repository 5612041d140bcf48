import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { EntryRow } from './entry.ts';

/**
 * Inserts entries with their search columns, whom they are about and their place in the queue, in one statement.
 * @returns false, with nothing written, when a pseudonym in them has been erased since it was looked up
 */
export async function insertEntries(db: Db, rows: readonly EntryRow[]): Promise<boolean> {
  const column = <K extends keyof EntryRow>(name: K) => rows.map((row) => row[name]);
  const about = rows.flatMap((row) => row.pseudonyms.map((pseudonym) => ({ pseudonym, id: row.id })));
  const pseudonyms = about.map(({ pseudonym }) => pseudonym);
  const texts = rows.flatMap((row) => (row.text === null ? [] : [{ ...row.text, id: row.id }]));
  const guard =
    about.length === 0
      ? sql`true`
      : sql`not exists (select from unnest(${pseudonyms}::text[]) as given (pseudonym)
          left join trust.audit_references r using (pseudonym) where r.subject is null)`;
  const subjects =
    about.length === 0
      ? sql``
      : sql`, subjects as (insert into trust.audit_subjects (pseudonym, entry_no)
          select given.pseudonym, entries.entry_no
          from unnest(${pseudonyms}::text[], ${about.map(({ id }) => id)}::text[]) as given (pseudonym, id)
          join entries using (id))`;
  const reasons =
    texts.length === 0
      ? sql``
      : sql`, reasons as (insert into trust.audit_texts (ref, entry_id, text, key)
          select given.ref, given.id, given.text, given.key
          from unnest(${texts.map(({ ref }) => ref)}::text[], ${texts.map(({ id }) => id)}::text[],
            ${texts.map(({ text }) => text)}::text[], ${texts.map(({ key }) => key)}::bytea[]) as given (ref, id, text, key)
          join entries using (id))`;
  const result = await sql<{ inserted: number }>`with entries as (
      insert into trust.audit_entries (id, recorded_at, action, actor, role, organisation, entry, salt, leaf_hash)
      select given.* from unnest(${column('id')}::text[], ${column('recordedAt')}::timestamptz[],
        ${column('action')}::text[], ${column('actor')}::text[], ${column('role')}::text[],
        ${column('organisation')}::text[], ${column('entry')}::bytea[], ${column('salt')}::bytea[],
        ${column('leafHash')}::bytea[]) as given
      where ${guard}
      returning entry_no, id)
    , pending as (insert into trust.audit_pending (entry_no) select entry_no from entries)
    ${subjects}${reasons}
    select count(*) as inserted from entries`.execute(db);
  return result.rows[0]!.inserted === rows.length;
}
