import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '../problem/index.ts';
import { type ClusterLease, openCluster } from './cluster.ts';
import { withClient } from './connections.ts';
import { identifyProcess } from './process-identity.ts';

// One cluster is made and copied for each test: making one takes longer than all the rest.
const pattern = mkdtempSync(join(tmpdir(), 'idun-pattern-'));
beforeAll(async () => {
  await (await openCluster(join(pattern, 'postgres'), { durable: false })).release();
});
afterAll(() => rmSync(pattern, { recursive: true }));

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'idun-cluster-'));
  folder = join(parent, 'postgres');
  cpSync(join(pattern, 'postgres'), folder, { recursive: true, filter: (path) => !path.endsWith('/socket') });
});
afterEach(async () => {
  await expect.poll(() => serverOf(folder), { timeout: 50_000 }).toBeUndefined();
  rmSync(parent, { recursive: true, force: true });
});

/** The process number of the server of a cluster, if it runs. */
function serverOf(cluster: string): number | undefined {
  const file = join(cluster, 'data', 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  return identifyProcess(pid) === undefined ? undefined : pid;
}

interface Holder {
  child: ChildProcess;
  port: number;
  leave(): Promise<void>;
}

async function holdElsewhere(cluster: string, command: readonly string[] = []): Promise<Holder> {
  const script = join(import.meta.dirname, 'cluster-holder.ts');
  const words = [...command, process.execPath, '--import', import.meta.resolve('tsx'), script, cluster];
  const child = spawn(words[0]!, words.slice(1), { stdio: ['pipe', 'pipe', 'pipe'] });
  const errors: string[] = [];
  child.stderr!.on('data', (chunk) => errors.push(String(chunk)));
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout!.once('data', (chunk) => resolve(String(chunk)));
    child.once('exit', () => reject(new Error(errors.join(''))));
  });
  const { port } = JSON.parse(line) as { port: number };
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    child,
    port,
    async leave() {
      child.stdin!.end();
      await exited;
    },
  };
}

const ask = (port: number, password: string) =>
  withClient(`postgresql://idun:${password}@127.0.0.1:${port}/postgres`, async (client) => {
    const { rows } = await client.query<{ user: string }>('select current_user as user');
    return rows[0]!.user;
  });

