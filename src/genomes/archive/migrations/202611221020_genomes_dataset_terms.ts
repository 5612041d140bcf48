import { sql } from 'kysely';
import type { Migration } from '../../../platform/database/index.ts';

const statements = [
  // On what terms a data set is held, with what held before. Who controls and processes it stands in trust.dataset_grants.
  `create table genomes.dataset_terms (
    terms_no int generated always as identity primary key,
    dataset_no int not null references genomes.datasets on delete cascade,
    purpose text not null check (purpose <> ''),
    article6 text not null check (article6 ~ '^6\\([1-4]\\)\\([a-f]\\)$'),
    article9 text not null check (article9 ~ '^9\\(2\\)\\([a-j]\\)$'),
    national_law text not null check (national_law <> ''),
    retention text not null check (retention <> ''),
    agreement text null,
    valid_from timestamptz not null,
    valid_to timestamptz null check (valid_to >= valid_from),
    stated_by text not null,
    reason text not null
  )`,
  'create unique index dataset_terms_open on genomes.dataset_terms (dataset_no) where valid_to is null',
  'grant select, insert, update on genomes.dataset_terms to idun_app, idun_jobs',
] as const;

export const datasetTerms: Migration = {
  name: '202611221020_genomes_dataset_terms',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
  },
};
