import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';

/** Ids of the genomes of people, by person number: under which ids they are in the log. */
export async function genomesOfPeople(db: Db, personNos: readonly number[]): Promise<Map<number, string[]>> {
  const { rows } = await sql<{
    no: number;
    ids: string[];
  }>`select person_no as no, array_agg(id order by genome_no) as ids
    from genomes.genomes where person_no = any(${[...personNos]}::int[]) group by person_no`.execute(db);
  return new Map(rows.map(({ no, ids }) => [no, ids]));
}
