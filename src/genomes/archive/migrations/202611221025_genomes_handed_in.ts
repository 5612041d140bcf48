import { sql } from 'kysely';
import type { Migration } from '../../../platform/database/index.ts';
import { protectRows } from '../../../trust/scope/index.ts';

const statements = [
  // Until the originals of an upload are stored, nobody knows what they hold.
  'alter table genomes.submissions alter column content_digest drop not null',
  `alter table genomes.submissions add constraint submissions_digest check (content_digest is not null
    or state in ('received', 'validating', 'rejected'))`,
  'alter table genomes.submissions add column same_as_no int null references genomes.submissions',
  `create table genomes.handed_in_files (
    submission_no int not null references genomes.submissions on delete cascade,
    file_no int not null,
    uploaded_as text not null unique,
    name text not null,
    role text not null check (role in ('calls', 'pedigree', 'phenopacket', 'target', 'callable')),
    bytes bigint not null check (bytes >= 0),
    primary key (submission_no, file_no)
  )`,
  'alter table genomes.handed_in_files alter column name set statistics 0',
  'grant select, insert, delete on genomes.handed_in_files to idun_app, idun_jobs',
] as const;

/** Files that were handed in and whose originals are stored in the background. */
export const handedIn: Migration = {
  name: '202611221025_genomes_handed_in',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
    await protectRows(
      trx,
      'genomes.handed_in_files',
      'exists (select from genomes.submissions s where s.submission_no = handed_in_files.submission_no)',
    );
  },
};
