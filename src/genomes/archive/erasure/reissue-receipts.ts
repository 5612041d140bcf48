import { sql } from 'kysely';
import type { ArchiveDeps } from '../deps.ts';
import { signDocument } from '../reporting/signing.ts';
import type { PendingErasure } from './pending.ts';
import { makeScrubber, scrubJson } from './scrub-text.ts';

const tables = [
  { table: 'genomes.receipts', key: ['receipt_no'] },
  { table: 'genomes.attestations', key: ['receipt_no', 'file_no'] },
] as const;

/**
 * Receipts and attestations are signed and name files, which are often named after samples. Those that name this one are written
 * without it and signed anew. @returns how many
 */
export async function reissueReceipts(deps: ArchiveDeps, { names }: PendingErasure): Promise<number> {
  const scrub = makeScrubber(names);
  const likes = names.map((name) => `%${name.replace(/[\\%_]/g, '\\$&')}%`);
  return await deps.db.owner.transaction().execute(async (trx) => {
    let reissued = 0;
    for (const { table, key } of tables) {
      const { rows } = await sql<{ place: string; document: object }>`select ctid::text as place, document
        from ${sql.table(table)} where document::text like any(${likes}::text[])
        order by ${sql.join(key.map((name) => sql.ref(name)))} for update`.execute(trx);
      for (const { place, document } of rows) {
        const clean = scrubJson(document, scrub);
        if (JSON.stringify(clean) === JSON.stringify(document)) continue;
        await sql`update ${sql.table(table)} set document = ${JSON.stringify(clean)}::jsonb,
          signature = ${JSON.stringify(signDocument(deps.keys, clean))} where ctid = ${place}::tid`.execute(trx);
        reissued++;
      }
    }
    return reissued;
  });
}
