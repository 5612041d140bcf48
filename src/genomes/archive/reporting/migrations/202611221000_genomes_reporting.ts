import { sql } from 'kysely';
import type { Migration } from '../../../../platform/database/index.ts';

const statements = [
  // Organisations that report from outside with a token; only its hash is kept.
  `create table genomes.senders (
    sender_no int generated always as identity primary key,
    name text not null check (name ~ '^[^[:cntrl:]/]{1,100}$'),
    token_hash bytea not null unique,
    dataset text null,
    allowed_at timestamptz not null default now(),
    allowed_by text not null,
    last_used_at timestamptz null,
    revoked_at timestamptz null
  )`,
  // One token per name at a time; a new one after a revocation is a new row with the same name.
  `create unique index senders_name on genomes.senders (name) where revoked_at is null`,
  // Which upload became part of which receipt, so that a sender who never saw the answer gets the same one.
  `create table genomes.receipt_uploads (
    upload_id text primary key,
    receipt_no int not null references genomes.receipts
  )`,
  `alter table genomes.receipts add column content_digest text null`,
  `create unique index receipts_content on genomes.receipts (sender, submission_no, content_digest)`,
  `alter table genomes.attestations
    add column finding text null,
    add column removal_recorded_at timestamptz null,
    add column removal_recorded_by text null`,
  `grant select, insert, update on genomes.senders to idun_app, idun_jobs`,
  `grant select, insert on genomes.receipt_uploads to idun_app, idun_jobs`,
  `revoke delete on genomes.receipts, genomes.attestations from idun_app, idun_jobs`,
  `grant usage, select on all sequences in schema genomes to idun_app, idun_jobs`,
] as const;

/** Senders, and what reporting adds to receipts and attestations. */
export const genomesReporting: Migration = {
  name: '202611221000_genomes_reporting',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
  },
};
