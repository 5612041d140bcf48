import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import type pg from 'pg';
import type { Db } from './connections.ts';

/**
 * Whose rows a connection may read. It is written into the connection as settings, and the row security of personal tables
 * compares them; a connection that was never bound reads nobody's.
 */
export type Binding =
  | { readonly reach: 'nobody' }
  | { readonly reach: 'everyone' }
  | { readonly reach: 'persons'; readonly personNos: Iterable<number> }
  | {
      readonly reach: 'datasets';
      readonly datasets: Iterable<string>;
      /** Data sets of which a set of people only is reached: `DATASET:NUMBER OF THE SET`. */
      readonly limits: Iterable<string>;
    };

export const nobody: Binding = { reach: 'nobody' };
export const everyone: Binding = { reach: 'everyone' };

/** The settings `idun.reach`, `idun.persons`, `idun.datasets` and `idun.limits` of a binding; sets are written as PostgreSQL arrays. */
export function bindingSettings(binding: Binding): [reach: string, persons: string, datasets: string, limits: string] {
  if (binding.reach === 'persons') return ['persons', `{${[...binding.personNos].join(',')}}`, '', ''];
  if (binding.reach === 'datasets') return ['datasets', '', textArray(binding.datasets), textArray(binding.limits)];
  return [binding.reach, '', '', ''];
}

const textArray = (texts: Iterable<string>): string => `{${[...texts].map((text) => JSON.stringify(text)).join(',')}}`;

// What each connection was bound to last; a new one is bound to nobody.
const bound = new WeakMap<pg.PoolClient, string>();

async function bindClient(client: pg.PoolClient, settings: readonly string[]): Promise<void> {
  const wanted = settings.join('\n');
  if ((bound.get(client) ?? 'nobody\n\n\n') === wanted) return;
  bound.delete(client);
  await client.query(
    `select set_config('idun.reach', $1, false), set_config('idun.persons', $2, false),
      set_config('idun.datasets', $3, false), set_config('idun.limits', $4, false)`,
    [...settings],
  );
  bound.set(client, wanted);
}

// The pool takes the last of its idle connections: one that is bound to the same people already costs no statement. Where a later
// version of the library has no such list, every connection is bound all the same.
function preferBound(pool: pg.Pool, wanted: string): void {
  const { _idle: idle } = pool as unknown as { _idle?: { client: pg.PoolClient }[] };
  const at = idle?.findLastIndex(({ client }) => bound.get(client) === wanted) ?? -1;
  if (idle !== undefined && at >= 0 && at < idle.length - 1) idle.push(...idle.splice(at, 1));
}

// Every connection is bound when it is taken from the pool, so what it did before does not matter.
function boundPool(pool: pg.Pool, binding: Binding): PostgresPool {
  const settings = bindingSettings(binding);
  const wanted = settings.join('\n');
  return {
    async connect() {
      preferBound(pool, wanted);
      const client = await pool.connect();
      try {
        await bindClient(client, settings);
      } catch (error) {
        client.release(true);
        throw error;
      }
      return client;
    },
    end: () => pool.end(),
  };
}

const pools = new WeakMap<Db, pg.Pool>();
const everyones = new WeakMap<pg.Pool, Db>();

/** Kysely over a pool whose connections are bound. */
export function makeBoundDb(pool: pg.Pool, binding: Binding): Db {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: boundPool(pool, binding) }) });
  pools.set(db, pool);
  return db;
}

/** The same pool bound to somebody else. A transaction stays as it was bound when it began. */
export function bindDb(db: Db, binding: Binding): Db {
  const pool = pools.get(db);
  if (pool === undefined) return db;
  if (binding !== everyone) return makeBoundDb(pool, binding);
  const known = everyones.get(pool) ?? makeBoundDb(pool, everyone);
  everyones.set(pool, known);
  return known;
}
