import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { PersonNo } from './model.ts';

/** When people lived, in days since 1900-01-01: the first day they may be born on, the last they may have died on. */
export interface LifeSpans {
  /** −1 where it is not known; a birth before 1900 is day 0. */
  born: Int32Array;
  /** −1 for the living and where it is not known. */
  died: Int32Array;
}

const none = -1;
// The end of what a date may be: of a month or year its last day.
const lastDied = sql`(case died_precision when 'month' then died + interval '1 month' - interval '1 day'
    when 'year' then died + interval '1 year' - interval '1 day' else died end)::date - date '1900-01-01'`;

/** The lives of people, in the order of their numbers given. Made for many thousands: the answer comes packed. */
export async function readLifeSpans(db: Db, personNos: readonly PersonNo[] | Int32Array): Promise<LifeSpans> {
  const spans = {
    born: new Int32Array(personNos.length).fill(none),
    died: new Int32Array(personNos.length).fill(none),
  };
  if (personNos.length === 0) return spans;
  const { rows } = await sql<{ packed: Buffer | null }>`select string_agg(int4send(w.i::int)
      || int4send(case when p.born is null then -1 else greatest(p.born - date '1900-01-01', 0) end)
      || int4send(case when p.died is null then -1 else greatest(${lastDied}, 0) end), '') as packed
    from unnest(${[...personNos]}::int[]) with ordinality w (no, i) join trust.people p on p.person_no = w.no
    where p.born is not null or p.died is not null`.execute(db);
  const packed = rows[0]!.packed ?? Buffer.alloc(0);
  for (let at = 0; at < packed.length; at += 12) {
    const i = packed.readInt32BE(at) - 1;
    spans.born[i] = packed.readInt32BE(at + 4);
    spans.died[i] = packed.readInt32BE(at + 8);
  }
  return spans;
}