describe('the embedded PostgreSQL', () => {
  test('the first comer starts it, the last leaver stops it, and it asks for its password', async () => {
    const first = await openCluster(folder, { durable: false });
    const second = await holdElsewhere(folder);
    expect(second.port).toBe(first.port);
    expect(await ask(first.port, first.secrets.superuser)).toBe('idun');
    await expect(ask(first.port, 'wrong')).rejects.toThrow(/password authentication failed/);
    expect(statSync(join(folder, 'connection.json')).mode & 0o777).toBe(0o600);
    await first.release();
    expect(serverOf(folder)).toBeDefined();
    await second.leave();
    expect(serverOf(folder)).toBeUndefined();
    const again = await openCluster(folder, { durable: false });
    expect(again.port).toBe(first.port);
    await again.release();
  });

  test('two processes that come first at once make and share one server', async () => {
    rmSync(folder, { recursive: true });
    const [one, two, three] = await Promise.all([
      holdElsewhere(folder),
      holdElsewhere(folder),
      openCluster(folder, { durable: false }),
    ]);
    expect([one.port, two.port]).toEqual([three.port, three.port]);
    await Promise.all([one.leave(), two.leave(), three.release()]);
    expect(readdirSync(join(folder, 'leases'))).toEqual([]);
    expect(readdirSync(join(folder, 'lock'))).toEqual([]);
  });

  test('a killed owner leaves nothing to repair: the server is taken over and stopped by the next', async () => {
    const owner = await holdElsewhere(folder);
    owner.child.kill('SIGKILL');
    await new Promise((resolve) => owner.child.once('exit', resolve));
    expect(serverOf(folder)).toBeDefined();
    const next = await openCluster(folder, { durable: false });
    expect(next.port).toBe(owner.port);
    expect(await ask(next.port, next.secrets.superuser)).toBe('idun');
    await next.release();
    expect(serverOf(folder)).toBeUndefined();
  });

  test('owner and server killed: the next start recovers', async () => {
    const owner = await holdElsewhere(folder);
    process.kill(serverOf(folder)!, 'SIGKILL');
    owner.child.kill('SIGKILL');
    const next = await openCluster(folder, { durable: false });
    expect(await ask(next.port, next.secrets.superuser)).toBe('idun');
    await next.release();
  });

  test('a pid file with the number of another program, stale leases and stale tickets are seen through', async () => {
    await (await openCluster(folder, { durable: false })).release();
    const pidFile = join(folder, 'data', 'postmaster.pid');
    writeFileSync(pidFile, `${process.pid}\n${join(folder, 'data')}\n1\n5432\n\n127.0.0.1\n1 1\nready\n`);
    writeFileSync(join(folder, 'leases', `${process.pid}.another-start_x`), '');
    writeFileSync(join(folder, 'leases', '999999999.1_x'), '');
    writeFileSync(join(folder, 'lock', 'ticket-1_999999999.1_x'), '');
    writeFileSync(join(folder, 'lock', 'choosing_999999999.1_y'), '');
    const lease = await openCluster(folder, { durable: false });
    expect(await ask(lease.port, lease.secrets.superuser)).toBe('idun');
    await lease.release();
    expect(serverOf(folder)).toBeUndefined();
  });

  test('it works below a folder that only its owner may enter, and in one with a long name', async () => {
    chmodSync(parent, 0o700);
    folder = join(parent, `a long name with spaces and 'quotes' ${'x'.repeat(90)}`, 'postgres');
    mkdirSync(folder, { recursive: true });
    const lease = await openCluster(folder, { durable: false });
    expect(await ask(lease.port, lease.secrets.superuser)).toBe('idun');
    await lease.release();
    rmSync(readFileSync(join(folder, 'socket-folder'), 'utf8').trim(), { recursive: true });
  });
});

const isRoot = process.getuid?.() === 0;
const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
const nobodyCanRead =
  isRoot && spawnSync(nobody[0]!, [...nobody.slice(1), 'test', '-r', import.meta.filename]).status === 0;

test.runIf(nobodyCanRead)('an ordinary user runs it directly', async () => {
  rmSync(folder, { recursive: true });
  chownSync(parent, 65534, 65534);
  const holder = await holdElsewhere(folder, nobody);
  expect(statSync(join(folder, 'data')).uid).toBe(65534);
  const { superuser } = JSON.parse(readFileSync(join(folder, 'connection.json'), 'utf8')) as { superuser: string };
  expect(await ask(holder.port, superuser)).toBe('idun');
  await holder.leave();
});

describe.runIf(isRoot)('as root', () => {
  const ways = ['user-namespace', 'setpriv', 'nobody-folder'];
  afterEach(() => {
    delete process.env['IDUN_POSTGRES_ACCOUNT'];
    const pointer = join(folder, 'nobody-folder');
    if (existsSync(pointer)) rmSync(readFileSync(pointer, 'utf8').trim(), { recursive: true });
  });

  test('it runs in every way that this machine allows, and tells why another is not', async () => {
    let worked = 0;
    for (const way of ways) {
      process.env['IDUN_POSTGRES_ACCOUNT'] = way;
      const opened = await openCluster(folder, { durable: false }).catch((error: unknown) => error);
      if (opened instanceof Problem) {
        // A container may forbid some; the reason and the way out must be told.
        expect(opened.code).toBe('IDUN_POSTGRES_NO_ACCOUNT');
        expect(opened.message).toContain(way);
        expect(opened.extra!.action).toContain('DATABASE_URL');
        continue;
      }
      const lease = opened as ClusterLease;
      expect(await ask(lease.port, lease.secrets.superuser)).toBe('idun');
      await lease.release();
      worked += 1;
    }
    expect(worked).toBeGreaterThan(0);
  });
});
