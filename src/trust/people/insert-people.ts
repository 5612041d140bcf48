import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import type { CivilDate } from './civil-date.ts';
import type { PersonNo, Sex } from './model.ts';

/** What a record of a person holds, but for number and id. */
export interface PersonFacts {
  sex: Sex;
  provisional: boolean;
  kind: 'person' | 'foetus';
  name: string | null;
  given: string | null;
  family: string | null;
  born: CivilDate | null;
  died: CivilDate | null;
  protected: boolean;
  protectedUntil: string | null;
}

/** Given and family name as one. */
export const wholeName = (given: string | null, family: string | null): string | null =>
  given === null || family === null ? (given ?? family) : `${given} ${family}`;

/** Many records as the table `r`, for a statement about them; without ids where they are known. */
export function recordRows(personNos: readonly PersonNo[], facts: readonly PersonFacts[], ids: readonly string[] = []) {
  const each = <T>(of: (one: PersonFacts) => T): T[] => facts.map(of);
  return sql`unnest(${[...personNos]}::int[], ${[...ids]}::text[], ${each((f) => f.sex)}::text[],
      ${each((f) => f.provisional)}::boolean[], ${each((f) => f.kind)}::text[],
      ${each((f) => f.name)}::text[], ${each((f) => f.given)}::text[], ${each((f) => f.family)}::text[],
      ${each((f) => f.born?.date ?? null)}::date[], ${each((f) => f.born?.precision ?? null)}::text[],
      ${each((f) => f.died?.date ?? null)}::date[], ${each((f) => f.died?.precision ?? null)}::text[],
      ${each((f) => f.protected)}::boolean[], ${each((f) => f.protectedUntil)}::date[])
    as r (person_no, id, sex, provisional, kind, name, given_name, family_name, born, born_precision, died, died_precision,
      protected, protected_until)`;
}

/**
 * Writes people; their numbers ascend in the order given. The rows go in the order of their random ids: each page of that index is
 * then touched once, however large the nation.
 */
export async function insertPeople(
  trx: Db,
  facts: readonly PersonFacts[],
): Promise<{ personNo: PersonNo; id: string }[]> {
  if (facts.length === 0) return [];
  const numbers = await takeNumbers(trx, facts.length);
  const ids = facts.map(() => newId('per'));
  await sql`insert into trust.people (person_no, id, sex, provisional, kind, name, given_name, family_name, born, born_precision,
      died, died_precision, protected, protected_until) overriding system value
    select * from ${recordRows(numbers, facts, ids)} order by r.id`.execute(trx);
  return numbers.map((personNo, n) => ({ personNo, id: ids[n]! }));
}

async function takeNumbers(trx: Db, count: number): Promise<PersonNo[]> {
  const { rows } = await sql<{ packed: Buffer }>`select string_agg(int4send(no), '' order by no) as packed from (
    select nextval('trust.people_person_no_seq')::int as no from generate_series(1, ${count}::int)) taken`.execute(trx);
  const { packed } = rows[0]!;
  return Array.from({ length: count }, (_, n) => packed.readInt32BE(4 * n));
}
