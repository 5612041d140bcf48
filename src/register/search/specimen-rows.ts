import { createHash } from 'node:crypto';
import { type Bitmap, createBitmap, setBit } from '../../bits/index.ts';
import { type StoredTable, TableReader } from '../columns/index.ts';
import { type NumberedTable, specimenTableNames } from './snapshot-layout.ts';

/** A table of specimens with the number of its first row. */
export type RowTable = StoredTable & NumberedTable;

/** The tables of specimens among some, in the order they were published. */
export function specimenTablesOf(tables: readonly StoredTable[]): StoredTable[] {
  return tables.filter(({ table }) => (specimenTableNames as readonly string[]).includes(table));
}

/** A name for all tables but those of specimens: two snapshots that have it in common differ in specimens only. */
export function restOf(tables: readonly Pick<StoredTable, 'table' | 'hash'>[]): string {
  return digestOf(tables.filter(({ table }) => !(specimenTableNames as readonly string[]).includes(table)));
}

/** A short digest of tables, in whatever order. */
export function digestOf(tables: readonly Pick<StoredTable, 'hash'>[]): string {
  const hash = createHash('sha256');
  for (const one of tables.map((table) => table.hash).sort()) hash.update(`${one}\n`);
  return hash.digest('hex').slice(0, 32);
}

/** Numbers the rows of tables, beginning behind those that have numbers. */
export function numberRows(tables: readonly StoredTable[], known: readonly NumberedTable[] = []): RowTable[] {
  const fromOf = new Map(known.map(({ hash, from }) => [hash, from]));
  let next = known.reduce((most, { from, rows }) => Math.max(most, from + rows), 0);
  return tables.map((one) => {
    const table = one.table as NumberedTable['table'];
    const from = fromOf.get(one.hash);
    if (from !== undefined) return { ...one, table, from };
    next += one.rows;
    return { ...one, table, from: next - one.rows };
  });
}

/** Rows that a later table of Idun's own biobanks speaks over, as a set of their numbers. */
export function silencedRows(tables: readonly RowTable[]): Bitmap {
  const end = tables.reduce((most, { from, rows }) => Math.max(most, from + rows), 0);
  const silenced = createBitmap(end);
  const own = tables.filter(({ table }) => table === 'own_specimens');
  if (own.length < 2) return silenced;
  const numbers = own.map((one) => new TableReader({ ...one, table: 'own_specimens' }).column('number'));
  let most = 0;
  for (const list of numbers) for (let row = 0; row < list.length; row++) if (list[row]! > most) most = list[row]!;
  // A row's number + 1, so that 0 is none; the last that speaks of a specimen is the one that counts.
  const last = new Uint32Array(most + 1);
  for (const [at, { from }] of own.entries()) {
    const list = numbers[at]!;
    for (let row = 0; row < list.length; row++) {
      const before = last[list[row]!]!;
      if (before !== 0) setBit(silenced, before - 1);
      last[list[row]!] = from + row + 1;
    }
  }
  return silenced;
}
