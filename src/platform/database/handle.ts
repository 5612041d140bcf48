import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Config } from '../config/index.ts';
import type { Logger } from '../logging/index.ts';
import { baseMigrations } from './base-migrations.ts';
import { type Binding, bindDb, bindingSettings, everyone, makeBoundDb, nobody } from './binding.ts';
import { bySocket, type Db, makeDb, makePool, type RoleName } from './connections.ts';
import { openDataFolder } from './data-folder.ts';
import { makeListener } from './listener.ts';
import { type Migration, migrate } from './migrator.ts';
import { openServer, type ServerAccess } from './server-access.ts';
import { makeSessions, type Sessions } from './sessions.ts';

/** Who acts; written into each transaction for row security and audit. */
export interface ActorRef {
  kind: 'operator' | 'public' | 'system' | 'person' | 'service';
  id: string;
}

// Whose rows an actor may read; kept beside the object, so that a copy of it opens nothing.
const reaches = new WeakMap<ActorRef, Binding>();

/** Says whose rows transactions of this very actor may read (`withActor`). Only trust/ knows. */
export function bindActor(actor: ActorRef, binding: Binding): void {
  reaches.set(actor, binding);
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
  /** Runs work on a direct connection of its own, for locks that last as long as the work. */
  withSession: Sessions['use'];
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

/** Every module's migrations, or what gives them once the server answers. */
export type Migrations = readonly Migration[] | (() => Promise<readonly Migration[]>);

/** Opens one database of a server and migrates it. On failure nothing is left open, the server's lease included. */
export async function openDatabaseOn(
  server: ServerAccess,
  database: string,
  options: { migrations: Migrations; log: Logger },
): Promise<DatabaseHandle> {
  const { log } = options;
  const urls = {
    owner: server.roleUrl('owner', database),
    app: server.roleUrl('app', database),
    jobs: server.roleUrl('jobs', database),
  };
  const poolOf = (role: RoleName) => makePool(bySocket(urls[role], server.socketFolder), poolSizes[role], log);
  const owner = makeDb(poolOf('owner'));
  const app = makeBoundDb(poolOf('app'), everyone);
  const jobs = makeDb(poolOf('jobs'));
  const sessions = makeSessions(urls.app);
  const listener = makeListener(urls.app, log);
  let closed = false;
  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    // A query that still runs must not keep the process: the server rolls it back when it stops.
    const quiet = Promise.all([listener.close(), sessions.close(), owner.destroy(), app.destroy(), jobs.destroy()]);
    await Promise.race([quiet, sleep(patience, undefined, { ref: false })]);
    await server.release();
  }
  try {
    // Connecting takes a while, and what comes next will want them.
    void Promise.all([sql`select 1`.execute(app), sessions.use(async () => undefined)]).catch(() => undefined);
    const { migrations } = options;
    const own = typeof migrations === 'function' ? await migrations() : migrations;
    await migrate(owner, urls.owner, [...baseMigrations, ...own], log);
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
      withActor: (actor, fn) => runAs(app, actor, everyone, fn),
      withSession: sessions.use,
      advisoryLock: (key, fn) =>
        sessions.use(async (client) => {
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

async function runAs<T>(app: Db, actor: ActorRef, binding: Binding, fn: (trx: Db) => Promise<T>): Promise<T> {
  const [reach, persons, datasets, limits] = bindingSettings(binding);
  return await app.transaction().execute(async (trx) => {
    await sql`select set_config('idun.actor', ${`${actor.kind}:${actor.id}`}, true), set_config('idun.reach', ${reach}, true),
      set_config('idun.persons', ${persons}, true), set_config('idun.datasets', ${datasets}, true),
      set_config('idun.limits', ${limits}, true)`.execute(trx);
    return await fn(trx);
  });
}

/**
 * The same database for requests: `app` reads nobody's rows until it is bound (`bindDb`), and a transaction reads those of its
 * actor; the operator's and Idun's own, everybody's.
 */
export function guardDatabase(database: DatabaseHandle): DatabaseHandle {
  const app = bindDb(database.app, nobody);
  return { ...database, app, withActor: (actor, fn) => runAs(app, actor, bindingOf(actor), fn) };
}

/** The same database reading everybody's rows: for use cases whose caller has checked what they are given. */
export function unguardDatabase(database: DatabaseHandle): DatabaseHandle {
  const app = bindDb(database.app, everyone);
  return { ...database, app, withActor: (actor, fn) => runAs(app, actor, everyone, fn) };
}

function bindingOf(actor: ActorRef): Binding {
  return reaches.get(actor) ?? (actor.kind === 'operator' || actor.kind === 'system' ? everyone : nobody);
}

/**
 * Opens the data folder and its database: checks the format version, starts or joins the embedded PostgreSQL (or uses
 * DATABASE_URL), makes the roles, migrates.
 * @param opts `whileStarting` is called when this process starts a server: the time until it is ready is free for other things
 * @throws Problem IDUN_DATA_…, IDUN_POSTGRES_…, IDUN_DATABASE_…
 */
export async function openDatabase(opts: {
  config: Config;
  migrations: Migrations;
  log: Logger;
  whileStarting?: () => void;
}): Promise<DatabaseHandle> {
  await openDataFolder(opts.config.dataDir);
  const server = await openServer(opts.config, opts.whileStarting);
  return await openDatabaseOn(server, server.database, opts);
}
