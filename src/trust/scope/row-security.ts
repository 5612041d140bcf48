import { sql } from 'kysely';
import type { Db, Migration } from '../../platform/database/index.ts';

// What a connection is bound to (platform/database/binding.ts). Written as `(select …)` in a policy, each is asked once for a
// statement and not once for a row.
const functions = [
  `create function trust.reaches_everyone() returns boolean language sql stable parallel safe
    as $$ select coalesce(current_setting('idun.reach', true) = 'everyone', false) $$`,
  `create function trust.reached_persons() returns int[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('idun.persons', true), ''), '{}')::int[] $$`,
  `create function trust.reached_datasets() returns text[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('idun.datasets', true), ''), '{}')::text[] $$`,
] as const;

const limited = '(select trust.reached_limits())';
const everyone = '(select trust.reaches_everyone())';
const reached = 'any ((select trust.reached_persons())::int[])';

/** SQL conditions of a policy: that a column is a person the connection reaches, or a data set's id. */
export const reachedBy = {
  person: (column: string) => `${column} = ${reached}`,
  dataset: (column: string) => `${column} = any ((select trust.reached_datasets())::text[])`,
  /** Somebody of a data set that is open for a limited set of people. Asked for a row only where there is such a data set. */
  limited: (
    datasetId: string,
    personNo: string,
  ) => `(cardinality(${limited}) > 0 and exists (select from trust.limited_persons l
    where l.person_no = ${personNo} and ${datasetId} || ':' || l.limit_no = any (${limited}::text[])))`,
};

/**
 * Puts a table behind the second wall: the app role reads and writes only rows for which a condition holds, or all when it is
 * bound to everybody. Background work (the jobs role) and the owner pass.
 * @param table with its schema
 * @param conditions SQL, any of which lets a row through; see `reachedBy`
 */
export async function protectRows(trx: Db, table: string, ...conditions: readonly string[]): Promise<void> {
  const allowed = [everyone, ...conditions].join(' or ');
  await sql.raw(`alter table ${table} enable row level security`).execute(trx);
  await sql
    .raw(`create policy reached on ${table} for all to idun_app using (${allowed}) with check (${allowed})`)
    .execute(trx);
  await sql
    .raw(`create policy background on ${table} for all to idun_jobs using (true) with check (true)`)
    .execute(trx);
}

const { person } = reachedBy;

/** Tables of trust/ that hold people, with the columns that say whose a row is. */
const personal: Readonly<Record<string, readonly string[]>> = {
  people: ['person_no'],
  person_identifiers: ['person_no'],
  people_cpr: ['person_no'],
  person_relations: ['person_no'],
  person_addresses: ['person_no'],
  person_history: ['person_no'],
  person_merges: ['merged_no', 'into_no'],
  guardianships: ['child_no', 'guardian_no'],
  awaited_numbers: ['person_no'],
  consent_choices: ['person_no'],
  agreements: ['person_no'],
  care_relations: ['person_no'],
  emergency_openings: ['person_no'],
};

export const rowSecurityMigration: Migration = {
  name: '202611221000_trust_row_security',
  async up(trx) {
    for (const statement of functions) await sql.raw(statement).execute(trx);
    for (const [table, columns] of Object.entries(personal)) {
      await protectRows(trx, `trust.${table}`, ...columns.map(person));
    }
  },
};
