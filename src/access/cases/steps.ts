import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { type DemoChoice, demoCondition } from '../../platform/lists/index.ts';
import type { CaseKind } from './machine.ts';

/** How long cases of a kind stayed in a state. */
export interface StepDays {
  kind: CaseKind;
  state: string;
  /** Stays that have ended. */
  cases: number;
  median: number;
  p90: number;
  /** Cases that are in it now. */
  now: number;
}

const day = 86_400;

/**
 * Days that cases of each kind stayed in each state, from the events. A state that a case came back to counts each time.
 * @param since stays that began before are left out
 */
export async function daysPerStep(
  db: Db,
  options: { since: Date; kinds?: readonly CaseKind[]; demo?: DemoChoice | undefined },
): Promise<StepDays[]> {
  const kinds = options.kinds ?? ['enquiry', 'application', 'approval'];
  const apart = demoCondition(sql`c.demo`, options.demo);
  const { rows } = await sql<StepDays>`with stays as (
      select c.kind, e.to_state as state, e.at as began,
        lead(e.at) over (partition by e.case_no order by e.event_no) as ended
      from access.case_events e join access.cases c using (case_no)
      where e.kind = 'moved' and ${sql.join([sql`c.kind = any(${[...kinds]}::text[])`, ...apart], sql` and `)})
    select kind, state, count(ended)::int as cases,
      coalesce(percentile_cont(0.5) within group (order by extract(epoch from ended - began)) / ${day}, 0)::float8 as median,
      coalesce(percentile_cont(0.9) within group (order by extract(epoch from ended - began)) / ${day}, 0)::float8 as p90,
      count(*) filter (where ended is null)::int as now
    from stays where began >= ${options.since} group by kind, state order by kind, state`.execute(db);
  return rows;
}

/** A stay of one case in one state. */
export interface Stay {
  state: string;
  from: Date;
  /** null: it is there now. */
  until: Date | null;
  days: number;
}

/** The stays of one case, in order, from its events. */
export function staysOf(events: readonly { kind: string; to: string | null; at: Date }[], now: Date): Stay[] {
  const moves = events.filter(({ kind }) => kind === 'moved');
  return moves.map(({ to, at }, i) => {
    const until = moves[i + 1]?.at ?? null;
    const length = ((until ?? now).getTime() - at.getTime()) / (day * 1000);
    return { state: to!, from: at, until, days: Math.round(length * 10) / 10 };
  });
}
