import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { TableReader } from './table-reader.ts';
import { columnsFolder, type StoredTable, TableWriter } from './table-writer.ts';
import { type Batch, type ColumnArray, columnsOf, type TableName } from './tables.ts';

/** Rows that are written at a time. */
const stretch = 1 << 18;

/** People whose rows may be in no table of people's data any more. */
export async function erasedPeople(db: Db): Promise<number[]> {
  const { rows } = await sql<{ no: number }>`select person_no as no from register.erased_people order by 1`.execute(db);
  return rows.map(({ no }) => no);
}

/** Remembers whose rows must not come back with the next version of a feed. */
export async function keepErased(trx: Db, people: readonly number[]): Promise<void> {
  await sql`insert into register.erased_people (person_no) select unnest(${[...people]}::int[]) on conflict do nothing`.execute(
    trx,
  );
}

/** How many rows of a table are of some people. */
export function holdsPeople(table: StoredTable, people: readonly number[]): number {
  if (!columnsOf(table.table).some(([name]) => name === 'person') || people.length === 0) return 0;
  const wanted = new Set(people);
  let rows = 0;
  for (const { values } of new TableReader(table as StoredTable & { table: 'persons' }).batches('person')) {
    for (let row = 0; row < values.length; row++) if (wanted.has(values[row]!)) rows++;
  }
  return rows;
}

/**
 * A table without the rows of some people, and without words that only they had.
 * @returns null when it has none of them
 */
export function tableWithout(
  table: StoredTable,
  people: readonly number[],
): { table: StoredTable; rows: number } | null {
  const gone = holdsPeople(table, people);
  if (gone === 0) return null;
  const reader = new TableReader(table as StoredTable & { table: 'own_specimens' });
  const left = new Set(people);
  const person = reader.column('person');
  const keep = (row: number): boolean => !left.has(person[row]!);
  const writer = new TableWriter(join(table.folder, '..'), table.table as 'own_specimens', table.register);
  try {
    const columns = columnsOf(table.table as TableName).map(([name, { type, words }]) => {
      const column = name as 'biobank';
      if (type === 'text') return { name, texts: reader.textBatches(column, stretch) };
      return {
        name,
        numbers: reader.batches(column, stretch),
        words: words ? wordsWithout(reader, column, keep) : null,
      };
    });
    for (const { words, name } of columns) for (const word of words?.kept ?? []) writer.word(name as 'biobank', word);
    for (let from = 0; from < reader.rows; from += stretch) {
      const rows = Array.from({ length: Math.min(stretch, reader.rows - from) }, (_, at) => at).filter((at) =>
        keep(from + at),
      );
      const batch = columns.map(({ name, texts, numbers, words }) => {
        if (texts) {
          const { values } = texts.next().value as { values: string[] };
          return [name, rows.map((at) => values[at]!)];
        }
        const { values } = numbers!.next().value as { values: ColumnArray };
        const out = new (values.constructor as Uint32ArrayConstructor)(rows.length);
        for (const [k, at] of rows.entries()) out[k] = words ? words.numbers[values[at]!]! : values[at]!;
        return [name, out];
      });
      writer.append(rows.length, Object.fromEntries(batch) as Batch<'own_specimens'>);
    }
    // Their digests are checked at the end.
    for (const { texts, numbers } of columns) (texts ?? numbers)!.next();
    return { table: writer.finish(), rows: gone };
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

// A word that only the rows that go have, such as a collection of one person, goes with them.
function wordsWithout(
  reader: TableReader<'own_specimens'>,
  column: 'biobank',
  keep: (row: number) => boolean,
): { kept: string[]; numbers: Uint32Array } {
  const words = reader.words(column);
  const [inKept, inGone] = [new Uint8Array(words.length), new Uint8Array(words.length)];
  for (const { from, values } of reader.batches(column)) {
    for (let row = 0; row < values.length; row++) (keep(from + row) ? inKept : inGone)[values[row]!] = 1;
  }
  const kept: string[] = [];
  const numbers = new Uint32Array(words.length);
  for (const [number, word] of words.entries()) {
    if (number > 0 && inGone[number] === 1 && inKept[number] === 0) continue;
    numbers[number] = kept.length;
    kept.push(word);
  }
  return { kept, numbers };
}

/** What erasing people from tables did. */
export interface TablesErased {
  tables: number;
  rows: number;
  /** Old folders that were removed. */
  removed: number;
}

/** Lets rewritten tables answer in place of old ones, in the caller's transaction. */
export async function eraseFromTables(
  trx: Db,
  rewritten: readonly { from: StoredTable; to: StoredTable }[],
): Promise<void> {
  for (const { from, to } of rewritten) {
    await sql`update register.tables set hash = ${to.hash}, rows = ${to.rows} where hash = ${from.hash} and world = 'real'`.execute(
      trx,
    );
  }
  await sql`update register.published set version = version + 1, changed_at = now()`.execute(trx);
}

/** Removes every folder of columns that no feed names, however young; half-written ones too. @returns how many */
export async function removeUnnamed(db: Db, dataDir: string): Promise<number> {
  const folder = columnsFolder(dataDir);
  if (!existsSync(folder)) return 0;
  const { rows } = await sql<{ hash: string }>`select hash from register.tables`.execute(db);
  const named = new Set(rows.map(({ hash }) => hash));
  const old = readdirSync(folder).filter((name) => !named.has(name));
  for (const name of old) rmSync(join(folder, name), { recursive: true, force: true });
  await sql`delete from register.superseded_tables where hash = any(${old}::text[])`.execute(db);
  return old.length;
}
