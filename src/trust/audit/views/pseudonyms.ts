import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import type { EntryBody } from '../entry.ts';
import { pseudonymsIn } from '../entry.ts';

/** What pseudonyms stand for; erased ones are absent. */
export async function findSubjects(db: Db, pseudonyms: readonly string[]): Promise<Map<string, string>> {
  if (pseudonyms.length === 0) return new Map();
  const { rows } = await sql<{ pseudonym: string; subject: string }>`select pseudonym, subject
    from trust.audit_references where pseudonym = any(${[...pseudonyms]}::text[]) and subject is not null`.execute(db);
  return new Map(rows.map((row) => [row.pseudonym, row.subject]));
}

/** The texts behind reasons; erased ones are absent. */
export async function findTexts(db: Db, refs: readonly string[]): Promise<Map<string, string>> {
  if (refs.length === 0) return new Map();
  const { rows } = await sql<{ ref: string; text: string }>`select ref, text from trust.audit_texts
    where ref = any(${[...refs]}::text[]) and text is not null`.execute(db);
  return new Map(rows.map((row) => [row.ref, row.text]));
}

/** Entries with real ids and reasons in the place of pseudonyms, as far as they are not erased. */
export async function readable(db: Db, entries: readonly Buffer[]): Promise<(EntryBody & { about: string[] })[]> {
  const texts = entries.map((entry) => entry.toString('utf8'));
  const names = texts.map(pseudonymsIn);
  const subjects = await findSubjects(db, [...new Set(names.flat())]);
  const bodies = texts.map((text, i) => {
    let plain = text;
    for (const name of names[i]!) plain = plain.replaceAll(name, subjects.get(name) ?? name);
    return { ...(JSON.parse(plain) as EntryBody), about: names[i]!.map((name) => subjects.get(name) ?? name) };
  });
  const reasons = await findTexts(
    db,
    bodies.flatMap(({ reason }) => (reason === undefined ? [] : [reason])),
  );
  return bodies.map((body) => {
    const { reason } = body;
    return reason === undefined ? body : { ...body, reason: reasons.get(reason) ?? reason };
  });
}
