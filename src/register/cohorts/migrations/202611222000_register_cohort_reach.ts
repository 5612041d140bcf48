import { sql } from 'kysely';
import type { Migration } from '../../../platform/database/index.ts';

const statements = [
  // What the owner's access reached: data sets, and those of which some people only; null for everybody.
  'alter table register.cohort_versions add reach jsonb null',
  `update register.cohort_versions set reach = jsonb_build_object('datasets', to_jsonb(datasets), 'limits', '[]'::jsonb)
    where datasets is not null`,
  'alter table register.cohort_versions drop datasets',
] as const;

/** A version remembers the people its owner was limited to, beside the data sets. */
export const cohortReach: Migration = {
  name: '202611222000_register_cohort_reach',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
  },
};
