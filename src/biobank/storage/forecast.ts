import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import type { BiobankDeps } from '../specimens/index.ts';
import { bankFor } from './containers/show.ts';

/** How full a store is of one type of rack, and when it will be full as things go. */
export interface ForecastLine {
  store: { id: string; name: string };
  /** Type of the racks. */
  type: string;
  racks: number;
  capacity: number;
  occupied: number;
  free: number;
  /** A week, on average; what came with an inventory is not counted. */
  cameWeekly: number;
  leftWeekly: number;
  /** YYYY-MM-DD; null when it does not fill. */
  fullOn: string | null;
}

/** Free places of a store and what becomes of them. */
export interface Forecast {
  biobank: string;
  weeks: number;
  items: ForecastLine[];
  /** By store and week, the Monday. */
  flow: { store: string; week: string; came: number; left: number }[];
  /** Where more racks could stand. */
  rackPlaces: { store: string; footprint: string; free: number }[];
}

const day = 86_400_000;

/** When so many free places are gone; null when that is not in sight. */
export function fullOn(free: number, netWeekly: number, from: Date): string | null {
  if (free <= 0) return from.toISOString().slice(0, 10);
  if (netWeekly <= 0) return null;
  const days = Math.ceil((free / netWeekly) * 7);
  // Nobody plans for the next century by this.
  return days > 36_525 ? null : new Date(from.getTime() + days * day).toISOString().slice(0, 10);
}

interface Filled extends Omit<ForecastLine, 'fullOn' | 'cameWeekly' | 'leftWeekly' | 'free'> {
  came: number;
  gone: number;
}

async function readFilling(db: Db, biobankNo: number, since: Date): Promise<Filled[]> {
  const { rows } = await sql<Filled>`with racks as (
      select c.store_no, c.type_no, count(*)::int as racks, sum(c.capacity)::int as capacity, sum(c.occupied)::int as occupied
      from biobank.containers c join biobank.container_types t using (type_no)
      where c.biobank_no = ${biobankNo} and c.retired_at is null and t.kind = 'rack' and c.store_no is not null
        and c.capacity is not null
      group by 1, 2),
    -- What only changed its position within the store neither came nor left.
    recent as (
      select s.store_no, c.type_no, s.since, s.until, s.moved_in,
        lag(s.until) over own is not distinct from s.since as shifted_in, lead(s.since) over own is not distinct from s.until as shifted_out
      from biobank.stays s join biobank.containers c using (container_no)
      where s.biobank_no = ${biobankNo} and (s.since >= ${since} and not s.moved_in or s.until >= ${since})
      window own as (partition by s.specimen_no, s.store_no, c.type_no order by s.stay_no)),
    moves as (
      select store_no, type_no, count(*) filter (where since >= ${since} and not moved_in and not shifted_in)::int as came,
        count(*) filter (where until >= ${since} and not shifted_out)::int as gone
      from recent group by 1, 2)
    select json_build_object('id', k.id, 'name', k.name) as store, t.code as type, r.racks, r.capacity, r.occupied,
      coalesce(m.came, 0) as came, coalesce(m.gone, 0) as gone
    from racks r join biobank.containers k on k.container_no = r.store_no join biobank.container_types t on t.type_no = r.type_no
      left join moves m on m.store_no = r.store_no and m.type_no = r.type_no
    order by k.walk, t.type_no`.execute(db);
  return rows;
}

async function readFlow(db: Db, biobankNo: number, since: Date): Promise<Forecast['flow']> {
  const { rows } = await sql<Forecast['flow'][number]>`select k.id as store,
      to_char(f.week, 'YYYY-MM-DD') as week, sum(f.came)::int as came, sum(f.gone)::int as left
    from (select store_no, date_trunc('week', since at time zone 'Europe/Copenhagen') as week, 1 as came, 0 as gone
        from biobank.stays where biobank_no = ${biobankNo} and since >= ${since} and not moved_in
      union all select store_no, date_trunc('week', until at time zone 'Europe/Copenhagen'), 0, 1
        from biobank.stays where biobank_no = ${biobankNo} and until >= ${since}) f
      join biobank.containers k on k.container_no = f.store_no
    group by k.walk, k.id, f.week order by k.walk, f.week`.execute(db);
  return rows;
}

async function readRackPlaces(db: Db, biobankNo: number): Promise<Forecast['rackPlaces']> {
  const { rows } = await sql<Forecast['rackPlaces'][number]>`select k.id as store, f.footprint,
      sum(t.rows * t.columns - cardinality(t.unusable)
        - (select count(*) from biobank.containers b where b.parent_no = c.container_no and b.slot is not null))::int as free
    from biobank.containers c join biobank.container_types t using (type_no)
      join biobank.containers k on k.container_no = c.store_no
      cross join unnest(t.takes) f (footprint)
    where c.biobank_no = ${biobankNo} and c.retired_at is null and t.managed and t.kind in ('store', 'level')
      and exists (select from biobank.container_types r where r.kind = 'rack' and r.footprint = f.footprint
        and (r.biobank_no is null or r.biobank_no = c.biobank_no))
    group by k.walk, k.id, f.footprint having sum(t.rows * t.columns) > 0 order by k.walk, f.footprint`.execute(db);
  return rows;
}

/** How full the stores of a biobank are, how fast they fill, and when they will be full. */
export async function forecastStores(
  deps: BiobankDeps,
  scope: Scope,
  { biobank, weeks = 12 }: { biobank?: string | undefined; weeks?: number | undefined },
): Promise<Forecast> {
  const { db, bank } = await bankFor(deps, scope, biobank);
  const now = deps.clock.now();
  const since = new Date(now.getTime() - weeks * 7 * day);
  const filled = await readFilling(db, bank.biobankNo, since);
  const items = filled.map(({ came, gone, ...line }): ForecastLine => {
    const free = line.capacity - line.occupied;
    const weekly = (n: number) => Math.round((n / weeks) * 10) / 10;
    const full = fullOn(free, (came - gone) / weeks, now);
    return { ...line, free, cameWeekly: weekly(came), leftWeekly: weekly(gone), fullOn: full };
  });
  await recordAccess(deps.database.app, scope, { action: 'biobank.storage.forecast', object: bank.id }, deps.clock);
  const flow = await readFlow(db, bank.biobankNo, since);
  return { biobank: bank.name, weeks, items, flow, rackPlaces: await readRackPlaces(db, bank.biobankNo) };
}
