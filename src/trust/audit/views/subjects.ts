import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';

/**
 * The ids under which people are in the log: their own, those of records merged into theirs, and of their genomes.
 * @param db one that reads everybody: an entry left out would be hidden from whom it is about
 */
export async function subjectsByPerson(
  db: Db,
  personNos: readonly number[],
  genomesOf: (personNos: readonly number[]) => Promise<Map<number, string[]>>,
): Promise<Map<number, string[]>> {
  const { rows } = await sql<{ no: number; recordNo: number; id: string }>`with asked as (
      select p.person_no as no, coalesce(p.merged_into_no, p.person_no) as root from trust.people p
      where p.person_no = any(${[...personNos]}::int[]))
    select a.no, r.person_no as "recordNo", r.id from asked a join trust.people r on r.person_no = a.root
    union all select a.no, r.person_no, r.id from asked a join trust.people r on r.merged_into_no = a.root`.execute(db);
  const genomes = await genomesOf([...new Set(rows.map(({ recordNo }) => recordNo))]);
  const found = new Map<number, string[]>();
  for (const { no, recordNo, id } of rows) {
    const list = found.get(no) ?? [];
    list.push(id, ...(genomes.get(recordNo) ?? []));
    found.set(no, list);
  }
  return found;
}
