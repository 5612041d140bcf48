import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, readAs, type Scope } from '../../../trust/scope/index.ts';
import { type BiobankDeps, recordCustody, requireBiobank } from '../../specimens/index.ts';
import { errors } from '../errors.ts';
import { readPlaces } from '../positions/store.ts';
import { telling } from '../refusals.ts';
import type { Outside, TemperatureRule } from './judge.ts';

/** A time in which a store was outside its limits for longer than its rule allows. */
export interface Excursion {
  /** `exc_…` */
  id: string;
  store: { id: string; name: string };
  probe: string;
  from: Date;
  until: Date | null;
  worst: number;
  low: number | null;
  high: number | null;
  minutes: number;
  /** That were in the store meanwhile, and say so in their custody. */
  specimens: number;
  /** When all of them were marked; null while it goes on. */
  markedAt: Date | null;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
  note: string | null;
}

const columns = sql`x.id, json_build_object('id', c.id, 'name', c.name) as store, x.probe, x.began_at as "from", x.ended_at as until,
  x.worst::float8 as worst, x.low::float8 as low, x.high::float8 as high, x.minutes,
  (select count(*)::int from biobank.excursion_marks m where m.excursion_no = x.excursion_no) as specimens,
  x.marked_at as "markedAt", x.acknowledged_at as "acknowledgedAt", x.acknowledged_by as "acknowledgedBy", x.note`;

/** Excursions that a condition picks, the latest first. */
export async function readExcursions(db: Db, where: RawBuilder<unknown>, limit = 500): Promise<Excursion[]> {
  const { rows } = await sql<Excursion>`select ${columns} from biobank.excursions x
    join biobank.containers c on c.container_no = x.store_no where ${where} order by x.began_at desc limit ${limit}`.execute(
    db,
  );
  return rows;
}

/** Writes what was found outside: one that goes on is the same one when it is found again, and ends. */
export async function writeExcursion(
  trx: Db,
  of: { biobankNo: number; storeNo: number; probe: string; rule: TemperatureRule },
  { from, until, worst }: Outside,
): Promise<void> {
  const { biobankNo, storeNo, probe, rule } = of;
  await sql`insert into biobank.excursions (id, biobank_no, store_no, probe, began_at, ended_at, worst, low, high, minutes)
    values (${newId('exc')}, ${biobankNo}, ${storeNo}, ${probe}, ${from}, ${until}, ${worst}, ${rule.low}, ${rule.high}, ${rule.minutes})
    on conflict (store_no, probe, began_at) do update set ended_at = excluded.ended_at, worst = excluded.worst`.execute(
    trx,
  );
}

/** Excursions of one's biobanks. */
export async function listExcursions(
  deps: BiobankDeps,
  scope: Scope,
  { biobank, state }: { biobank?: string | undefined; state?: 'open' | 'ended' | undefined } = {},
): Promise<Excursion[]> {
  const db = readAs(deps.database.app, scope, 'biobank.storage.read', deps.clock);
  const bank = await requireBiobank(db, scope, biobank);
  const which =
    state === undefined ? sql`true` : state === 'open' ? sql`x.ended_at is null` : sql`x.ended_at is not null`;
  const found = await readExcursions(db, sql`x.biobank_no = ${bank.biobankNo} and ${which}`);
  await recordAccess(deps.database.app, scope, { action: 'biobank.excursions', object: bank.id }, deps.clock);
  return found;
}

/** A specimen that an excursion touched. */
export interface TouchedSpecimen {
  specimen: string;
  barcode: string;
  type: string;
  state: string;
  place: string | null;
}

