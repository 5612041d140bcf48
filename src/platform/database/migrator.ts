import { sql } from 'kysely';
import type pg from 'pg';
import type { Logger } from '../logging/index.ts';
import { Problem } from '../problem/index.ts';
import { type Db, withClient } from './connections.ts';
import { errors } from './errors.ts';

/** One step of a module's schema; runs as idun_owner in a transaction and grants to idun_app and idun_jobs. */
export interface Migration {
  /** `YYYYMMDDHHMM_module_what`; the order of names is the order of running. */
  name: string;
  up(trx: Db): Promise<void>;
}

const namePattern = /^\d{12}_[a-z0-9]+(_[a-z0-9]+)*$/;

function inOrder(migrations: readonly Migration[]): Migration[] {
  // A module may be named by two others; that is one module.
  const sorted = [...new Set(migrations)].sort((a, b) => (a.name < b.name ? -1 : 1));
  sorted.forEach((migration, index) => {
    const problem = !namePattern.test(migration.name)
      ? 'is not of the form YYYYMMDDHHMM_module_what'
      : migration.name === sorted[index - 1]?.name && 'is there twice';
    if (problem !== false) throw new Problem(errors.badMigrations, `The migration ${migration.name} ${problem}.`);
  });
  return sorted;
}

async function appliedNames(db: Db): Promise<Set<string> | undefined> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass('idun.migrations') is not null as there`.execute(
    db,
  );
  if (!rows[0]!.there) return undefined;
  const applied = await sql<{ name: string }>`select name from idun.migrations`.execute(db);
  return new Set(applied.rows.map((row) => row.name));
}

function refuseUnknown(applied: ReadonlySet<string>, known: readonly Migration[]): void {
  const names = new Set(known.map((migration) => migration.name));
  const unknown = [...applied].filter((name) => !names.has(name)).sort();
  if (unknown.length === 0) return;
  throw new Problem(errors.newerMigrations, `The database has the migration ${unknown.join(', ')}, unknown here.`, {
    expected: 'a database that this Idun or an older one has migrated',
    action: 'Use the newer Idun, or another data folder.',
  });
}

async function lockMigrations(client: pg.Client): Promise<void> {
  await client.query("select pg_advisory_lock(hashtextextended('idun.migrations', 0))");
}

/**
 * Applies what is missing, each migration in its own transaction, one process at a time.
 * @param ownerUrl direct address of idun_owner, for the lock
 * @returns the names applied now
 * @throws Problem IDUN_DATABASE_NEWER when the database has a migration this program does not know
 */
export async function migrate(owner: Db, ownerUrl: string, migrations: readonly Migration[], log: Logger) {
  const ordered = inOrder(migrations);
  const before = await appliedNames(owner);
  if (before !== undefined) {
    refuseUnknown(before, ordered);
    if (ordered.every((migration) => before.has(migration.name))) return [];
  }
  return await withClient(ownerUrl, async (client) => {
    await lockMigrations(client);
    return await applyMissing(owner, ordered, log);
  });
}

async function applyMissing(owner: Db, ordered: readonly Migration[], log: Logger): Promise<string[]> {
  await sql`create schema if not exists idun`.execute(owner);
  await sql`create table if not exists idun.migrations (
    name text primary key,
    applied_at timestamptz not null default now()
  )`.execute(owner);
  await sql`grant usage on schema idun to idun_app, idun_jobs`.execute(owner);
  await sql`grant select on idun.migrations to idun_app, idun_jobs`.execute(owner);
  const applied = (await appliedNames(owner)) ?? new Set<string>();
  refuseUnknown(applied, ordered);
  const now: string[] = [];
  for (const migration of ordered) {
    if (applied.has(migration.name)) continue;
    await owner.transaction().execute(async (trx) => {
      await migration.up(trx);
      await sql`insert into idun.migrations (name) values (${migration.name})`.execute(trx);
    });
    log.info({ migration: migration.name }, 'migrated');
    now.push(migration.name);
  }
  return now;
}
