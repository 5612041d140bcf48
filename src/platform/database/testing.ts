import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../config/index.ts';
import { randomBase62 } from '../ids/index.ts';
import { silentLogger } from '../logging/index.ts';
import { type Db, makeDb, makePool, type RoleName, withClient } from './connections.ts';
import { type DatabaseHandle, openDatabaseOn } from './handle.ts';
import type { Migration } from './migrator.ts';
import { isRunning, ownIdentity } from './process-identity.ts';
import { openEmbeddedServer, openOutsideServer, prepareDatabase, type ServerAccess } from './server-access.ts';

// One cluster for all tests of this user and checkout; it is made once and stops with the last test that uses it.
function testClusterFolder(): string {
  const user = process.getuid?.() ?? 0;
  const checkout = createHash('sha256')
    .update(import.meta.dirname)
    .digest('hex')
    .slice(0, 8);
  const parent = join(tmpdir(), `idun-test-${user}`);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  const stat = lstatSync(parent);
  if (!stat.isDirectory() || stat.uid !== user) throw new Error(`${parent} belongs to somebody else`);
  return join(parent, `${checkout}-1`);
}

function openTestServer(): Promise<ServerAccess> {
  const databaseUrl = process.env['IDUN_TEST_DATABASE_URL'];
  if (databaseUrl === undefined || databaseUrl === '')
    return openEmbeddedServer(testClusterFolder(), { durable: false });
  return openOutsideServer({ ...loadConfig({}, {}), databaseUrl });
}

// Names carry the process, so that databases of killed tests are recognised.
async function makeDatabase(server: ServerAccess): Promise<string> {
  const name = `idun_test_${ownIdentity().replace('.', '_')}_${randomBase62(6).toLowerCase()}`;
  await withClient(server.adminUrl(server.embedded ? 'postgres' : server.database), async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      String.raw`select datname from pg_database where datname like 'idun\_test\_%'`,
    );
    for (const { datname } of rows) {
      const [, pid, start] = /^idun_test_(\d+)_([^_]+)_/.exec(datname) ?? [];
      if (pid !== undefined && !isRunning(`${pid}.${start}`)) {
        await client.query(`drop database if exists ${client.escapeIdentifier(datname)} with (force)`);
      }
    }
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
  await withClient(server.adminUrl(name), (client) => prepareDatabase(client, name));
  return name;
}

async function dropDatabase(server: ServerAccess, name: string): Promise<void> {
  await withClient(server.adminUrl(server.embedded ? 'postgres' : server.database), async (client) => {
    await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`);
  });
}

/**
 * A fresh, migrated database for one test file, on a shared embedded cluster without fsync, or on IDUN_TEST_DATABASE_URL.
 * Its `close` drops it.
 * @param migrations those of the modules under test; the platform's own are applied always
 */
export async function openTestDatabase(migrations: readonly Migration[]): Promise<DatabaseHandle> {
  const server = await openTestServer();
  let name: string;
  try {
    name = await makeDatabase(server);
  } catch (error) {
    await server.release();
    throw error;
  }
  const release = async () => {
    await dropDatabase(server, name);
    await server.release();
  };
  return await openDatabaseOn({ ...server, release }, name, { migrations, log: silentLogger });
}

/**
 * Opens the database of a test in a process of its own, by the addresses the test tells it; for tests that kill what works with it.
 * Closing it leaves the database to the test.
 */
export function openToldDatabase(
  urls: Readonly<Record<RoleName, string>>,
  migrations: readonly Migration[],
): Promise<DatabaseHandle> {
  const server: ServerAccess = {
    embedded: false,
    database: 'given',
    adminUrl: () => urls.owner,
    roleUrl: (role) => urls[role],
    release: async () => undefined,
  };
  return openDatabaseOn(server, server.database, { migrations, log: silentLogger });
}

/** A connection of another process to a test's database, by one of its addresses. */
export function connectForTest(url: string): Db {
  return makeDb(makePool(url, 4, silentLogger));
}

/** An empty database on a server of its own in a folder, for tests of DATABASE_URL that kill what uses it. */
export async function openOutsideDatabase(
  folder: string,
): Promise<{ url: string; count(table: string): Promise<number>; close(): Promise<void> }> {
  const server = await openEmbeddedServer(folder, { durable: false });
  await withClient(server.adminUrl('postgres'), (client) => client.query('create database outside'));
  const url = server.adminUrl('outside');
  return {
    url,
    count: (table) => withClient(url, async (client) => (await client.query(`select from ${table}`)).rowCount ?? 0),
    close: () => server.release(),
  };
}
