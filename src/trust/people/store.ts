import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { insertPeople, type PersonFacts, wholeName } from './insert-people.ts';
import type { Identifier, NewPerson, Person, PersonNo, Relation } from './model.ts';

const person = sql`p.person_no as "personNo", p.id, p.sex, p.provisional, p.name`;

/** Joins the person that a merged record points to (`p`) to a row that names a record. */
export const survivorOf = (column: string) => sql`trust.people q on q.person_no = ${sql.ref(column)}
  join trust.people p on p.person_no = coalesce(q.merged_into_no, q.person_no)`;

/**
 * Adds people with their identifiers, in the order given (their numbers ascend in it).
 * @throws Problem IDUN_PERSON_IDENTIFIER_TAKEN when an identifier is already somebody's
 */
export async function createPeople(trx: Db, people: readonly NewPerson[]): Promise<Person[]> {
  if (people.length === 0) return [];
  const facts = people.map(factsOf);
  const added = await insertPeople(trx, facts);
  await addIdentifiers(
    trx,
    people.flatMap(({ identifiers = [] }, n) =>
      identifiers.map((identifier) => ({ personNo: added[n]!.personNo, ...identifier })),
    ),
  );
  return added.map((one, n) => {
    const { sex, provisional, name } = facts[n]!;
    return { ...one, sex, provisional, name };
  });
}

function factsOf({ givenName = null, familyName = null, born = null, died = null, ...given }: NewPerson): PersonFacts {
  return {
    sex: given.sex ?? 'unknown',
    provisional: given.provisional ?? false,
    kind: given.kind ?? 'person',
    name: given.name ?? wholeName(givenName, familyName),
    given: givenName,
    family: familyName,
    born,
    died,
    protected: given.protected ?? false,
    protectedUntil: null,
  };
}

/** Adds one person. @see createPeople */
export async function createPerson(trx: Db, given: NewPerson): Promise<Person> {
  const [created] = await createPeople(trx, [given]);
  return created!;
}

/** Gives people further identifiers; one they already have is left alone. */
export async function addIdentifiers(trx: Db, given: readonly ({ personNo: PersonNo } & Identifier)[]): Promise<void> {
  if (given.length === 0) return;
  const rows = JSON.stringify(
    given.map(({ personNo, namespace, value }) => ({ person_no: personNo, namespace, value })),
  );
  const added = await sql`insert into trust.person_identifiers (person_no, namespace, value)
    select person_no, namespace, value
    from json_to_recordset(${rows}::json) as r (person_no int, namespace text, value text)
    on conflict (namespace, value) do nothing`.execute(trx);
  if (added.numAffectedRows === BigInt(given.length)) return;
  const taken = await sql<{ namespace: string }>`select r.namespace
    from json_to_recordset(${rows}::json) as r (person_no int, namespace text, value text)
    join trust.person_identifiers i using (namespace, value)
    join trust.people a on a.person_no = i.person_no join trust.people b on b.person_no = r.person_no
    where coalesce(a.merged_into_no, a.person_no) <> coalesce(b.merged_into_no, b.person_no) limit 1`.execute(trx);
  if (taken.rows.length > 0) {
    // The value may be a sample name, which errors and logs must not carry.
    throw new Problem(
      errors.identifierTaken,
      `An identifier in ${taken.rows[0]!.namespace} already belongs to another person.`,
    );
  }
}

/** The people with these values in a namespace, by value, following merges; values nobody has are absent. */
export async function findByIdentifiers(
  db: Db,
  namespace: string,
  values: readonly string[],
): Promise<Map<string, Person>> {
  const { rows } = await sql<Person & { value: string }>`select i.value, ${person}
    from trust.person_identifiers i join ${survivorOf('i.person_no')}
    where i.namespace = ${namespace} and i.value = any(${[...values]}::text[])`.execute(db);
  return new Map(rows.map(({ value, ...found }) => [value, found]));
}

/**
 * The people behind sample names nobody may know yet: known ones are found, for the rest provisional people are made.
 * @returns by value, one for each
 */
export async function findOrCreateProvisional(
  trx: Db,
  namespace: string,
  samples: readonly { value: string; sex?: Person['sex'] }[],
): Promise<Map<string, Person>> {
  const values = samples.map((sample) => sample.value);
  const found = await findByIdentifiers(trx, namespace, values);
  const missing = samples.filter((sample) => !found.has(sample.value));
  const created = await createPeople(
    trx,
    missing.map(({ value, sex }) => ({
      provisional: true,
      sex: sex ?? 'unknown',
      identifiers: [{ namespace, value }],
    })),
  );
  missing.forEach((sample, index) => {
    found.set(sample.value, created[index]!);
  });
  return found;
}

