import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  freePort,
  idun,
  idunJson,
  type RunningServer,
  run,
  startServer,
  temporaryData,
  tool,
  waitFor,
} from './idun.ts';
import { makeStranger, type Stranger, whyNotAlone, whyNotOrdinary } from './start/checkout.ts';
import { listenerOn, locksIn, processesIn, type Started, type } from './start/process.ts';
import { differences, takeTrace } from './start/trace.ts';

const notOrdinary = whyNotOrdinary();
if (notOrdinary) console.log(`Starting as an ordinary user is left out: ${notOrdinary}.`);
if (!tool('psql')) console.log('The address of the database is not tried with psql: it is not installed.');

const notAlone = whyNotAlone();
if (notAlone) console.log(`Starting without a network is left out: ${notAlone}.`);

const npmStart = async (...args: string[]) => ['npm', 'start', '--', '--port', String(await freePort()), ...args];
// npm hands the signal on to its parent when what it ran has ended.
const endings = [0, 'SIGINT'];
const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;

/** A request on a connection of its own, with headers that fetch would not send. */
function ask(
  url: string,
  method = 'GET',
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string }> {
  return new Promise((done, fail) => {
    const sent = request(url, { method, headers, agent: false }, (answer) => {
      let body = '';
      answer.on('data', (chunk: Buffer) => {
        body += chunk.toString('utf8');
      });
      answer.on('end', () => done({ status: answer.statusCode!, body }));
    });
    sent.on('error', fail);
    sent.end();
  });
}

async function getJson<T>(url: string): Promise<T> {
  return JSON.parse((await ask(url)).body) as T;
}

function expectGone(stranger: Stranger): void {
  expect(processesIn(stranger.checkout)).toEqual([]);
  expect(locksIn(join(stranger.checkout, '.idun'))).toEqual([]);
}

describe('a stranger types npm start', () => {
  let stranger: Stranger;
  beforeAll(() => {
    stranger = makeStranger('oneself');
  });
  afterAll(() => stranger.remove());

  test('the first start builds, answers, and begins to load the demo nation; Ctrl-C in its midst leaves nothing', async () => {
    expect(existsSync(join(stranger.checkout, 'dist'))).toBe(false);
    const idunStarted = await type(stranger, await npmStart());
    console.log(`first start, with both builds: ${seconds(idunStarted.took)}`);
    expect(idunStarted.output()).toContain('The synthetic demo nation is being loaded in the background.');
    expect((await ask(idunStarted.url, 'GET', { accept: 'text/html' })).body).toContain('<div id="root">');
    await waitFor(
      async () => {
        const { jobs } = await getJson<{ jobs: { kind: string }[] }>(`${idunStarted.url}/api/overview`);
        return jobs.some((job) => job.kind === 'demo.load') || undefined;
      },
      20_000,
      () => `no demo is loaded:\n${idunStarted.output()}`,
    );
    expect(endings).toContain(await idunStarted.ctrlC());
    expectGone(stranger);
  });

  test('the second start goes on; a second instance beside it; Ctrl-C stops each alone', async () => {
    const first = await type(stranger, await npmStart());
    console.log(`second start: ${seconds(first.took)}`);
    const other = join(stranger.checkout, 'beside');
    const second = await type(stranger, await npmStart('--no-demo', '--data', other));
    const totals = async ({ url }: Started) =>
      (await getJson<{ totals: { demo: boolean }; jobs: unknown[] }>(`${url}/api/overview`)).jobs.length;
    await waitFor(
      async () => ((await totals(first)) > 0 ? true : undefined),
      20_000,
      () => `the loading does not go on:\n${first.output()}`,
    );
    expect(await totals(second)).toBe(0);
    expect(second.output()).not.toContain('demo nation');
    expect(endings).toContain(await first.ctrlC());
    expect((await ask(`${second.url}/readyz`)).status).toBe(200);
    expect(endings).toContain(await second.ctrlC());
    expect(locksIn(other)).toEqual([]);
    expectGone(stranger);
  });

  test.skipIf(notAlone !== null)('it starts where there is no network at all', async () => {
    const alone = ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
    const started = await type(stranger, [...alone, ...(await npmStart('--no-demo', '--data', 'alone'))]);
    const question = `fetch('${started.url}/readyz').then(async (a) => console.log(await a.text()))`;
    const inside = ['--target', String(started.child.pid), '--net', process.execPath, '-e', question];
    expect(JSON.parse(run('nsenter', inside))).toMatchObject({ status: 'ready' });
    expect(endings).toContain(await started.ctrlC());
    expectGone(stranger);
  });
});

