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
  const texts = rows.flatMap((row) => (row.text === null ? [] : [{ ...row.text, id: row.id }]));
  const result = await sql<{ done: boolean }>`select trust.append_audit(
    ${column('id')}::text[], ${column('recordedAt')}::timestamptz[], ${column('action')}::text[], ${column('actor')}::text[],
    ${column('role')}::text[], ${column('organisation')}::text[], ${column('entry')}::bytea[], ${column('salt')}::bytea[],
    ${column('leafHash')}::bytea[], ${about.map((one) => one.pseudonym)}::text[], ${about.map((one) => one.id)}::text[],
    ${texts.map(({ ref }) => ref)}::text[], ${texts.map(({ id }) => id)}::text[], ${texts.map(({ text }) => text)}::text[],
    ${texts.map(({ key }) => key)}::bytea[]) as done`.execute(db);
  return result.rows[0]!.done;
}
