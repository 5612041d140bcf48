/**
 * A working day's crowd: 500 signed-in people of several roles, each asking something every 5 seconds, every request logged as
 * always. Server and crowd share the machine. A request's time is from sending it to the last byte of its answer.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { openApp } from '../src/app/compose.ts';
import { loadConfig } from '../src/platform/config/index.ts';
import { bindDb, everyone } from '../src/platform/database/index.ts';
import { silentLogger } from '../src/platform/logging/index.ts';
import { openPersonSession } from '../src/trust/identity/index.ts';
import { serveIdun } from './idun-server.ts';
import { timed } from './process.ts';
import { type BenchOptions, type BenchRow, percentile } from './row.ts';

const PEOPLE = 500;
const EVERY_MS = 5000;
const SECONDS = 60;
/** The first seconds, in which code is compiled and caches fill, are asked and not measured. */
const WARM_SECONDS = 10;

/** How many of the crowd have each role, and what they ask in turn. `$variant` and the like are filled in for each person. */
const crowd: readonly { login: string; share: number; asks: readonly string[] }[] = [
  {
    login: 'clinician',
    share: 0.35,
    asks: [
      '/api/session',
      '/api/home',
      '/api/genomes?limit=50',
      '/api/variants/demo/$variant',
      '/api/search?q=$variant',
    ],
  },
  {
    login: 'interpreter',
    share: 0.2,
    asks: ['/api/home', '/api/variants/demo/$variant', '/api/variants/demo/$variant', '/api/genomes?limit=50'],
  },
  {
    login: 'researcher',
    share: 0.25,
    asks: ['/api/home', '/api/variants/demo/$variant', '/api/cohorts', '/api/datasets'],
  },
  { login: 'citizen', share: 0.15, asks: ['/api/me', '/api/me/data', '/api/me/log', '/api/me/choices'] },
  { login: 'data-protection-officer', share: 0.03, asks: ['/api/home', '/api/gdpr/breaches', '/api/care/emergencies'] },
  { login: 'auditor', share: 0.02, asks: ['/api/home', '/api/audit?limit=50', '/api/audit/head'] },
];

interface Person {
  secret: string;
  asks: readonly string[];
}

/** Loads the demo nation, signs the crowd in, lets it ask, and gives median, 99 % and the number of requests that failed. */
export async function* measure({ small, say }: BenchOptions): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'idun-crowd-'));
  try {
    const data = join(folder, 'data');
    say('loading the demo nation …');
    await timed(process.execPath, [resolve('bin/idun.mjs'), '--data', data, 'demo', 'load']);
    const people = await signIn(data);
    const server = await serveIdun(data);
    try {
      const seconds = small ? WARM_SECONDS + 10 : WARM_SECONDS + SECONDS;
      say(`${PEOPLE} people for ${seconds} seconds …`);
      const { times, failed, byRoute } = await letAsk(server.port, people, seconds);
      for (const [route, took] of byRoute) {
        say(
          `${route}: ${took.length} × median ${percentile(took, 0.5).toFixed(0)} ms, 99 % ${percentile(took, 0.99).toFixed(0)} ms`,
        );
      }
      const asked = `${PEOPLE} signed-in people, one request each ${EVERY_MS / 1000} s (${times.length} measured)`;
      const limit = { peer: null, peerName: null };
      yield { name: `${asked}: median`, ours: percentile(times, 0.5), ...limit, unit: 'ms', goal: { limit: 50 } };
      yield { name: `${asked}: 99 %`, ours: percentile(times, 0.99), ...limit, unit: 'ms', goal: { limit: 300 } };
      yield { name: `${asked}: failed`, ours: failed, ...limit, unit: 'requests', goal: { limit: 0 } };
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function signIn(data: string): Promise<Person[]> {
  const app = await openApp(loadConfig({ data }, {}), silentLogger);
  try {
    const db = bindDb(app.database.app, everyone);
    const { rows } = await sql<{ no: number; login: string }>`
      select account_no as no, login from trust.accounts where login is not null`.execute(db);
    const accounts = new Map(rows.map(({ no, login }) => [login, no]));
    const variants = await someVariants(data);
    const people: Person[] = [];
    for (const { login, share, asks } of crowd) {
      const accountNo = accounts.get(login);
      if (accountNo === undefined) throw new Error(`the demo nation has no account ${login}`);
      for (let i = 0; i < Math.round(share * PEOPLE); i++) {
        const { secret } = await db
          .transaction()
          .execute((trx) => openPersonSession(trx, { accountNo, authentication: 'password' }));
        const fill = (ask: string, k: number): string =>
          ask.replace('$variant', variants[(i * 7 + k) % variants.length]!);
        people.push({ secret, asks: asks.map(fill) });
      }
    }
    return people;
  } finally {
    await app.close();
  }
}

async function someVariants(data: string): Promise<string[]> {
  const table = join(data, '..', 'variants.tsv');
  await timed(process.execPath, [
    ...[resolve('bin/idun.mjs'), '--data', data, 'variants', 'frequencies', '--reference', 'demo', '--output', table],
  ]);
  const lines = readFileSync(table, 'utf8').trim().split('\n').slice(1);
  const step = Math.max(1, Math.floor(lines.length / 1000));
  return lines.filter((_, i) => i % step === 0).map((line) => line.split('\t', 4).join('-'));
}

async function letAsk(port: number, people: readonly Person[], seconds: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: PEOPLE });
  const times: number[] = [];
  const byRoute = new Map<string, number[]>();
  let failed = 0;
  const start = performance.now();
  const end = start + seconds * 1000;
  const measured = start + WARM_SECONDS * 1000;
  await Promise.all(
    people.map(async ({ secret, asks }, i) => {
      // Everyone has a moment of their own, spread evenly over the five seconds.
      for (let k = 0, at = start + (i / people.length) * EVERY_MS; at < end; k++, at += EVERY_MS) {
        await sleep(Math.max(0, at - performance.now()));
        const sent = performance.now();
        const path = asks[(i + k) % asks.length]!;
        const status = await ask(agent, port, path, secret).catch(() => 0);
        if (sent >= measured) {
          const took = performance.now() - sent;
          times.push(took);
          const route = path.replace(/\?.*$/, '').replace(/(\/api\/variants)\/.*/, '$1');
          byRoute.set(route, [...(byRoute.get(route) ?? []), took]);
        }
        if (status !== 200) failed++;
      }
    }),
  );
  agent.destroy();
  return { times, failed, byRoute };
}

function ask(agent: Agent, port: number, path: string, secret: string): Promise<number> {
  return new Promise((done, fail) => {
    const headers = { cookie: `idun_session_${port}=${secret}` };
    const sent = request({ agent, host: '127.0.0.1', port, path, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => done(answer.statusCode ?? 0));
      answer.once('error', fail);
    });
    sent.once('error', fail);
    sent.end();
  });
}
