import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { type PersonFacts, recordRows, wholeName } from '../insert-people.ts';
import type { PopulationColumn, PopulationRow } from './read-population.ts';

/** What a row says of a person. */
export function factsOf(row: PopulationRow): PersonFacts {
  return {
    sex: row.sex,
    provisional: false,
    kind: row.kind,
    name: wholeName(row.given, row.family),
    given: row.given,
    family: row.family,
    born: row.born,
    died: row.died,
    protected: row.protected,
    protectedUntil: row.protected ? row.protectedUntil : null,
  };
}

/** What each column of the file corrects. */
const corrections: Readonly<Partial<Record<PopulationColumn, readonly string[]>>> = {
  given_name: ['given_name', 'name'],
  family_name: ['family_name', 'name'],
  sex: ['sex'],
  kind: ['kind'],
  born: ['born', 'born_precision'],
  died: ['died', 'died_precision'],
  protected: ['protected', 'protected_until'],
};

/** @returns those in whom anything changed */
export async function correctPeople(
  trx: Db,
  columns: ReadonlySet<PopulationColumn>,
  known: readonly { row: PopulationRow; personNo: number }[],
): Promise<number[]> {
  const corrected = [...new Set([...columns].flatMap((column) => corrections[column] ?? []))];
  if (known.length === 0 || corrected.length === 0) return [];
  // A file with one of the two names leaves the other as it is.
  const part = (column: 'given_name' | 'family_name') => sql.ref(`${columns.has(column) ? 'r' : 'p'}.${column}`);
  const name = sql`nullif(concat_ws(' ', ${part('given_name')}, ${part('family_name')}), '')`;
  const stated = (column: string) => (column === 'name' ? name : sql`r.${sql.ref(column)}`);
  const set = sql.join(corrected.map((column) => sql`${sql.ref(column)} = ${stated(column)}`));
  const was = sql.join(corrected.map((column) => sql`p.${sql.ref(column)}`));
  const is = sql.join(corrected.map(stated));
  const given = recordRows(
    known.map(({ personNo }) => personNo),
    known.map(({ row }) => factsOf(row)),
  );
  const { rows } = await sql<{ no: number }>`update trust.people p set ${set}, provisional = false from ${given}
    where p.person_no = r.person_no and ((${was}) is distinct from (${is}) or p.provisional)
    returning p.person_no as no`.execute(trx);
  return rows.map(({ no }) => no);
}
