import { sql } from 'kysely';
import type { Migration } from '../../../platform/database/index.ts';

const statements = [
  'create schema if not exists knowledge',
  // One import of a GFF3; the newest of a reference answers, earlier ones stay for what was answered with them.
  `create table knowledge.transcript_sets (
    set_no int generated always as identity primary key,
    reference text not null,
    file_name text not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    genes int not null,
    transcripts int not null,
    demo boolean not null default false,
    added_at timestamptz not null default now(),
    unique (reference, sha256)
  )`,
  // Positions are 0-based, half-open, as everywhere inside.
  `create table knowledge.genes (
    set_no int not null references knowledge.transcript_sets on delete cascade,
    gene_id text not null,
    symbol text not null,
    contig text not null,
    start_at int not null check (start_at >= 0),
    end_at int not null check (end_at > start_at),
    strand text not null,
    biotype text not null,
    hgnc_id text null,
    transcripts jsonb not null default '[]',
    primary key (set_no, gene_id, contig, start_at)
  )`,
  'create index genes_symbol on knowledge.genes (set_no, lower(symbol) text_pattern_ops)',
  'create index genes_place on knowledge.genes (set_no, contig, start_at)',
  'grant usage on schema knowledge to idun_app, idun_jobs',
  'grant select, insert, update, delete on knowledge.transcript_sets, knowledge.genes to idun_app, idun_jobs',
] as const;

/** The tables of genes and transcripts (schema `knowledge`). */
export const knowledgeTranscripts: Migration = {
  name: '202611220930_knowledge_transcripts',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
  },
};