test.skipIf(notOrdinary !== null)('an ordinary user starts it below a home that nobody else may enter', async () => {
  const stranger = makeStranger('ordinary');
  try {
    const started = await type(stranger, await npmStart('--no-demo'));
    expect(await getJson(`${started.url}/readyz`)).toMatchObject({ status: 'ready' });
    const pid = listenerOn(Number(new URL(started.url).port));
    expect(spawnSync('ps', ['-o', 'uid=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()).toBe('65534');
    expect(endings).toContain(await started.ctrlC());
    expectGone(stranger);
  } finally {
    stranger.remove();
  }
});

describe('one installation without the demo', () => {
  const { data, remove } = temporaryData();
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer(data, ['--no-demo']);
  });
  afterAll(async () => {
    await server?.stop();
    remove();
  });

  test('it holds nothing, is healthy and ready, and tells its measures', async () => {
    const overview = await getJson<{ totals: Record<string, number>; jobs: unknown[] }>(`${server.url}/api/overview`);
    expect([overview.totals['genomes'], overview.jobs]).toEqual([0, []]);
    expect(await getJson(`${server.url}/healthz`)).toEqual({ status: 'ok' });
    expect(await getJson(`${server.url}/readyz`)).toMatchObject({ status: 'ready', checks: { database: /answers/ } });
    expect((await ask(`${server.url}/metrics`)).body).toMatch(/^# HELP [\s\S]*http/m);
  });

  test('another name in Host and another site in Origin are refused', async () => {
    const port = new URL(server.url).port;
    const rebound = await ask(`${server.url}/api/overview`, 'GET', { host: `evil.example:${port}` });
    expect([rebound.status, JSON.parse(rebound.body).code]).toEqual([421, 'IDUN_HOST_REFUSED']);
    const foreign = await ask(`${server.url}/api/submissions`, 'POST', { origin: 'http://evil.example' });
    expect([foreign.status, JSON.parse(foreign.body).code]).toEqual([403, 'IDUN_ORIGIN_REFUSED']);
    const neighbour = await ask(`${server.url}/api/submissions`, 'POST', { origin: 'http://127.0.0.1:1' });
    expect(neighbour.status).toBe(403);
    expect((await ask(`${server.url}/api/overview`, 'GET', { host: `localhost:${port}` })).status).toBe(200);
  });

  test('a taken port is said, with what to do, and nothing stays behind', async () => {
    const beside = temporaryData();
    const outcome = idun(beside.data, ['start', '--no-demo', '--port', new URL(server.url).port]);
    expect(outcome.status).not.toBe(0);
    expect(outcome.stderr).toContain('IDUN_PORT_TAKEN');
    expect(outcome.stderr).toContain('--port');
    expect(processesIn(beside.data)).toEqual([]);
    beside.remove();
  });

  test('psql takes the address of the database', () => {
    const { url } = idunJson<{ url: string }>(data, ['database', 'url']);
    expect(url).toMatch(/^postgresql:\/\//);
    if (!tool('psql')) return;
    const asked = spawnSync('psql', [url, '-At', '-c', 'select count(*) from genomes.genomes'], { encoding: 'utf8' });
    expect([asked.status, asked.stdout.trim(), asked.stderr]).toEqual([0, '0', '']);
  });

  test('kill -9 of the server needs nobody’s help', async () => {
    const pid = listenerOn(Number(new URL(server.url).port));
    expect(pid).toBe(server.process.pid);
    process.kill(pid, 'SIGKILL');
    await server.stop();
    server = await startServer(data);
    expect(await getJson(`${server.url}/readyz`)).toMatchObject({ status: 'ready' });
    const { jobs } = await getJson<{ jobs: unknown[] }>(`${server.url}/api/overview`);
    expect(jobs).toEqual([]);
  });

  test('idun demo load beside the running server, then idun demo remove: no file and no row is left', async () => {
    const { url } = idunJson<{ url: string }>(data, ['database', 'url', '--role', 'owner']);
    const before = await takeTrace(data, url);
    const began = performance.now();
    const loaded = idunJson<{ genomes: number }>(data, ['demo', 'load']);
    console.log(`idun demo load: ${seconds(performance.now() - began)}`);
    expect(loaded.genomes).toBe(400);
    const { totals } = await getJson<{ totals: { genomes: number } }>(`${server.url}/api/overview`);
    expect(totals.genomes).toBeGreaterThan(300);
    const full = await takeTrace(data, url);
    expect(full.files.length).toBeGreaterThan(before.files.length);
    expect(idunJson<{ genomes: number }>(data, ['demo', 'remove']).genomes).toBe(402);
    const after = await takeTrace(data, url);
    // The key that civil registration numbers are kept under is made with the first of them, and is nobody's data.
    expect(after.files.filter((file) => file !== 'keys/people.key')).toEqual(before.files);
    // What was looked at while it was there stays in the access log, without the names of what is gone.
    const changed = Object.entries(differences(before, after));
    expect(changed.filter(([table]) => !table.startsWith('trust.audit_'))).toEqual([]);
    const entries = changed.find(([table]) => table === 'trust.audit_entries')?.[1];
    expect((entries?.[1] ?? 0) >= (entries?.[0] ?? 0)).toBe(true);
    const gone = await getJson<{ totals: { genomes: number }; datasets: unknown[]; references: unknown[] }>(
      `${server.url}/api/overview`,
    );
    expect([gone.totals.genomes, gone.datasets, gone.references]).toEqual([0, [], []]);
  });

  test('Ctrl-C ends it with 0 and leaves no process and no lock', async () => {
    expect(await server.stop()).toBe(0);
    expect(processesIn(data)).toEqual([]);
    expect(locksIn(data)).toEqual([]);
  });
});
