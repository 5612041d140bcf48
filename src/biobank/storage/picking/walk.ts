import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { type Plan, planPicks } from './plan.ts';

/** Where a specimen stands in the order of walking: racks are numbered as they are visited. */
interface WalkedPlace {
  specimenNo: number;
  rack: number;
  slot: number | null;
  /** Order of walking within everything. */
  order: number;
}

/** What is taken of a wish. */
export interface ChosenTube extends WalkedPlace {
  wish: number;
}

/** Tubes that were chosen among equivalent ones. */
export interface Choice {
  /** In the order of walking. */
  tubes: ChosenTube[];
  racks: number;
  /** Wished for and standing nowhere; taken only where nothing else is left. */
  unplaced: { wish: number; specimenNo: number }[];
}

// More positions than any rack has, so that an order is one number.
const widest = 1_000_000;

// Whole columns: of tens of thousands a row for each would cost more than finding it.
async function readWalk(db: Db, specimenNos: readonly number[]): Promise<Map<number, WalkedPlace>> {
  const { rows } = await sql<Record<'specimens' | 'racks' | 'slots' | 'walk', number[] | null>>`with standing as (
      select specimen_no, container_no, coalesce(slot, 0) as slot from biobank.stays
      where specimen_no = any(${`{${specimenNos.join(',')}}`}::int[]) and until is null)
    select json_agg(specimen_no) as specimens, json_agg(container_no) as racks, json_agg(slot) as slots,
      (select json_agg(container_no order by walk) from biobank.containers
        where container_no in (select container_no from standing)) as walk
    from standing`.execute(db);
  const { specimens, racks, slots, walk } = rows[0]!;
  const visited = new Map(walk?.map((rack, i) => [rack, i]));
  return new Map(
    specimens?.map((specimenNo, i) => {
      const [rack, slot] = [racks![i]!, slots![i]!];
      const order = visited.get(rack)! * widest + slot;
      return [specimenNo, { specimenNo, rack, slot: slot === 0 ? null : slot, order }] as const;
    }),
  );
}

/** At most so many of these specimens: those in racks that have most of them, and what stands nowhere last. */
export async function findDensest(db: Db, specimenNos: readonly number[], most: number): Promise<number[]> {
  const { rows } = await sql<{ numbers: number[] | null }>`select json_agg(no) as numbers from (
      select a.no from unnest(${`{${specimenNos.join(',')}}`}::int[]) a (no)
        left join biobank.stays s on s.specimen_no = a.no and s.until is null
      order by case when s.container_no is null then 0 else count(*) over (partition by s.container_no) end desc, s.container_no
      limit ${most}) d`.execute(db);
  return rows[0]!.numbers ?? [];
}

/**
 * Chooses of each list of equivalent specimens so many, `count` in all, so that few racks are moved. What stands nowhere is taken last.
 * @param wishes specimens by number; one of several wishes serves only one of them
 */
export async function chooseTubes(
  db: Db,
  wishes: readonly { take: number; specimenNos: readonly number[] }[],
  count = Number.POSITIVE_INFINITY,
): Promise<Choice> {
  const walk = await readWalk(db, [...new Set(wishes.flatMap(({ specimenNos }) => specimenNos))]);
  const placed = wishes.map(({ take, specimenNos }) => ({
    take,
    candidates: specimenNos.flatMap((no) => {
      const place = walk.get(no);
      return place === undefined ? [] : [{ rack: place.rack, order: place.order, tube: place }];
    }),
  }));
  const plan: Plan<WalkedPlace> = planPicks(placed, count);
  const tubes = plan.picks.map(({ wish, candidate }) => ({ ...candidate.tube, wish }));
  return { tubes, racks: plan.racks, unplaced: takeUnplaced(wishes, tubes, walk, count) };
}

function takeUnplaced(
  wishes: readonly { take: number; specimenNos: readonly number[] }[],
  tubes: readonly ChosenTube[],
  walk: ReadonlyMap<number, WalkedPlace>,
  count: number,
): Choice['unplaced'] {
  let left = count - tubes.length;
  const missing = wishes.map(({ take }) => take);
  for (const { wish } of tubes) missing[wish]!--;
  return wishes.flatMap(({ specimenNos }, wish) => {
    const most = Math.min(missing[wish]!, left);
    const nowhere = most > 0 ? specimenNos.filter((no) => !walk.has(no)).slice(0, most) : [];
    left -= nowhere.length;
    return nowhere.map((specimenNo) => ({ wish, specimenNo }));
  });
}
