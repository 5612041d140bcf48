import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { readPeople, recordsAt } from '../people/index.ts';
import type { ChoiceScope, ChoiceSource } from './choices.ts';

/** What data are asked for; opt-outs limit the secondary purposes and never own care or the operation of the database. */
export type CountedPurpose = 'care' | 'research' | 'statistics' | 'operation' | 'citizen' | 'oversight';

const masked: ReadonlySet<CountedPurpose> = new Set(['research', 'statistics']);

export interface CountedAnswer {
  counted: boolean;
  /** Why not, or why in spite of an opt-out. */
  because: 'nothing-against' | 'own-care' | 'opted-out' | 'not-known-yet';
  choices: { scope: ChoiceScope; since: Date; source: ChoiceSource }[];
}

export interface CountedWhen {
  /** The moment asked about. */
  at: Date;
  /** With what was known then: the same moment unless given, which is what answers of that moment were made with. */
  knownAt?: Date;
  /** Of genetic information unless given. */
  scope?: ChoiceScope;
}

const heldAt = (
  at: Date,
  knownAt: Date,
) => sql`recorded_at <= ${knownAt} and (superseded_at is null or superseded_at > ${knownAt})
  and valid_from <= ${at} and (valid_to is null or valid_to > ${at})`;

/**
 * Whether a person was counted for a purpose at any past moment, by what was known then (or later, with `knownAt`). Merges are
 * followed as they were known. Leaving a single dataset is the archive's to say.
 */
export async function countedAt(
  db: Db,
  personNo: number,
  purpose: CountedPurpose,
  { at, knownAt = at, scope = 'genetic' }: CountedWhen,
): Promise<CountedAnswer> {
  const records = await recordsAt(db, personNo, knownAt);
  const known = [...(await readPeople(db, records)).values()];
  if (known.every(({ createdAt }) => createdAt > knownAt))
    return { counted: false, because: 'not-known-yet', choices: [] };
  const { rows } = await sql<CountedAnswer['choices'][number]>`select scope, valid_from as since, source
    from trust.consent_choices where person_no = any(${records}::int[]) and scope = ${scope} and ${heldAt(at, knownAt)}
    order by valid_from`.execute(db);
  if (rows.length === 0) return { counted: true, because: 'nothing-against', choices: [] };
  const out = masked.has(purpose);
  return { counted: !out, because: out ? 'opted-out' : 'own-care', choices: rows };
}

export interface CountedTotals {
  people: number;
  optedOut: number;
  counted: number;
}

/** How many people were known, out and counted for research and statistics at a moment. */
export async function countedTotals(
  db: Db,
  { at, knownAt = at, scope = 'genetic' }: CountedWhen,
): Promise<CountedTotals> {
  const { rows } = await sql<CountedTotals>`with
      links as (select merged_no, into_no from trust.person_merges
        where merged_at <= ${knownAt} and (ended_at is null or ended_at > ${knownAt})),
      known as (select count(*) as n from trust.people where created_at <= ${knownAt}),
      out as (select distinct person_no from trust.consent_choices
        where person_no is not null and scope = ${scope} and ${heldAt(at, knownAt)})
    select (known.n - (select count(*) from links)) as people,
      (select count(*) from out where person_no not in (select merged_no from links))
        + (select count(distinct l.into_no) from out o join links l on l.merged_no = o.person_no
          where l.into_no not in (select person_no from out)) as "optedOut", 0 as counted
    from known`.execute(db);
  const totals = rows[0]!;
  return { ...totals, counted: totals.people - totals.optedOut };
}
