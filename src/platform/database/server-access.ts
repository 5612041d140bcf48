import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import type { Config } from '../config/index.ts';
import { Problem } from '../problem/index.ts';
import { type ClusterLease, type OpenClusterOptions, openCluster } from './cluster.ts';
import { type RoleName, roleNames, withClient } from './connections.ts';
import { errors } from './errors.ts';

/** A PostgreSQL server with the roles made, and how to reach a database on it as each of them. */
export interface ServerAccess {
  embedded: boolean;
  /** Name of the database Idun lives in. */
  database: string;
  /** Address of a user who may make databases and roles. */
  adminUrl(database: string): string;
  roleUrl(role: RoleName, database: string): string;
  /** The folder of its unix socket, by which a pool on the same machine costs it less than by the port. */
  socketFolder?: string;
  /** Leaves the server; the embedded one stops with the last. */
  release(): Promise<void>;
}

const oldestVersion = 150_000;

/** Makes the roles of Idun where they are missing. Passwords only on the embedded server; an outside one uses SET ROLE. */
async function makeRoles(client: pg.Client, passwords?: Record<RoleName, string>): Promise<void> {
  const { rows } = await client.query<{ rolname: string }>('select rolname from pg_roles where rolname = any($1)', [
    Object.values(roleNames),
  ]);
  const present = new Set(rows.map((row) => row.rolname));
  for (const role of ['owner', 'app', 'jobs'] as const) {
    const name = roleNames[role];
    if (!present.has(name)) await client.query(`create role ${name} nosuperuser nocreatedb nocreaterole nobypassrls`);
    if (passwords === undefined) continue;
    await client.query(`alter role ${name} login password ${client.escapeLiteral(passwords[role])}`);
  }
}

/** Lets only Idun's roles into a database, and its owner make schemas there. */
export async function prepareDatabase(client: pg.Client, database: string): Promise<void> {
  const name = client.escapeIdentifier(database);
  await client.query(`revoke all on database ${name} from public`);
  await client.query(`grant connect, temporary on database ${name} to idun_owner, idun_app, idun_jobs`);
  await client.query(`grant create on database ${name} to idun_owner`);
  await client.query('revoke all on schema public from public');
}

/** Lets the owner end the server's log files, so that erased data do not live on in them. Embedded servers only: it takes a superuser. */
export async function letOwnerForget(client: pg.Client): Promise<void> {
  await client.query('grant pg_checkpoint to idun_owner');
  await client.query('grant execute on function pg_switch_wal() to idun_owner');
}

function withRole(url: string, role: RoleName): string {
  const roleUrl = new URL(url);
  const given = roleUrl.searchParams.get('options') ?? '';
  roleUrl.searchParams.set('options', `${given} -c role=${roleNames[role]}`.trim());
  return roleUrl.toString();
}

function withDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.toString();
}

