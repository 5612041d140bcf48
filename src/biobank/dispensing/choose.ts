import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import {
  type Biobank,
  type ConsentAnswer,
  type ConsentAnswers,
  findTubes,
  reachedSpecimens,
  specimenConditions,
  specimenTables,
  type Tube,
} from '../specimens/index.ts';
import { errors } from './errors.ts';
import type { Refused } from './model.ts';
import type { ChosenTubes, Positions, Wish } from './positions.ts';
import type { Wanted } from './wanted.ts';

/** Which tubes a reservation asks for: by name, by name or what equals them, or by what they satisfy. */
export interface TubesWanted {
  /** Ids or barcodes. */
  specimens?: readonly string[] | undefined;
  /** Other tubes of the same donors, drawing, material, container, amount and thaws will do. */
  orEquivalent?: boolean | undefined;
  wanted?: Wanted | undefined;
  /** Fewer than are wanted will do. */
  orFewer?: boolean | undefined;
}

/** A tube that may be chosen; those of one class are equivalent, as far as their donors are the same. */
interface Candidate extends Tube {
  class: number;
  /** Of its last event: another one by now is another tube. */
  seq: number;
}

/** What a request asks for, as the biobank stands. */
export interface Asked {
  /** All that donors are asked about. */
  tubes: readonly Tube[];
  named: { code: string; tube: Tube | undefined }[];
  /** Null when the tubes are those that are named and no others. */
  wishes: {
    wanted: Wanted | null;
    orFewer: boolean;
    candidates: readonly Candidate[];
    /** Free ones that satisfy the wish and of how many donors, where only the nearest are candidates; else null. */
    all: { satisfying: number; donors: number } | null;
  } | null;
}

/**
 * Looks up what a request asks for.
 * @param most donors are asked about so many candidates; of more, those that stand most closely together
 */
export async function askedFor(
  db: Db,
  scope: Scope,
  given: { bank: Biobank; request: TubesWanted; positions: Positions; most: number },
): Promise<Asked> {
  const { bank, request, positions, most } = given;
  const { specimens = [], orEquivalent = false, orFewer = false, wanted } = request;
  if (wanted !== undefined) {
    const { count: _, perDonor: __, donors, ...filter } = wanted;
    const conditions = specimenConditions({ ...filter, donor: donors });
    const free = sql`${reachedSpecimens(scope)} and s.biobank_no = ${bank.biobankNo} and s.state = 'available' and ${conditions}`;
    const { rows } = await sql<{ numbers: number[] | null; donors: number }>`select json_agg(s.specimen_no) as numbers,
        count(distinct coalesce(s.person_no, -s.specimen_no))::int as donors from ${specimenTables} where ${free}`.execute(
      db,
    );
    const numbers = rows[0]!.numbers ?? [];
    const capped = numbers.length > most;
    const near = capped ? await positions.densest(db, numbers, most) : numbers;
    const candidates = await readCandidates(
      db,
      sql`select specimen_no, id, barcode, state, last_seq, 0 as class from biobank.specimens
        where specimen_no = any(${`{${near.join(',')}}`}::int[])`,
    );
    const all = capped ? { satisfying: numbers.length, donors: rows[0]!.donors } : null;
    return { tubes: candidates, named: [], wishes: { wanted, orFewer, candidates, all } };
  }
  const found = await findTubes(db, scope, specimens, bank.biobankNo);
  const named = [...new Set(specimens.map((code) => code.trim()))].map((code) => ({ code, tube: found.get(code) }));
  const tubes = [...new Map([...found.values()].map((tube) => [tube.specimenNo, tube])).values()];
  if (!orEquivalent) return { tubes, named, wishes: null };
  const candidates = await readEquivalent(db, tubes);
  return { tubes: candidates, named, wishes: { wanted: null, orFewer, candidates, all: null } };
}

/** The same as it stands now, after a wait: what was changed since satisfies nothing any more. */
export async function lookAgain(db: Db, asked: Asked): Promise<Asked> {
  const { rows } = await sql<{ numbers: number[] | null; states: Tube['state'][]; seqs: number[] }>`select
      json_agg(specimen_no) as numbers, json_agg(state) as states, json_agg(last_seq) as seqs from biobank.specimens
    where specimen_no = any(${`{${asked.tubes.map(({ specimenNo }) => specimenNo).join(',')}}`}::int[])`.execute(db);
  const { numbers, states, seqs } = rows[0]!;
  const now = new Map(numbers?.map((no, i) => [no, { state: states[i]!, seq: seqs[i]! }]));
  const fresh = <T extends Tube>(tube: T): T => ({ ...tube, state: now.get(tube.specimenNo)?.state ?? tube.state });
  const tubes = asked.tubes.map(fresh);
  const named = asked.named.map(({ code, tube }) => ({ code, tube: tube && fresh(tube) }));
  if (asked.wishes === null) return { tubes, named, wishes: null };
  const same = asked.wishes.candidates.filter(({ specimenNo, seq }) => now.get(specimenNo)?.seq === seq).map(fresh);
  return { tubes, named, wishes: { ...asked.wishes, candidates: same } };
}

