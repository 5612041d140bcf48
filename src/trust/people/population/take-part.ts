import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { cprWarnings } from '../cpr.ts';
import type { CprKeys, KeyRing } from '../cpr-keys.ts';
import { claimAwaited, insertNumbers, recordCprs } from '../cpr-store.ts';
import { errors } from '../errors.ts';
import { pickHashes } from '../find-by-cpr.ts';
import { actorText } from '../history.ts';
import { insertPeople } from '../insert-people.ts';
import { addIdentifiers } from '../store.ts';
import { correctPeople, factsOf } from './correct-people.ts';
import { findKnown, splitIdentifier } from './find-known.ts';
import type { HashedPart, PopulationAnswer } from './import-population.ts';
import type { PopulationRow } from './read-population.ts';
import { recordAddresses } from './record-addresses.ts';

/** Keys, and their ring held for the transaction. */
interface Held {
  keys: CprKeys;
  ring: KeyRing;
}

/** Adds the unknown people of a part and corrects the known ones; counts into `answer` and `seen`. */
export async function takePart(
  trx: Db,
  { keys, ring }: Held,
  part: HashedPart,
  answer: PopulationAnswer,
  seen: Set<number>,
): Promise<void> {
  const { rows, actor, file } = part;
  const { numbers, byOwnNumber } = await findKnown(trx, ring, part);
  refuseTwice(file, rows, numbers, seen);
  const known: { row: PopulationRow; i: number; personNo: number }[] = [];
  for (const [i, row] of rows.entries()) if (numbers[i] !== -1) known.push({ row, i, personNo: numbers[i]! });
  const added = await addPeople(trx, ring, part, numbers);
  const changed = await correctPeople(trx, part.columns, known);
  const renumbered = known.flatMap(({ row, i, personNo }) =>
    row.cpr !== null && byOwnNumber[i] === -1 ? [{ personNo, cpr: row.cpr }] : [],
  );
  await recordCprs(trx, keys, renumbered);
  await addIdentifiers(
    trx,
    rows.flatMap(({ identifier }, i) =>
      identifier === null ? [] : [{ personNo: numbers[i]!, ...splitIdentifier(identifier) }],
    ),
  );
  await recordAddresses(trx, ring, part, numbers);
  const touched = new Set([...changed, ...renumbered.map(({ personNo }) => personNo)]);
  await sql`insert into trust.person_history (person_no, act, actor)
    select no, 'imported', ${actorText(actor)} from unnest(${[...touched]}::int[]) as r (no)`.execute(trx);
  for (const personNo of added) seen.add(personNo);
  answer.rows += rows.length;
  answer.added += added.length;
  answer.changed += touched.size;
  answer.same += known.length - touched.size;
  answer.warnings += rows.filter(({ cpr }) => cpr !== null && cprWarnings(cpr).length > 0).length;
}

/** Adds whoever is not known, with their numbers, and fills them in. */
async function addPeople(trx: Db, ring: KeyRing, part: HashedPart, numbers: Int32Array): Promise<number[]> {
  const fresh: number[] = [];
  for (let i = 0; i < numbers.length; i++) if (numbers[i] === -1) fresh.push(i);
  const places: number[] = [];
  for (const [n, { i }] of part.numbered.entries()) if (numbers[i] === -1) places.push(n);
  const added = await insertPeople(
    trx,
    fresh.map((i) => factsOf(part.rows[i]!)),
  );
  for (const [n, i] of fresh.entries()) numbers[i] = added[n]!.personNo;
  const given = places.map((n) => ({ personNo: numbers[part.numbered[n]!.i]!, cpr: part.numbered[n]!.cpr }));
  const [newest, ...older] = part.hashes.map((packed) => pickHashes(packed, places));
  await insertNumbers(trx, ring[0], given, newest!);
  for (const packed of [newest!, ...older]) await claimAwaited(trx, packed, given);
  return added.map(({ personNo }) => personNo);
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

function twice(file: string, line: number): Problem {
  return new Problem(errors.file, 'The person stands twice in the file.', {
    ...{ file, line },
    expected: 'one line for each person',
    action: 'Correct the file; nothing of it was taken.',
  });
}
