import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from '../logging/index.ts';
import { PreparingClient } from './prepared.ts';

/** A typed query runner; use Kysely's `sql` template with typed rows. */
export type Db = Kysely<unknown>;

/** The roles Idun works as; migrations as owner, requests as app, background work as jobs. */
export type RoleName = 'owner' | 'app' | 'jobs';

export const roleNames: Record<RoleName, string> = { owner: 'idun_owner', app: 'idun_app', jobs: 'idun_jobs' };

const int8 = 20;
const date = 1082;

function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`The database sent ${text}, beyond 2^53; select it as text.`);
  return value;
}

function getTypeParser(oid: number, format?: 'text' | 'binary') {
  // bigint as number (checked), civil dates as they are written: a Date would move them between time zones.
  if (oid === int8 && format !== 'binary') return parseInt8;
  if (oid === date && format !== 'binary') return (text: string) => text;
  return pg.types.getTypeParser(oid, format);
}

/** What node-postgres reads for this address; bigint arrives as number, `date` as text, `timestamptz` as Date. */
export function clientConfig(url: string): pg.ClientConfig {
  // Nothing is found by a search path: every name carries its schema, so no object can shadow another.
  const given = new URL(url).searchParams.get('options') ?? '';
  const options = `${given} -c search_path=pg_catalog -c timezone=UTC`.trim();
  const bare = new URL(url);
  bare.searchParams.delete('options');
  return { connectionString: bare.toString(), options, types: { getTypeParser }, application_name: 'idun' };
}

/** The same database by the unix socket in a folder, where there is one. */
export function bySocket(url: string, folder: string | undefined): string {
  if (folder === undefined) return url;
  const local = new URL(url);
  local.searchParams.set('host', folder);
  return local.toString();
}

/** A small pool on this address. Idle connections do not keep the process alive. */
export function makePool(url: string, max: number, log: Logger): pg.Pool {
  const settings = { max, idleTimeoutMillis: 10_000, allowExitOnIdle: true, Client: PreparingClient };
  const pool = new pg.Pool({ ...clientConfig(url), ...settings });
  // Without a listener an idle connection that the server closes would end the process.
  pool.on('error', (error) => {
    if (!pool.ending) log.warn({ reason: error.message }, 'an idle database connection was closed');
  });
  return pool;
}

/** Kysely over a pool. */
export function makeDb(pool: pg.Pool): Db {
  return new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
}

/** Runs `work` on one direct connection of its own, outside any pool. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(clientConfig(url));
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
