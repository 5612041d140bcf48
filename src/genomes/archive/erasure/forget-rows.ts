import { sql } from 'kysely';
import type { DatabaseHandle } from '../../../platform/database/index.ts';

/** Tables whose rows may have named the genome; a full vacuum writes them anew, so that no page keeps an old version. */
const tables = [
  'genomes.genomes',
  'genomes.genome_keys',
  'genomes.genome_history',
  'genomes.relatedness_calls',
  'genomes.relatedness_sites',
  'genomes.phenopackets',
  'genomes.submissions',
  'genomes.submission_files',
  'genomes.submission_events',
  'genomes.dataset_departures',
  'genomes.batches',
  'genomes.segments',
  'genomes.attestations',
  'genomes.erasures',
  'trust.people',
  'trust.person_identifiers',
  'trust.people_cpr',
  'trust.person_addresses',
  'trust.person_history',
  'trust.person_merges',
  'trust.person_relations',
  'trust.guardianships',
  'trust.agreements',
  'trust.consent_choices',
  'trust.audit_references',
  'trust.audit_texts',
] as const;

/** Writes the tables anew. Readers of a table wait while it is written. */
export async function rewriteTables(db: DatabaseHandle): Promise<void> {
  for (const table of tables) await sql.raw(`vacuum full ${table}`).execute(db.owner);
}

/**
 * Ends the server's log files: a new one is begun and a checkpoint lets the old ones go (the embedded server does not keep them for
 * reuse). With an outside server this is its administrator's to allow.
 * @returns null when it was done, else why not
 */
export async function cycleLog(db: DatabaseHandle): Promise<string | null> {
  try {
    await sql`select pg_switch_wal()`.execute(db.owner);
    await sql`checkpoint`.execute(db.owner);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
