import { sql } from 'kysely';
import type { Migration } from '../../../platform/database/index.ts';
import { protectRows } from '../../../trust/scope/index.ts';
import { reachedBank } from './reached-bank.ts';

const statements = [
  `create table biobank.runs (
    run_no int generated always as identity primary key,
    id text not null unique check (id like 'run\\_%'),
    biobank_no int not null references biobank.biobanks on delete cascade,
    kind text not null,
    method text not null,
    instrument text null,
    performed_at timestamptz not null,
    recorded_by text not null,
    -- The project that measured and gave back; null: the biobank's own laboratory.
    given_back_by text null
  )`,
  `create table biobank.results (
    run_no int not null references biobank.runs on delete cascade,
    biobank_no int not null references biobank.biobanks,
    specimen_no int not null references biobank.specimens on delete cascade,
    measure text not null,
    value numeric null,
    text text null,
    unit text not null,
    primary key (run_no, specimen_no, measure),
    check ((value is null) <> (text is null))
  )`,
  'create index results_specimen on biobank.results (specimen_no)',
  'create index results_measure on biobank.results (measure, value)',
  'grant select, insert on biobank.runs, biobank.results to idun_app, idun_jobs',
] as const;

/** Extraction and assay runs, and what they found. */
export const biobankRuns: Migration = {
  name: '202611221220_biobank_runs',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
    await protectRows(trx, 'biobank.runs', reachedBank('biobank_no'));
    await protectRows(
      trx,
      'biobank.results',
      reachedBank('biobank_no'),
      'exists (select from biobank.specimens s where s.specimen_no = results.specimen_no)',
    );
  },
};
