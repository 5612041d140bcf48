import { basename } from 'node:path';
import { sql } from 'kysely';
import { type ActorRef, appendEvent, type DatabaseHandle, type Db } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { type Progress, silentProgress } from '../../../platform/progress/index.ts';
import type { Cpr } from '../cpr.ts';
import { cprWarnings } from '../cpr.ts';
import { type CprKeys, holdRing, ownerOf, seal } from '../cpr-keys.ts';
import { findManyByCpr, recordCprs } from '../cpr-store.ts';
import { errors } from '../errors.ts';
import { actorText } from '../history.ts';
import { addIdentifiers, findByIdentifiers } from '../store.ts';
import { linkFamilies } from './link-families.ts';
import { openPopulation, type PopulationColumn, type PopulationRow } from './read-population.ts';

export interface PopulationImport {
  path: string;
  actor: ActorRef;
  progress?: Progress;
  signal?: AbortSignal;
}

export interface PopulationAnswer {
  rows: number;
  added: number;
  changed: number;
  same: number;
  relations: number;
  guardianships: number;
  /** Numbers that fail modulus 11 or begin with no day: taken all the same. */
  warnings: number;
}

/**
 * Takes a file of people: unknown ones are added, known ones corrected where the file has a column, nobody is removed. All of
 * it in one transaction, or nothing.
 * @throws Problem IDUN_PEOPLE_FILE with the line; IDUN_PERSON_CPR_TAKEN
 */
export async function importPopulation(
  db: DatabaseHandle,
  keys: CprKeys,
  { path, actor, progress = silentProgress, signal }: PopulationImport,
): Promise<PopulationAnswer> {
  return await db.advisoryLock('idun.people.import', () =>
    db.owner.transaction().execute(async (trx) => {
      const answer = { rows: 0, added: 0, changed: 0, same: 0, relations: 0, guardianships: 0, warnings: 0 };
      const seen = new Set<number>();
      progress.step('Reading people', undefined, 'people');
      const { columns, rows } = await openPopulation(path);
      for await (const part of inParts(rows)) {
        signal?.throwIfAborted();
        const given: Part = { file: basename(path), columns, rows: part, actor };
        await takePart(trx, keys, given, answer, seen);
        progress.advance(part.length);
      }
      progress.done();
      if (['mother', 'father', 'guardians'].some((name) => columns.has(name as PopulationColumn))) {
        progress.step('Linking families', answer.rows, 'people');
        const again = await openPopulation(path);
        for await (const part of inParts(again.rows)) {
          signal?.throwIfAborted();
          const linked = await linkFamilies(trx, keys, { file: basename(path), columns, rows: part, actor });
          answer.relations += linked.relations;
          answer.guardianships += linked.guardianships;
          progress.advance(part.length);
        }
        progress.done();
      }
      await appendEvent(trx, { topic: 'people.imported', aggregate: 'people:population', payload: { ...answer } });
      return answer;
    }),
  );
}

/** Part of a file, to be taken in one go. */
export interface Part {
  file: string;
  columns: ReadonlySet<PopulationColumn>;
  rows: readonly PopulationRow[];
  actor: ActorRef;
}

const partSize = 20_000;

async function* inParts(rows: AsyncIterable<PopulationRow[]>): AsyncGenerator<PopulationRow[]> {
  let waiting: PopulationRow[] = [];
  for await (const some of rows) {
    waiting.push(...some);
    while (waiting.length >= partSize) {
      yield waiting.slice(0, partSize);
      waiting = waiting.slice(partSize);
    }
  }
  if (waiting.length > 0) yield waiting;
}

function twice(file: string, line: number): Problem {
  return new Problem(errors.file, 'The person stands twice in the file.', {
    ...{ file, line },
    expected: 'one line for each person',
    action: 'Correct the file; nothing of it was taken.',
  });
}