// Whole columns: of tens of thousands a row for each would cost more than finding it.
async function readCandidates(db: Db, query: ReturnType<typeof sql>): Promise<Candidate[]> {
  const { rows } = await sql<{
    numbers: number[] | null;
    ids: string[];
    barcodes: string[];
    states: Tube['state'][];
    classes: number[];
    seqs: number[];
  }>`select json_agg(specimen_no) as numbers, json_agg(id) as ids, json_agg(barcode) as barcodes, json_agg(state) as states,
      json_agg(class) as classes, json_agg(last_seq) as seqs
    from (${query} order by 1) c`.execute(db);
  const { numbers, ids, barcodes, states, classes, seqs } = rows[0]!;
  return (numbers ?? []).map((specimenNo, i) => ({
    ...{ specimenNo, id: ids[i]!, barcode: barcodes[i]!, state: states[i]!, class: classes[i]!, seq: seqs[i]! },
  }));
}

// A class is named by its first tube that was asked for.
async function readEquivalent(db: Db, tubes: readonly Tube[]): Promise<Candidate[]> {
  const same = sql`s.biobank_no = a.biobank_no and s.type = a.type and s.unit = a.unit and s.amount = a.amount and s.thaws = a.thaws
    and (s.container, s.collection_no, s.collected_at, s.sprec) is not distinct from (a.container, a.collection_no, a.collected_at, a.sprec)`;
  const asked = sql`(select * from biobank.specimens where specimen_no = any(${tubes.map(({ specimenNo }) => specimenNo)}::int[])) a`;
  return await readCandidates(
    db,
    sql`select specimen_no, id, barcode, state, last_seq, min(class) as class from (
        select s.specimen_no, s.id, s.barcode, s.state, s.last_seq, a.specimen_no as class from ${asked}
          join biobank.specimens s on s.person_no = a.person_no and ${same}
        union all select s.specimen_no, s.id, s.barcode, s.state, s.last_seq, a.specimen_no from ${asked}
          join biobank.specimens s on s.root_no = a.root_no and s.person_no is null and a.person_no is null and ${same}) e
      group by 1, 2, 3, 4, 5`,
  );
}

const shortOfWish = (found: number, wanted: number): Problem =>
  new Problem(errors.short, `${found} of ${wanted} tubes can be promised.`, { found, wanted });

/** What is promised of what was asked for. */
export interface Chosen {
  free: Tube[];
  refused: Refused[];
  /** Answers that decided: of what is promised, and of what is left out because of them. */
  proofs: readonly ConsentAnswer[];
  choice: ChosenTubes | null;
  /** Free tubes that satisfy what was asked for, whatever their donors say, and how many donors those have. */
  satisfying: number;
  donors: number;
}

/**
 * Decides which tubes are promised, after their donors were asked about.
 * @returns null when the nearest candidates are too few, and there are more
 * @throws Problem IDUN_RESERVATION_SHORT
 */
export async function chooseFrom(
  db: Db,
  positions: Positions,
  asked: Asked,
  answers: ConsentAnswers,
): Promise<Chosen | null> {
  const donorsOf = donorKeys(answers);
  const open = (tube: Tube): boolean =>
    tube.state === 'available' && answers.has(tube.specimenNo) && answers.refusal(tube.specimenNo) === undefined;
  const available = asked.tubes.filter(({ state }) => state === 'available');
  const counted = asked.wishes?.all ?? {
    satisfying: available.length,
    donors: new Set(available.flatMap(({ specimenNo }) => donorsOf.get(specimenNo)?.split(' ') ?? [])).size,
  };
  if (asked.wishes === null) {
    const free = new Map<number, Tube>();
    const refused: Refused[] = [];
    for (const { code, tube } of asked.named) {
      if (tube !== undefined && open(tube)) free.set(tube.specimenNo, tube);
      else refused.push(refusalOf(code, tube, answers));
    }
    return { free: [...free.values()], refused, proofs: answers.all, choice: null, ...counted };
  }
  const { wanted, orFewer, candidates } = asked.wishes;
  const { wishes, count } = wishesOf(asked, candidates.filter(open), donorsOf);
  const choice = await positions.choose(db, wishes, count);
  if (wanted !== null && choice.specimenNos.length < wanted.count) {
    if (asked.wishes.all !== null) return null;
    if (!orFewer) throw shortOfWish(choice.specimenNos.length, wanted.count);
  }

  const byNo = new Map(candidates.map((tube) => [tube.specimenNo, tube]));
  const free = choice.specimenNos.map((no) => byNo.get(no)!).sort((a, b) => a.specimenNo - b.specimenNo);
  const refused =
    wanted === null
      ? shortOf(asked.named, candidates, free, donorsOf, answers)
      : available.flatMap((tube) => (open(tube) ? [] : [refusalOf(tube.barcode, tube, answers)]));
  const decided = new Set([...free, ...refused].flatMap((one) => ('id' in one ? one.id : (one.specimen ?? []))));
  const ids = new Map(candidates.map(({ specimenNo, id }) => [specimenNo, id]));
  const proofs = answers.all.filter(({ specimenNo }) => decided.has(ids.get(specimenNo) ?? ''));
  return { free, refused, proofs, choice, ...counted };
}

