import { sql } from 'kysely';
import { bindDb, type Db, everyone } from '../../../platform/database/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { populationOf, readAs, type Scope } from '../../../trust/scope/index.ts';
import { resolveGenome } from './show-genome.ts';

/** Somebody in a family. Of whom the scope does not reach, nothing is told but whose parent they are. */
export interface FamilyMember {
  /** `per_…`, or a name of this answer only for somebody who is not told of. */
  id: string;
  /** Newest current genome. */
  genome: string | null;
  sample: string | null;
  sex: string;
  affected: boolean | null;
  deceased: boolean;
  bornYear: number | null;
  /** Ids of this answer. */
  mother: string | null;
  father: string | null;
  /** Born together with those who have the same word; `mono` where they are of one egg. */
  twins: { group: string; mono: boolean } | null;
  /** Not told of: not the reader's to see. */
  hidden: boolean;
}

export interface FamilyAnswer {
  /** Id of the person whose genome was asked for. */
  proband: string;
  members: FamilyMember[];
  /** Whether more relatives are known than a drawing takes. */
  more: boolean;
}

interface Row {
  no: number;
  id: string;
  sex: string;
  deceased: boolean;
  bornYear: number | null;
  datasetIds: string[];
  genome: string | null;
  sample: string | null;
  affected: boolean | null;
  motherNo: number | null;
  fatherNo: number | null;
  bornWithNo: number | null;
  identical: boolean | null;
}

const generationsUp = 2;
const generationsDown = 3;
/** People a drawing takes. */
const mostMembers = 80;

/**
 * The family of a genome's person as far as relations are stated: two generations of ancestors, whoever descends from them, and
 * the other parents. One audit entry. Act `metadata`; people the scope does not reach stay nameless, and are left out unless
 * somebody it reaches descends from them.
 */
export async function showFamily(db: Db, scope: Scope, text: string): Promise<FamilyAnswer> {
  const reading = readAs(db, scope, 'metadata');
  const { genomeNo, id } = await resolveGenome(reading, text, scope);
  const { rows } = await sql<{
    no: number;
  }>`select person_no as no from genomes.genomes where genome_no = ${genomeNo}`.execute(reading);
  // Who belongs to a family is found among everybody; what is told of each is decided below.
  const all = bindDb(db, everyone);
  const { numbers, more } = await findFamily(all, rows[0]!.no);
  const people = await readMembers(all, numbers);
  const reached = reachedBy(scope);
  const kept = withoutStrangers(people, reached);
  const names = new Map(kept.map((row, i) => [row.no, reached(row) ? row.id : `relative-${i + 1}`]));
  const nameOf = (no: number | null): string | null => (no === null ? null : (names.get(no) ?? null));
  const births = new Map([...new Set(kept.map(({ bornWithNo }) => bornWithNo))].map((no, i) => [no, `birth-${i + 1}`]));
  const parents = new Map<number, string>();
  for (const { motherNo, fatherNo } of kept) {
    if (motherNo !== null) parents.set(motherNo, 'female');
    if (fatherNo !== null) parents.set(fatherNo, 'male');
  }
  const members = kept.map((row): FamilyMember => {
    const links = { id: names.get(row.no)!, mother: nameOf(row.motherNo), father: nameOf(row.fatherNo) };
    if (!reached(row)) {
      const sex = parents.get(row.no) ?? 'unknown';
      return {
        ...links,
        genome: null,
        sample: null,
        sex,
        affected: null,
        deceased: false,
        bornYear: null,
        twins: null,
        hidden: true,
      };
    }
    const { genome, sample, sex, affected, deceased, bornYear } = row;
    const twins = row.bornWithNo === null ? null : { group: births.get(row.bornWithNo)!, mono: row.identical === true };
    return { ...links, genome, sample, sex, affected, deceased, bornYear, twins, hidden: false };
  });
  await recordAccess(db, scope, {
    action: 'genomes.family',
    object: id,
    detail: { persons: members.filter((one) => !one.hidden).map((one) => one.id) },
  });
  return { proband: names.get(rows[0]!.no)!, members, more };
}

function reachedBy(scope: Scope): (row: Row) => boolean {
  const population = populationOf(scope);
  if (population.kind === 'everyone') return () => true;
  if (population.kind === 'persons') return ({ no }) => population.personNos.has(no);
  return ({ datasetIds }) => datasetIds.some((one) => population.datasets.has(one));
}

// Keeps who is reached, and of the others only the ancestors through whom those are related.
function withoutStrangers(people: readonly Row[], reached: (row: Row) => boolean): Row[] {
  const byNo = new Map(people.map((row) => [row.no, row]));
  const keep = new Set<number>();
  const add = (no: number | null): void => {
    const row = no === null ? undefined : byNo.get(no);
    if (!row || keep.has(row.no)) return;
    keep.add(row.no);
    add(row.motherNo);
    add(row.fatherNo);
  };
  for (const row of people) if (reached(row)) add(row.no);
  return people.filter(({ no }) => keep.has(no));
}

async function relatives(db: Db, of: readonly number[], way: 'parents' | 'children'): Promise<number[]> {
  const [from, to] = way === 'parents' ? [sql`person_no`, sql`relative_no`] : [sql`relative_no`, sql`person_no`];
  const { rows } = await sql<{ no: number }>`select distinct ${to} as no from trust.person_relations
    where ${from} = any(${[...of]}::int[]) order by 1 limit ${mostMembers * 2}`.execute(db);
  return rows.map(({ no }) => no);
}

async function findFamily(db: Db, personNo: number): Promise<{ numbers: number[]; more: boolean }> {
  const found = new Set([personNo]);
  let here = [personNo];
  const step = async (way: 'parents' | 'children', from: readonly number[]): Promise<number[]> => {
    const next = (await relatives(db, from, way)).filter((no) => !found.has(no)).slice(0, mostMembers - found.size);
    for (const no of next) found.add(no);
    return next;
  };
  for (let up = 0; up < generationsUp && here.length > 0; up++) here = await step('parents', here);
  here = [...found];
  for (let down = 0; down < generationsDown && here.length > 0; down++) here = await step('children', here);
  await step('parents', [...found]);
  return { numbers: [...found], more: found.size >= mostMembers };
}

async function readMembers(db: Db, numbers: readonly number[]): Promise<Row[]> {
  const { rows } = await sql<Row>`select p.person_no as no, p.id, p.sex, p.died is not null as deceased,
      extract(year from p.born)::int as "bornYear", n.id as genome, n.sample_name as sample,
      n.affected, m.relative_no as "motherNo", f.relative_no as "fatherNo",
      p.born_with_no as "bornWithNo", p.identical_twin as identical,
      array(select d.id from genomes.genomes g join genomes.datasets d using (dataset_no)
        where g.person_no = p.person_no and g.state = 'current') as "datasetIds"
    from trust.people p
      left join trust.person_relations m on m.person_no = p.person_no and m.relation = 'mother'
      left join trust.person_relations f on f.person_no = p.person_no and f.relation = 'father'
      left join lateral (select g.id, g.sample_name, g.affected from genomes.genomes g
        where g.person_no = p.person_no and g.state = 'current' order by g.added_at desc, g.genome_no desc limit 1) n on true
    where p.person_no = any(${[...numbers]}::int[]) order by p.born nulls last, p.person_no`.execute(db);
  return rows;
}
