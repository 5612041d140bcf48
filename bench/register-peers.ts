import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openApp } from '../src/app/compose.ts';
import { loadConfig } from '../src/platform/config/index.ts';
import { silentLogger } from '../src/platform/logging/index.ts';
import { setView } from '../src/register/search/place-people.ts';
import type { Searcher } from '../src/register/search/searcher.ts';

/** Another engine with the same rows. */
export interface RegisterPeer {
  name: string;
  /** Asks twice and gives the second time, and every number of the answer. */
  ask(query: string): Promise<{ seconds: number; numbers: number[] }>;
  close(): Promise<void>;
}

type Column = Uint8Array | Uint16Array | Uint32Array;

/** The tables that the questions need, as columns; a code is its place in the tree. */
function tablesOf(searcher: Searcher): Record<string, Record<string, Column>> {
  const { memory, header } = searcher;
  const exists = setView(memory, searcher.column('exists'), header.persons);
  const out = setView(memory, searcher.column('outMaterial'), header.persons);
  const numbersIn = (set: Uint32Array): Uint32Array =>
    Uint32Array.from({ length: header.persons }, (_, p) => p).filter((p) => ((set[p >>> 5]! >>> (p & 31)) & 1) === 1);
  const persons = numbersIn(exists);
  const sex = memory.u8(searcher.column('sex'), header.persons);
  const diagnoses = searcher.register('diagnoses');
  const starts = searcher.starts(diagnoses);
  const code = new Uint16Array(diagnoses.events);
  for (let one = 0; one < diagnoses.codes.length; one++) code.fill(one, starts[one]!, starts[one + 1]!);
  return {
    persons: { person: persons, sex: Uint8Array.from(persons, (p) => sex[p]!) },
    outs: { person: numbersIn(out) },
    specimens: {
      person: memory.u32(searcher.column('specimenPerson'), header.specimens),
      day: memory.u16(searcher.column('day'), header.specimens),
      biobank: memory.u16(searcher.column('biobank'), header.specimens),
      type: memory.u8(searcher.column('type'), header.specimens),
    },
    diagnoses: {
      person: memory.u32(diagnoses.personAt, diagnoses.events),
      day: memory.u16(diagnoses.dayAt, diagnoses.events),
      code,
    },
  };
}

/** Rows that DuckDB takes at a time. */
const chunkRows = 2048;

const indexes = [
  'create index on bench.persons (person)',
  'create index on bench.outs (person)',
  'create index on bench.specimens (person)',
  'create index on bench.diagnoses (code, person)',
  'create index on bench.diagnoses (person, code)',
];

/** DuckDB with two threads; null when it is not installed. */
export async function openDuckPeer(
  folder: string,
  searcher: Searcher,
  say: (line: string) => void,
): Promise<RegisterPeer | null> {
  const duckdb = await import('@duckdb/node-api').catch(() => null);
  if (!duckdb) return null;
  mkdirSync(folder, { recursive: true });
  const instance = await duckdb.DuckDBInstance.create(join(folder, 'peer.duckdb'), { threads: '2' });
  const connection = await instance.connect();
  await connection.run('create schema bench');
  for (const [name, columns] of Object.entries(tablesOf(searcher))) {
    say(`loading ${name} into DuckDB …`);
    const names = Object.keys(columns);
    await connection.run(`create table bench.${name} (${names.map((column) => `${column} integer`).join(', ')})`);
    const appender = await connection.createAppender(name, 'bench');
    const rows = columns[names[0]!]!.length;
    const types = names.map(() => duckdb.INTEGER);
    for (let from = 0; from < rows; from += chunkRows) {
      const chunk = duckdb.DuckDBDataChunk.create(types, Math.min(chunkRows, rows - from));
      for (const [at, column] of names.entries()) {
        chunk.setColumnValues(at, Array.from(columns[column]!.subarray(from, from + chunkRows)));
      }
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  }
  const run = async (query: string) => (await connection.runAndReadAll(query)).getRows().flat().map(Number);
  return { name: 'DuckDB', ask: (query) => second(() => run(query)), close: async () => connection.closeSync() };
}

/** The embedded PostgreSQL, with indexes and statistics. */
export async function openPostgresPeer(
  folder: string,
  searcher: Searcher,
  say: (line: string) => void,
): Promise<RegisterPeer> {
  const app = await openApp(loadConfig({ data: folder }, {}), silentLogger);
  const db = app.database.owner;
  await sql.raw('create schema bench').execute(db);
  for (const [name, columns] of Object.entries(tablesOf(searcher))) {
    say(`loading ${name} into PostgreSQL …`);
    const names = Object.keys(columns);
    await sql
      .raw(`create unlogged table bench.${name} (${names.map((column) => `${column} int not null`).join(', ')})`)
      .execute(db);
    const rows = columns[names[0]!]!.length;
    for (let from = 0; from < rows; from += 100_000) {
      const arrays = names.map(
        (column) => sql`${`{${columns[column]!.subarray(from, from + 100_000).join()}}`}::int[]`,
      );
      await sql`insert into ${sql.table(`bench.${name}`)} select * from unnest(${sql.join(arrays)})`.execute(db);
    }
  }
  say('indexing …');
  for (const index of indexes) await sql.raw(index).execute(db);
  await sql.raw('vacuum analyze').execute(db);
  const run = async (query: string): Promise<number[]> => {
    const { rows } = await sql.raw<Record<string, number>>(query).execute(db);
    return rows.flatMap((row) => Object.values(row).map(Number));
  };
  return { name: 'PostgreSQL', ask: (query) => second(() => run(query)), close: () => app.close() };
}

async function second(run: () => Promise<number[]>): Promise<{ seconds: number; numbers: number[] }> {
  await run();
  const began = performance.now();
  const numbers = await run();
  return { seconds: (performance.now() - began) / 1000, numbers };
}