function refusalOf(code: string, tube: Tube | undefined, answers: ConsentAnswers): Refused {
  if (tube === undefined) return { code, specimen: null, because: 'unknown-code' };
  const no = answers.refusal(tube.specimenNo);
  return { code, specimen: tube.id, because: (no?.because ?? tube.state) as Refused['because'] };
}

/** Who a tube is of: of a pool all of them. */
function donorKeys(answers: ConsentAnswers): ReadonlyMap<number, string> {
  const keys = new Map<number, string>();
  // In the order of their numbers, so that the same people are the same key.
  for (const { specimenNo, personNo } of answers.all) {
    const before = keys.get(specimenNo);
    keys.set(specimenNo, before === undefined ? String(personNo) : `${before} ${personNo}`);
  }
  return keys;
}

const append = <K, V>(lists: Map<K, V[]>, key: K, value: V): void => {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
};

function wishesOf(
  { named, wishes }: Asked,
  free: readonly Candidate[],
  donorsOf: ReadonlyMap<number, string>,
): { wishes: Wish[]; count: number } {
  const { wanted, candidates } = wishes!;
  const groups = new Map<string, number[]>();
  if (wanted !== null) {
    const { count, perDonor } = wanted;
    for (const { specimenNo } of free)
      append(groups, perDonor === undefined ? '' : donorsOf.get(specimenNo)!, specimenNo);
    const lists = [...groups.values()].map((specimenNos) => ({ take: perDonor ?? count, specimenNos }));
    return { wishes: lists, count };
  }
  const key = classKeys(candidates, donorsOf);
  for (const { specimenNo } of free) append(groups, key.get(specimenNo)!, specimenNo);
  const take = new Map<string, number>();
  for (const { specimenNo } of distinct(named)) {
    const own = key.get(specimenNo)!;
    take.set(own, (take.get(own) ?? 0) + 1);
  }
  const lists = [...groups].map(([own, specimenNos]) => ({ take: take.get(own) ?? 0, specimenNos }));
  return { wishes: lists, count: Number.MAX_SAFE_INTEGER };
}

const distinct = (named: Asked['named']): Tube[] => [
  ...new Map(named.flatMap(({ tube }) => (tube === undefined ? [] : [[tube.specimenNo, tube] as const]))).values(),
];

const classKeys = (
  candidates: readonly Candidate[],
  donorsOf: ReadonlyMap<number, string>,
): ReadonlyMap<number, string> =>
  new Map(candidates.map((one) => [one.specimenNo, `${one.class} of ${donorsOf.get(one.specimenNo)}`]));

/** Named tubes for which there is neither themselves nor an equivalent one. */
function shortOf(
  named: Asked['named'],
  candidates: readonly Candidate[],
  free: readonly Tube[],
  donorsOf: ReadonlyMap<number, string>,
  answers: ConsentAnswers,
): Refused[] {
  const key = classKeys(candidates, donorsOf);
  const got = new Map<string, number>();
  const chosen = new Set(free.map(({ specimenNo }) => specimenNo));
  for (const { specimenNo } of free) got.set(key.get(specimenNo)!, (got.get(key.get(specimenNo)!) ?? 0) + 1);
  // Those that were chosen themselves first; what is left of their class stands for the others.
  const first = [...named].sort(
    (a, b) => Number(chosen.has(b.tube?.specimenNo ?? -1)) - Number(chosen.has(a.tube?.specimenNo ?? -1)),
  );
  const seen = new Set<number>();
  return first.flatMap(({ code, tube }) => {
    if (tube === undefined) return [refusalOf(code, tube, answers)];
    if (seen.has(tube.specimenNo)) return [];
    seen.add(tube.specimenNo);
    const own = key.get(tube.specimenNo)!;
    const left = got.get(own) ?? 0;
    if (left > 0) {
      got.set(own, left - 1);
      return [];
    }
    return [refusalOf(code, tube, answers)];
  });
}