/** Whom the rows mean; -1 where nobody is known. */
async function findKnown(trx: Db, keys: CprKeys, rows: readonly PopulationRow[]): Promise<Int32Array> {
  const found = new Int32Array(rows.length).fill(-1);
  const byNumber = async (of: (row: PopulationRow) => Cpr | null) => {
    const asked = rows.flatMap((row, i) => (found[i] === -1 && of(row) !== null ? [{ i, cpr: of(row)! }] : []));
    const answers = await findManyByCpr(
      trx,
      keys,
      asked.map(({ cpr }) => cpr),
    );
    for (const [n, { i }] of asked.entries()) found[i] = answers[n]!;
  };
  await byNumber(({ cpr }) => cpr);
  await byNumber(({ previousCpr }) => previousCpr);
  const named = new Map<string, string[]>();
  for (const [i, { identifier }] of rows.entries()) {
    if (found[i] !== -1 || identifier === null) continue;
    const at = identifier.indexOf(':');
    named.set(identifier.slice(0, at), [...(named.get(identifier.slice(0, at)) ?? []), identifier.slice(at + 1)]);
  }
  for (const [namespace, values] of named) {
    const people = await findByIdentifiers(trx, namespace, values);
    for (const [i, { identifier }] of rows.entries()) {
      const person = identifier?.startsWith(`${namespace}:`)
        ? people.get(identifier.slice(namespace.length + 1))
        : undefined;
      if (found[i] === -1 && person !== undefined) found[i] = person.personNo;
    }
  }
  return found;
}

async function takePart(
  trx: Db,
  keys: CprKeys,
  part: Part,
  answer: PopulationAnswer,
  seen: Set<number>,
): Promise<void> {
  const { rows, actor, file } = part;
  const numbers = await findKnown(trx, keys, rows);
  refuseTwice(file, rows, numbers, seen);
  const fresh = rows.flatMap((row, i) => (numbers[i] === -1 ? [{ row, i }] : []));
  const known = rows.flatMap((row, i) => (numbers[i] === -1 ? [] : [{ row, personNo: numbers[i]! }]));
  const created = await addPeople(
    trx,
    fresh.map(({ row }) => row),
  );
  for (const [n, { i }] of fresh.entries()) numbers[i] = created[n]!;
  const changed = await correctPeople(trx, part.columns, known);
  // A known person whose number is already theirs keeps it as it is.
  const current = await findManyByCpr(
    trx,
    keys,
    known.flatMap(({ row }) => (row.cpr === null ? [] : [row.cpr])),
  );
  let next = 0;
  const renumbered = known.filter(({ row }) => row.cpr !== null && current[next++] === -1);
  const toNumber = [...fresh.map(({ row, i }) => ({ row, personNo: numbers[i]! })), ...renumbered];
  const given = toNumber.flatMap(({ row, personNo }) => (row.cpr === null ? [] : [{ personNo, cpr: row.cpr }]));
  await recordCprs(trx, keys, given);
  await addIdentifiers(
    trx,
    rows.flatMap(({ identifier }, i) => {
      const at = identifier?.indexOf(':') ?? -1;
      if (identifier === null || at < 0) return [];
      return [{ personNo: numbers[i]!, namespace: identifier.slice(0, at), value: identifier.slice(at + 1) }];
    }),
  );
  await recordAddresses(trx, keys, part, numbers);
  const touched = new Set([...changed, ...renumbered.map(({ personNo }) => personNo)]);
  await sql`insert into trust.person_history (person_no, act, actor)
    select no, 'imported', ${actorText(actor)} from unnest(${[...touched]}::int[]) as r (no)`.execute(trx);
  for (const personNo of created) seen.add(personNo);
  answer.rows += rows.length;
  answer.added += created.length;
  answer.changed += touched.size;
  answer.same += known.length - touched.size;
  answer.warnings += rows.filter(({ cpr }) => cpr !== null && cprWarnings(cpr).length > 0).length;
}

// The database would refuse too, but could not say the line. Whoever an earlier part added is known in this one.
function refuseTwice(file: string, rows: readonly PopulationRow[], numbers: Int32Array, seen: Set<number>): void {
  const fresh = new Set<string>();
  for (const [i, { cpr, identifier, line }] of rows.entries()) {
    const personNo = numbers[i]!;
    const names = personNo === -1 ? [cpr, identifier].filter((one) => one !== null) : [];
    if (seen.has(personNo) || names.some((one) => fresh.has(one))) throw twice(file, line);
    if (personNo !== -1) seen.add(personNo);
    for (const one of names) fresh.add(one);
  }
}

function factsOf(row: PopulationRow) {
  return {
    sex: row.sex,
    kind: row.kind,
    given: row.given,
    family: row.family,
    name: [row.given, row.family].filter((part) => part !== null).join(' ') || null,
    born: row.born?.date ?? null,
    born_precision: row.born?.precision ?? null,
    died: row.died?.date ?? null,
    died_precision: row.died?.precision ?? null,
    protected: row.protected,
    protected_until: row.protected ? row.protectedUntil : null,
  };
}

