import { sql } from 'kysely';
import type { Disease } from '../../../formats/miabis/index.ts';
import type { Db } from '../../../platform/database/index.ts';

/** A row of a fact table as it is told; null is any. What may not be told is no row. */
export interface StoredFact {
  sex: string | null;
  ageRange: string | null;
  sampleType: string | null;
  disease: Disease | null;
  samples: number | null;
  donors: number | null;
  /** Day of the count. */
  asOf: string;
  kept: Record<string, string> | null;
  id: string | null;
}

/** Puts a fact table in place of the one before. */
export async function replaceFacts(trx: Db, entryNo: number, facts: readonly StoredFact[]): Promise<void> {
  await sql`delete from register.catalogue_facts where entry_no = ${entryNo}`.execute(trx);
  const rows = facts.map((fact, n) => ({ ...fact, n }));
  await sql`insert into register.catalogue_facts
      (entry_no, n, sex, age_range, sample_type, disease, samples, donors, as_of, kept, id)
    select ${entryNo}, n, sex, "ageRange", "sampleType", disease, samples, donors, "asOf", kept, id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (n int, sex text, "ageRange" text, "sampleType" text,
      disease jsonb, samples int, donors int, "asOf" date, kept jsonb, id text)`.execute(trx);
}

/** The fact table of an entry. */
export async function readFacts(db: Db, entryNo: number): Promise<StoredFact[]> {
  const { rows } =
    await sql<StoredFact>`select sex, age_range as "ageRange", sample_type as "sampleType", disease, samples,
    donors, as_of::text as "asOf", kept, id from register.catalogue_facts where entry_no = ${entryNo} order by n`.execute(
      db,
    );
  return rows;
}