async function prepareEmbedded(access: ServerAccess, lease: ClusterLease): Promise<void> {
  if (lease.secrets.prepared) return;
  const { owner, app, jobs } = lease.secrets;
  await withClient(access.adminUrl('postgres'), async (client) => {
    // Two first starts at once: the second waits and finds everything made.
    await client.query("select pg_advisory_lock(hashtextextended('idun.prepare', 0))");
    await makeRoles(client, { owner, app, jobs });
    const found = await client.query('select 1 from pg_database where datname = $1', [access.database]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(access.database)}`);
    // Still under the lock: two that grant the same at once make one of them fail.
    await withClient(access.adminUrl(access.database), async (inside) => {
      await prepareDatabase(inside, access.database);
      await letOwnerForget(inside);
    });
  });
  lease.notePrepared();
}

/** Starts or joins the embedded server of a cluster folder. `durable: false` only for throw-away test data. */
export async function openEmbeddedServer(clusterFolder: string, options: OpenClusterOptions): Promise<ServerAccess> {
  const lease = await openCluster(clusterFolder, options);
  const url = (user: string, password: string, database: string) =>
    `postgresql://${user}:${password}@127.0.0.1:${lease.port}/${encodeURIComponent(database)}`;
  const access: ServerAccess = {
    embedded: true,
    database: 'idun',
    adminUrl: (database) => url('idun', lease.secrets.superuser, database),
    roleUrl: (role, database) => url(roleNames[role], lease.secrets[role], database),
    ...(existsSync(join(lease.socketFolder, `.s.PGSQL.${lease.port}`)) ? { socketFolder: lease.socketFolder } : {}),
    release: lease.release,
  };
  try {
    await prepareEmbedded(access, lease);
  } catch (error) {
    await lease.release();
    throw error;
  }
  return access;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

const rolesByHand = [
  'create role idun_owner; create role idun_app; create role idun_jobs;',
  'grant idun_owner, idun_app, idun_jobs to <the user of DATABASE_URL>;',
  'grant connect, create, temporary on database <the database> to idun_owner;',
  'grant connect, temporary on database <the database> to idun_app, idun_jobs;',
].join(' ');

async function prepareOutside(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ version: string; database: string; user: string }>(
    `select current_setting('server_version_num') as version, current_database() as database, current_user as user`,
  );
  const { version, database, user } = rows[0]!;
  if (Number(version) < oldestVersion) {
    throw new Problem(errors.serverTooOld, `The server of DATABASE_URL is version ${Number(version) / 10_000}.`, {
      expected: 'PostgreSQL 15 or later',
    });
  }
  try {
    await client.query("select pg_advisory_lock(hashtextextended('idun.prepare', 0))");
    await makeRoles(client);
    for (const name of Object.values(roleNames)) {
      const member = await client.query<{ ok: boolean }>('select pg_has_role($1, $2, $3) as ok', [
        user,
        name,
        'MEMBER',
      ]);
      if (!member.rows[0]!.ok) await client.query(`grant ${name} to ${client.escapeIdentifier(user)}`);
    }
    const may = await client.query<{ ok: boolean }>(
      `select has_database_privilege('idun_owner', current_database(), 'CREATE')
          and has_database_privilege('idun_app', current_database(), 'CONNECT') as ok`,
    );
    if (!may.rows[0]!.ok) await prepareDatabase(client, database);
    return database;
  } catch (error) {
    throw new Problem(
      errors.noRoles,
      `The user ${user} of DATABASE_URL may not make the roles idun_owner, idun_app and idun_jobs: ${describe(error)}.`,
      {
        expected: 'the three roles, with the user a member of each',
        action: `As an administrator of the server: ${rolesByHand}`,
      },
    );
  }
}

/** Uses an outside server; the roles are made there when the user may. */
export async function openOutsideServer(config: Config & { databaseUrl: string }): Promise<ServerAccess> {
  const url = config.databaseUrl;
  let database: string;
  try {
    database = await withClient(url, prepareOutside);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(errors.unreachable, `The server of DATABASE_URL did not answer: ${describe(error)}.`, {
      action: 'Check that the server runs and that the address, user, password and database are right.',
    });
  }
  const own: Record<RoleName, string | undefined> = {
    owner: undefined,
    app: config.appDatabaseUrl,
    jobs: config.jobsDatabaseUrl,
  };
  return {
    embedded: false,
    database,
    adminUrl: (name) => withDatabase(url, name),
    roleUrl: (role, name) => withDatabase(own[role] ?? withRole(url, role), name),
    release: async () => undefined,
  };
}

/** The server a configuration names: DATABASE_URL, else the embedded one below the data folder. */
export function openServer(config: Config, whileStarting?: () => void): Promise<ServerAccess> {
  if (config.databaseUrl !== undefined) return openOutsideServer({ ...config, databaseUrl: config.databaseUrl });
  return openEmbeddedServer(join(config.dataDir, 'postgres'), { durable: true, whileStarting });
}
