import { sql } from 'kysely';
import { recordAccess } from '../../trust/audit/index.ts';
import { readAs, type Scope } from '../../trust/scope/index.ts';
import type { BiobankDeps } from './deps.ts';
import type { CustodyAct } from './status.ts';

/** What comes into a biobank and what leaves it, by the act of custody; an act not named here does neither. */
export const flowOf = {
  receive: 'came',
  register: 'came',
  create: 'made',
  return: 'came',
  find: 'came',
  ship: 'left',
  dispose: 'left',
  reject: 'left',
  lose: 'left',
} as const satisfies Partial<Record<CustodyAct, 'came' | 'made' | 'left'>>;

/** Specimens of one week that came, were made in the laboratory, or left. */
export interface FlowWeek {
  /** The Monday, YYYY-MM-DD. */
  week: string;
  came: number;
  made: number;
  left: number;
}

const millisecondsOfWeek = 7 * 86_400_000;

/** What came and left in each of the last weeks, the oldest first; weeks in which nothing happened are there with 0. */
export async function readFlow(deps: BiobankDeps, scope: Scope, weeks: number): Promise<FlowWeek[]> {
  const db = readAs(deps.database.app, scope, 'biobank.reception.read', deps.clock);
  const acts = Object.keys(flowOf) as (keyof typeof flowOf)[];
  const since = new Date(deps.clock.now().getTime() - weeks * millisecondsOfWeek);
  const { rows } = await sql<{ week: string; act: keyof typeof flowOf | null; n: number }>`
    with weeks as (select generate_series(date_trunc('week', ${since}::timestamptz at time zone 'Europe/Copenhagen'),
        date_trunc('week', ${deps.clock.now()}::timestamptz at time zone 'Europe/Copenhagen'), interval '7 days') as week),
      events as (select date_trunc('week', e.recorded_at at time zone 'Europe/Copenhagen') as week, e.act, count(*)::int as n
        from biobank.custody_events e where e.recorded_at >= ${since} and e.act = any(${acts}::text[]) group by 1, 2)
    select to_char(w.week, 'YYYY-MM-DD') as week, e.act, coalesce(e.n, 0) as n from weeks w left join events e using (week)
    order by 1`.execute(db);
  await recordAccess(deps.database.app, scope, { action: 'biobank.flow', object: 'biobanks' }, deps.clock);
  const found = new Map<string, FlowWeek>();
  for (const { week, act, n } of rows) {
    const one = found.get(week) ?? { week, came: 0, made: 0, left: 0 };
    found.set(week, one);
    if (act !== null) one[flowOf[act]] += n;
  }
  return [...found.values()];
}
