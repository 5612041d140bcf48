import { sql } from 'kysely';
import type { Migration } from '../../platform/database/index.ts';

const channels = "('letter', 'phone', 'digital-post', 'in-person')";

const statements = [
  // What staff write down for somebody says how it came and why, beside who wrote it.
  `alter table trust.consent_choices add column channel text null check (channel in ${channels}), add column reason text null`,
  `alter table trust.agreements add column channel text null check (channel in ${channels}),
    add column end_channel text null check (end_channel in ${channels}), add column end_reason text null`,
  'alter table trust.consent_choices alter column reason set statistics 0',
  'alter table trust.agreements alter column end_reason set statistics 0',
] as const;

/** How a choice or consent that staff recorded reached them. */
export const channelMigration: Migration = {
  name: '202611220630_trust_consent_channel',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
  },
};
