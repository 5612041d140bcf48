import { sql } from 'kysely';
import { recordAccess } from '../../trust/audit/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import type { BiobankDeps } from '../specimens/index.ts';
import { bankFor, type ContainerHead, readStores, toHeads } from './containers/show.ts';
import { forecastStores } from './forecast.ts';
import type { TemperatureRule } from './temperatures/judge.ts';

/** A site, room or store as an overview shows it. */
export interface StoreHead extends ContainerHead {
  /** What its thermometers said last; the one furthest from its target. */
  temperature: { celsius: number; at: Date } | null;
  rule: TemperatureRule | null;
  /** The excursion that goes on. */
  excursion: string | null;
  /** The first day one of its types of rack is full. */
  full: string | null;
}

/** The sites, rooms and stores of a biobank, parents first. */
export async function listStores(
  deps: BiobankDeps,
  scope: Scope,
  named?: string,
): Promise<{ biobank: string; items: StoreHead[] }> {
  const { db, bank } = await bankFor(deps, scope, named);
  const heads = await toHeads(db, await readStores(db, bank.biobankNo));
  const { rows } = await sql<{
    id: string;
    temperature: { celsius: number; at: string } | null;
    rule: TemperatureRule | null;
    excursion: string | null;
  }>`select c.id,
      (select json_build_object('celsius', s.last::float8, 'at', s.last_at) from biobank.temperature_series s
        where s.store_no = c.container_no order by abs(s.last - coalesce(c.celsius, t.celsius, 0)) desc limit 1) as temperature,
      (select json_build_object('low', r.low::float8, 'high', r.high::float8, 'minutes', r.minutes)
        from biobank.temperature_rules r where r.store_no = c.container_no) as rule,
      (select x.id from biobank.excursions x where x.store_no = c.container_no and x.ended_at is null
        order by x.began_at limit 1) as excursion
    from biobank.containers c join biobank.container_types t using (type_no)
    where c.biobank_no = ${bank.biobankNo} and t.kind = 'store' and c.retired_at is null`.execute(db);
  const known = new Map(rows.map((row) => [row.id, row]));
  const { items: lines } = await forecastStores(deps, scope, { biobank: bank.id });
  await recordAccess(deps.database.app, scope, { action: 'biobank.storage.stores', object: bank.id }, deps.clock);
  const items = heads.map((head): StoreHead => {
    const { temperature = null, rule = null, excursion = null } = known.get(head.id) ?? {};
    const full = lines.flatMap(({ store, fullOn }) => (store.id === head.id && fullOn !== null ? [fullOn] : [])).sort();
    const last = temperature === null ? null : { celsius: temperature.celsius, at: new Date(temperature.at) };
    return { ...head, temperature: last, rule, excursion, full: full[0] ?? null };
  });
  return { biobank: bank.name, items };
}
