import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Config } from '../config/index.ts';
import type { Logger } from '../logging/index.ts';
import { baseMigrations } from './base-migrations.ts';
import { type Db, makeDb, makePool, withClient } from './connections.ts';
import { openDataFolder } from './data-folder.ts';
import { makeListener } from './listener.ts';
import { type Migration, migrate } from './migrator.ts';
import { openServer, type ServerAccess } from './server-access.ts';

/** Who acts; written into each transaction for row security and audit. */
export interface ActorRef {
  kind: 'operator' | 'public' | 'system' | 'person' | 'service';
  id: string;
}

/** A migrated database and the roles on it. */
export interface DatabaseHandle {
  /** Requests: no owner, no bypass of row security. */
  app: Db;
  /** Migrations and maintenance. */
  owner: Db;
  /** Background work. */
  jobs: Db;
  ownerUrl: string;
  appUrl: string;
  jobsUrl: string;
  /** Whether Idun runs the server itself. */
  embedded: boolean;
  /** The server's version as PostgreSQL counts it, for example 150018 or 180004. */
  version: number;
  /** Runs `fn` in one transaction of the app role, with `idun.actor` set to `kind:id` until its end. */
  withActor<T>(actor: ActorRef, fn: (trx: Db) => Promise<T>): Promise<T>;
  /** Runs `fn` while no other process or call holds the lock `key` of this database (a session lock on a direct connection). */
  advisoryLock<T>(key: string, fn: () => Promise<T>): Promise<T>;
  /**
   * Calls `onNotify` for each NOTIFY on the channel. After a lost connection it is called once with an empty payload, which
   * means: look again, something may have been missed.
   */
  listen(channel: string, onNotify: (payload: string) => void): Promise<() => Promise<void>>;
  /** Closes all connections and leaves the embedded server, which stops with the last to leave. */
  close(): Promise<void>;
}

/** Longest wait for running queries at closing, in milliseconds. */
const patience = 5_000;

/** Connections of each role; small, since the embedded server takes 80 and several processes may share it. */
const poolSizes = { app: 10, owner: 3, jobs: 6 } as const;

/** Opens one database of a server and migrates it. On failure nothing is left open, the server's lease included. */
export async function openDatabaseOn(
  server: ServerAccess,
  database: string,
  options: { migrations: readonly Migration[]; log: Logger },
): Promise<DatabaseHandle> {
  const { log } = options;
  const urls = {
    owner: server.roleUrl('owner', database),
    app: server.roleUrl('app', database),
    jobs: server.roleUrl('jobs', database),
  };
  const owner = makeDb(makePool(urls.owner, poolSizes.owner, log));
  const app = makeDb(makePool(urls.app, poolSizes.app, log));
  const jobs = makeDb(makePool(urls.jobs, poolSizes.jobs, log));
  const listener = makeListener(urls.app, log);
  let closed = false;
  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    // A query that still runs must not keep the process: the server rolls it back when it stops.
    const quiet = Promise.all([listener.close(), owner.destroy(), app.destroy(), jobs.destroy()]);
    await Promise.race([quiet, sleep(patience, undefined, { ref: false })]);
    await server.release();
  }
  try {
    await migrate(owner, urls.owner, [...baseMigrations, ...options.migrations], log);
    const version = await sql<{
      version: number;
    }>`select current_setting('server_version_num')::int as version`.execute(owner);
    return {
      app,
      owner,
      jobs,
      ownerUrl: urls.owner,
      appUrl: urls.app,
      jobsUrl: urls.jobs,
      embedded: server.embedded,
      version: version.rows[0]!.version,
      withActor: (actor, fn) =>
        app.transaction().execute(async (trx) => {
          await sql`select set_config('idun.actor', ${`${actor.kind}:${actor.id}`}, true)`.execute(trx);
          return await fn(trx);
        }),
      advisoryLock: (key, fn) =>
        withClient(urls.app, async (client) => {
          await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [key]);
          return await fn();
        }),
      listen: listener.listen,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Opens the data folder and its database: checks the format version, starts or joins the embedded PostgreSQL (or uses
 * DATABASE_URL), makes the roles, migrates.
 * @throws Problem IDUN_DATA_…, IDUN_POSTGRES_…, IDUN_DATABASE_…
 */
export async function openDatabase(opts: {
  config: Config;
  migrations: readonly Migration[];
  log: Logger;
}): Promise<DatabaseHandle> {
  await openDataFolder(opts.config.dataDir);
  const server = await openServer(opts.config);
  return await openDatabaseOn(server, server.database, opts);
}
