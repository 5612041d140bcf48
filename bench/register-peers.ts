import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type ClusterLease, openCluster } from '../src/platform/database/cluster.ts';
import { clientConfig, withClient } from '../src/platform/database/connections.ts';
import { setView } from '../src/register/search/place-people.ts';
import type { Searcher } from '../src/register/search/searcher.ts';
import { copyIn } from './copy-in.ts';

/** Another engine with the same rows. */
export interface RegisterPeer {
  name: string;
  /** Asks twice and gives the second time (once where it takes long), and every number of the answer. */
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

/** What a server of this size is given for such work; the nation fits into the machine's memory. */
const settings = [
  ...["shared_buffers = '1GB'", "work_mem = '256MB'", "maintenance_work_mem = '1GB'", "max_wal_size = '8GB'"],
  ...["effective_cache_size = '8GB'", 'max_parallel_maintenance_workers = 1', 'max_parallel_workers_per_gather = 1'],
];

/** The embedded PostgreSQL without a journal, with indexes and statistics, and only the tables that the questions need. */
export async function openPostgresPeer(
  folder: string,
  searcher: Searcher,
  say: (line: string) => void,
): Promise<RegisterPeer> {
  const first = await openCluster(folder, { durable: false });
  await withClient(addressOf(first), async (client) => {
    for (const setting of settings) await client.query(`alter system set ${setting}`);
  });
  await first.release();
  const lease = await openCluster(folder, { durable: false });
  const client = new pg.Client(clientConfig(addressOf(lease)));
  await client.connect();
  const began = performance.now();
  const done = (what: string): void => say(`PostgreSQL: ${what}, ${Math.round((performance.now() - began) / 1000)} s`);
  await client.query('create schema bench');
  for (const [name, columns] of Object.entries(tablesOf(searcher))) {
    const names = Object.keys(columns);
    await client.query('begin');
    await client.query(
      `create unlogged table bench.${name} (${names.map((column) => `${column} int not null`).join(', ')})`,
    );
    await copyIn(client, `bench.${name}`, columns);
    await client.query('commit');
    done(`${columns[names[0]!]!.length} ${name} loaded`);
  }
  for (const index of indexes) {
    await client.query(index);
    done(index);
  }
  await client.query('analyze');
  const run = async (query: string): Promise<number[]> => {
    const { rows } = await client.query<Record<string, number>>(query);
    return rows.flatMap((row) => Object.values(row).map(Number));
  };
  return {
    name: 'PostgreSQL',
    ask: (query) => second(() => run(query)),
    async close() {
      await client.end();
      await lease.release();
    },
  };
}

function addressOf({ port, secrets }: ClusterLease): string {
  return `postgresql://idun:${secrets.superuser}@127.0.0.1:${port}/postgres`;
}

/** A question that takes so long is not asked a second time: what it has to read lies in memory by its first half. */
const patience = 30;

async function second(run: () => Promise<number[]>): Promise<{ seconds: number; numbers: number[] }> {
  for (let again = false; ; again = true) {
    const began = performance.now();
    const numbers = await run();
    const seconds = (performance.now() - began) / 1000;
    if (again || seconds > patience) return { seconds, numbers };
  }
}