/** People by their numbers; absent numbers are left out. */
export async function findByNumbers(db: Db, personNos: readonly PersonNo[]): Promise<Person[]> {
  const { rows } = await sql<Person>`select ${person} from trust.people p
    where p.person_no = any(${[...personNos]}::int[]) order by p.person_no`.execute(db);
  return rows;
}

/** States a person's sex, as a pedigree or a register gives it. */
export async function setSex(trx: Db, personNo: PersonNo, sex: Person['sex']): Promise<void> {
  await sql`update trust.people set sex = ${sex} where person_no = ${personNo}`.execute(trx);
}

/** States parents; a parent stated before is replaced. */
export async function recordRelations(trx: Db, relations: readonly Relation[]): Promise<void> {
  if (relations.length === 0) return;
  await sql`insert into trust.person_relations as known (person_no, relation, relative_no)
    select * from unnest(${relations.map((one) => one.personNo)}::int[], ${relations.map((one) => one.relation)}::text[],
      ${relations.map((one) => one.relativeNo)}::int[])
    on conflict (person_no, relation) do update set relative_no = excluded.relative_no
      where known.relative_no <> excluded.relative_no`.execute(trx);
}

/** Somebody born together with others, who are known by the first of them. */
export interface Twin {
  personNo: PersonNo;
  firstNo: PersonNo;
  /** Of one egg; null where nobody knows. */
  identical: boolean | null;
}

/** States who was born together; the first is stated with the others, and a later statement takes the place of an earlier. */
export async function recordTwins(trx: Db, twins: readonly Twin[]): Promise<void> {
  if (twins.length === 0) return;
  await sql`with stated as (
      select * from unnest(${twins.map((one) => one.personNo)}::int[], ${twins.map((one) => one.firstNo)}::int[],
        ${twins.map((one) => one.identical)}::boolean[]) as t (no, first_no, identical)),
    everybody as (select no, first_no, identical from stated
      union select first_no, first_no, bool_and(identical) from stated group by first_no)
    update trust.people p set born_with_no = e.first_no, identical_twin = e.identical
    from everybody e where p.person_no = e.no`.execute(trx);
}

/** The stated parents of these people, following merges on both sides. */
export async function findRelations(db: Db, personNos: readonly PersonNo[]): Promise<Relation[]> {
  const { rows } =
    await sql<Relation>`select distinct coalesce(c.merged_into_no, c.person_no) as "personNo", r.relation,
      coalesce(q.merged_into_no, q.person_no) as "relativeNo"
    from trust.people c join trust.person_relations r on r.person_no = c.person_no
    join trust.people q on q.person_no = r.relative_no
    where (c.person_no = any(${[...personNos]}::int[]) or c.merged_into_no = any(${[...personNos]}::int[])) order by 1, 2`.execute(
      db,
    );
  return rows;
}

/** How many people there are; records merged into one are one. */
export async function countPeople(db: Db): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*) as n from trust.people where merged_into_no is null`.execute(db);
  return rows[0]!.n;
}

/**
 * Removes people and everything trust/ knows of them; their numbers are not used again. For synthetic people and
 * erasure by law; needs the owner role. Other modules remove theirs first.
 */
export async function removePeople(ownerTrx: Db, personNos: readonly PersonNo[]): Promise<number> {
  // A record that was merged into one of them and is not removed stands for itself again.
  await sql`update trust.people set merged_into_no = null
    where merged_into_no = any(${[...personNos]}::int[]) and person_no <> all(${[...personNos]}::int[])`.execute(
    ownerTrx,
  );
  const { rows } = await sql<{ id: string }>`delete from trust.people
    where person_no = any(${[...personNos]}::int[]) returning id`.execute(ownerTrx);
  return rows.length;
}

/** Whether another module holds something of a record that keeps it from being removed, for example a tube of blood. */
export async function isHeldElsewhere(db: Db, personNo: PersonNo): Promise<boolean> {
  const { rows } = await sql<{
    table: string;
    column: string;
  }>`select n.nspname || '.' || c.relname as table, a.attname as column
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum = any(k.conkey)
    where k.contype = 'f' and k.confrelid = 'trust.people'::regclass and n.nspname <> 'trust' and k.confdeltype in ('a', 'r')`.execute(
    db,
  );
  for (const { table, column } of rows) {
    const held = await sql`select 1 from ${sql.table(table)} where ${sql.ref(column)} = ${personNo} limit 1`.execute(
      db,
    );
    if (held.rows.length > 0) return true;
  }
  return false;
}
