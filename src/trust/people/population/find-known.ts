import type { Db } from '../../../platform/database/index.ts';
import type { KeyRing } from '../cpr-keys.ts';
import { findHashes, packHashes } from '../find-by-cpr.ts';
import { findByIdentifiers } from '../store.ts';
import type { HashedPart } from './import-population.ts';
import type { PopulationRow } from './read-population.ts';

/** Whom the rows of a part mean; -1 where nobody is known. */
export interface Known {
  numbers: Int32Array;
  /** The same by the row's own number only: that number need not be given again. */
  byOwnNumber: Int32Array;
}

/** Finds people by their number, else by the number they had, else by an identifier. */
export async function findKnown(trx: Db, ring: KeyRing, { rows, numbered, hashes }: HashedPart): Promise<Known> {
  const found = new Int32Array(numbered.length).fill(-1);
  for (const packed of hashes) await findHashes(trx, packed, found);
  const byOwnNumber = new Int32Array(rows.length).fill(-1);
  for (const [n, { i }] of numbered.entries()) byOwnNumber[i] = found[n]!;
  const numbers = Int32Array.from(byOwnNumber);
  await findByPrevious(trx, ring, rows, numbers);
  await findByNames(trx, rows, numbers);
  return { numbers, byOwnNumber };
}

async function findByPrevious(
  trx: Db,
  ring: KeyRing,
  rows: readonly PopulationRow[],
  numbers: Int32Array,
): Promise<void> {
  const asked = rows.flatMap(({ previousCpr: cpr }, i) => (numbers[i] === -1 && cpr !== null ? [{ i, cpr }] : []));
  if (asked.length === 0) return;
  const found = new Int32Array(asked.length).fill(-1);
  for (const packed of packHashes(ring, asked)) await findHashes(trx, packed, found);
  for (const [n, { i }] of asked.entries()) numbers[i] = found[n]!;
}

async function findByNames(trx: Db, rows: readonly PopulationRow[], numbers: Int32Array): Promise<void> {
  const named = new Map<string, { i: number; value: string }[]>();
  for (const [i, { identifier }] of rows.entries()) {
    if (numbers[i] !== -1 || identifier === null) continue;
    const { namespace, value } = splitIdentifier(identifier);
    const asked = named.get(namespace) ?? [];
    asked.push({ i, value });
    named.set(namespace, asked);
  }
  for (const [namespace, asked] of named) {
    const people = await findByIdentifiers(
      trx,
      namespace,
      asked.map(({ value }) => value),
    );
    for (const { i, value } of asked) numbers[i] = people.get(value)?.personNo ?? -1;
  }
}

/** `namespace:value` in its parts; the value may have colons. */
export function splitIdentifier(identifier: string): { namespace: string; value: string } {
  const at = identifier.indexOf(':');
  return { namespace: identifier.slice(0, at), value: identifier.slice(at + 1) };
}