/** An excursion with the specimens it touched, by barcode. @param after the barcode that the page before ended with */
export async function showExcursion(
  deps: BiobankDeps,
  scope: Scope,
  id: string,
  { after = '', limit = 200 }: { after?: string | undefined; limit?: number | undefined } = {},
): Promise<Excursion & { items: TouchedSpecimen[]; next: string | null }> {
  const db = readAs(deps.database.app, scope, 'biobank.storage.read', deps.clock);
  const [excursion] = await readExcursions(db, sql`x.id = ${id}`);
  if (excursion === undefined) throw new Problem(errors.excursionUnknown, 'No excursion here has this id.');
  const { rows } = await sql<
    TouchedSpecimen & { no: number }
  >`select p.specimen_no as no, p.id as specimen, p.barcode, p.type,
      p.state from biobank.excursion_marks m join biobank.excursions x using (excursion_no)
      join biobank.specimens p using (specimen_no)
    where x.id = ${id} and p.barcode > ${after} order by p.barcode limit ${limit + 1}`.execute(db);
  const shown = rows.slice(0, limit);
  const places = new Map(
    (
      await readPlaces(
        db,
        shown.map(({ no }) => no),
      )
    ).map((one) => [one.specimenNo, one.text]),
  );
  await recordAccess(deps.database.app, scope, { action: 'biobank.excursions.show', object: id }, deps.clock);
  const items = shown.map(({ no, ...one }) => ({ ...one, place: places.get(no) ?? null }));
  return { ...excursion, items, next: rows.length > limit ? items.at(-1)!.barcode : null };
}

/** Says that somebody has seen to an excursion, and what was done. */
export async function acknowledgeExcursion(
  deps: BiobankDeps,
  scope: Scope,
  id: string,
  note: string,
): Promise<Excursion> {
  assertScope(scope, 'biobank.storage.place', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    await sql`update biobank.excursions set acknowledged_at = ${deps.clock.now()}, note = ${note},
      acknowledged_by = ${`${scope.actor.kind}:${scope.actor.id}`} where id = ${id}`.execute(trx);
    const [excursion] = await readExcursions(trx, sql`x.id = ${id}`);
    if (excursion === undefined) throw new Problem(errors.excursionUnknown, 'No excursion here has this id.');
    await recordAccess(trx, scope, { action: 'biobank.excursions.acknowledge', object: id, reason: note });
    return excursion;
  });
}

interface Unmarked {
  id: string;
  no: number;
  biobankNo: number;
  storeNo: number;
  probe: string;
  from: Date;
  until: Date | null;
  worst: number;
}

const together = 1000;

/**
 * Marks the specimens that were in a store while it was outside its limits, in their chain of custody: each once, however often this
 * is begun. One that goes on is marked so far. Those that have left since are marked too: whoever has them must know.
 * @returns how many were marked
 */
export async function markExcursions(deps: Pick<BiobankDeps, 'database' | 'clock'>, scope: Scope): Promise<number> {
  const { rows: excursions } = await sql<Unmarked>`select x.id, x.excursion_no as no, x.biobank_no as "biobankNo",
      x.store_no as "storeNo", x.probe, x.began_at as "from", x.ended_at as until, x.worst::float8 as worst
    from biobank.excursions x where x.marked_at is null order by x.excursion_no`.execute(deps.database.jobs);
  let marked = 0;
  for (const excursion of excursions) {
    for (;;) {
      const some = await deps.database.withActor(scope.actor, (trx) => markSome(trx, deps, scope, excursion));
      marked += some;
      if (some < together) break;
    }
  }
  return marked;
}

async function markSome(
  trx: Db,
  { clock }: Pick<BiobankDeps, 'clock'>,
  scope: Scope,
  { id, no, biobankNo, storeNo, probe, from, until, worst }: Unmarked,
): Promise<number> {
  await sql`select from biobank.excursions where excursion_no = ${no} for update`.execute(trx);
  const { rows } = await sql<{ specimenNo: number }>`select distinct s.specimen_no as "specimenNo" from biobank.stays s
      join biobank.specimens p using (specimen_no)
    where s.store_no = ${storeNo} and s.since <= coalesce(${until}::timestamptz, 'infinity')
      and coalesce(s.until, 'infinity') >= ${from} and p.state <> 'disposed'
      and not exists (select from biobank.excursion_marks m where m.excursion_no = ${no} and m.specimen_no = s.specimen_no)
    limit ${together}`.execute(trx);
  if (rows.length > 0) {
    const facts = { excursion: id, probe, celsius: worst, from };
    const events = rows.map(({ specimenNo }) => ({ specimenNo, act: 'excursion' as const, happenedAt: from, facts }));
    const batch = { biobankNo, action: 'biobank.excursion', object: id, at: clock.now(), events };
    await telling(recordCustody(trx, scope, batch));
  }
  if (rows.length < together && until !== null) {
    await sql`update biobank.excursions set marked_at = ${clock.now()} where excursion_no = ${no}`.execute(trx);
  }
  return rows.length;
}
