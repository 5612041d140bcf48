import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { removeDatasetGrants } from '../../trust/scope/index.ts';

// Children before parents.
const tables = [
  ...[
    'promises',
    'returned_data',
    'shipments',
    'reservations',
    'consent_checks',
    'discrepancies',
    'scans',
    'receptions',
  ],
  ...['order_lines', 'orders', 'kits', 'results', 'runs', 'specimen_codes', 'custody_events', 'custody_batches'],
  ...['specimens', 'collections', 'biobanks'],
] as const;

/** Removes the demo nation's biobanks with everything in them; needs the owner role. Numbers of specimens are not used again. */
export async function removeDemoBiobanks(ownerTrx: Db): Promise<void> {
  const { rows } = await sql<{
    no: number;
    id: string;
  }>`select biobank_no as no, id from biobank.biobanks where demo`.execute(ownerTrx);
  const numbers = rows.map(({ no }) => no);
  for (const table of tables) {
    await sql`delete from ${sql.table(`biobank.${table}`)} where biobank_no = any(${numbers}::int[])`.execute(ownerTrx);
  }
  await removeDatasetGrants(
    ownerTrx,
    rows.map(({ id }) => id),
  );
}
