import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';

// Children before parents.
const tables = [
  ...['excursion_marks', 'excursions', 'temperature_days', 'temperature_readings', 'temperature_series'],
  ...['temperature_rules', 'rack_checks', 'stays', 'containers', 'container_types'],
] as const;

/** Removes the freezers of the demo nation's biobanks with what is known of them; needs the owner role, before the biobanks go. */
export async function removeDemoStorage(ownerTrx: Db): Promise<void> {
  for (const table of tables) {
    await sql`delete from ${sql.table(`biobank.${table}`)}
      where biobank_no in (select biobank_no from biobank.biobanks where demo)`.execute(ownerTrx);
  }
}