const record = sql`(n int, no int, id text, sex text, kind text, given text, family text, name text, born date,
  born_precision text, died date, died_precision text, protected boolean, protected_until date)`;

async function addPeople(trx: Db, rows: readonly PopulationRow[]): Promise<number[]> {
  if (rows.length === 0) return [];
  const given = rows.map((row, n) => ({ n, id: newId('per'), ...factsOf(row) }));
  const { rows: created } = await sql<{ no: number; id: string }>`insert into trust.people
      (id, sex, kind, given_name, family_name, name, born, born_precision, died, died_precision, protected, protected_until)
    select id, sex, kind, given, family, name, born, born_precision, died, died_precision, protected, protected_until
    from json_to_recordset(${JSON.stringify(given)}::json) as r ${record} order by n
    returning person_no as no, id`.execute(trx);
  const byId = new Map(created.map(({ no, id }) => [id, no]));
  return given.map(({ id }) => byId.get(id)!);
}

/** What each column of the file corrects. */
const corrections: Readonly<Partial<Record<PopulationColumn, readonly (readonly [column: string, given: string])[]>>> =
  {
    given_name: [
      ['given_name', 'given'],
      ['name', 'name'],
    ],
    family_name: [
      ['family_name', 'family'],
      ['name', 'name'],
    ],
    sex: [['sex', 'sex']],
    kind: [['kind', 'kind']],
    born: [
      ['born', 'born'],
      ['born_precision', 'born_precision'],
    ],
    died: [
      ['died', 'died'],
      ['died_precision', 'died_precision'],
    ],
    protected: [
      ['protected', 'protected'],
      ['protected_until', 'protected_until'],
    ],
  };

/** @returns those in whom anything changed */
async function correctPeople(
  trx: Db,
  columns: ReadonlySet<PopulationColumn>,
  known: readonly { row: PopulationRow; personNo: number }[],
): Promise<number[]> {
  const pairs = new Map([...columns].flatMap((column) => corrections[column] ?? []));
  if (known.length === 0 || pairs.size === 0) return [];
  const given = known.map(({ row, personNo }, n) => ({ n, no: personNo, ...factsOf(row) }));
  const set = sql.join([...pairs].map(([column, name]) => sql`${sql.ref(column)} = r.${sql.ref(name)}`));
  const was = sql.join([...pairs.keys()].map((column) => sql`p.${sql.ref(column)}`));
  const is = sql.join([...pairs.values()].map((name) => sql`r.${sql.ref(name)}`));
  const { rows } = await sql<{ no: number }>`update trust.people p set ${set}, provisional = false
    from json_to_recordset(${JSON.stringify(given)}::json) as r ${record}
    where p.person_no = r.no and ((${was}) is distinct from (${is}) or p.provisional)
    returning p.person_no as no`.execute(trx);
  return rows.map(({ no }) => no);
}

async function recordAddresses(trx: Db, keys: CprKeys, { columns, rows }: Part, numbers: Int32Array): Promise<void> {
  const hidden = rows.flatMap((row, i) => (row.protected ? [numbers[i]!] : []));
  if (hidden.length > 0) {
    await sql`delete from trust.person_addresses where person_no = any(${hidden}::int[])`.execute(trx);
  }
  if (!columns.has('address')) return;
  const [newest] = await holdRing(trx, keys);
  const given = rows.flatMap(({ address, municipality, protected: hide }, i) => {
    if (address === null || hide) return [];
    const sealed = seal(newest.encryption!, Buffer.from(address), ownerOf(numbers[i]!)).toString('hex');
    return [{ no: numbers[i]!, municipality, sealed }];
  });
  // The file may have no column for it: somebody protected before stays so.
  await sql`insert into trust.person_addresses (person_no, municipality, address_encrypted, generation)
    select p.person_no, r.municipality, decode(r.sealed, 'hex'), ${newest.generation}
    from json_to_recordset(${JSON.stringify(given)}::json) as r (no int, municipality text, sealed text)
    join trust.people p on p.person_no = r.no where not p.protected
    on conflict (person_no) do update set municipality = excluded.municipality,
      address_encrypted = excluded.address_encrypted, generation = excluded.generation`.execute(trx);
}
