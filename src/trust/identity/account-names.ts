import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';

const accountOf = (actor: string): string => actor.slice(actor.indexOf(':') + 1);

/** The names of those who acted, by how rows name them (`person:acc_…`); the operator and Idun itself have none. */
export async function namesOfActors(db: Db, actors: readonly string[]): Promise<Map<string, string>> {
  const ids = [...new Set(actors.map(accountOf))].filter((id) => id.startsWith('acc_'));
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`select id, name from trust.accounts
    where id = any(${ids}::text[])`.execute(db);
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return new Map(
    actors.flatMap((actor) => (names.has(accountOf(actor)) ? [[actor, names.get(accountOf(actor))!]] : [])),
  );
}
