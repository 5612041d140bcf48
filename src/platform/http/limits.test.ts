import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase } from '../database/testing.ts';
import { silentLogger } from '../logging/index.ts';
import { makeMetrics } from '../metrics/index.ts';
import { buildHttp, type HttpDeps, shareOverDatabase } from './index.ts';
import { Buckets, limitClasses } from './limits.ts';

const session = (accountId: string, id: string) => ({
  ...{ kind: 'person' as const, id, accountId, accountName: null, personId: null, holdingId: null, role: 'clinician' },
  ...{ organisationNo: null, organisationId: null, organisation: null, purpose: 'care' },
  ...{
    authentication: 'passkey' as const,
    steppedUpUntil: null,
    tokenScopes: null,
    demo: false,
    expiresAt: new Date(),
  },
});
let app: FastifyInstance;
const few = { burst: 3, perMinute: 1 };
const build = (more: Partial<HttpDeps> = {}) =>
  buildHttp({
    config: { allowedHosts: [], host: '127.0.0.1' },
    log: silentLogger,
    metrics: makeMetrics(),
    version: '0',
    limits: { 'sign-in': few, identify: few, export: few, general: { burst: 10, perMinute: 1 } },
    findSession: async (secret) => session(secret.split('.')[0]!, secret),
    readiness: async () => ({ ready: true, checks: {} }),
    async routes(server) {
      server.get('/api/list.csv', async () => 'a');
      server.get('/api/list', async () => ({ ok: true }));
      server.post('/api/sign-in/password', async () => ({ ok: true }));
    },
    ...more,
  });
beforeAll(async () => {
  app = await build();
  await app.ready();
});
afterAll(() => app.close());

async function ask(url: string, from: { cookie?: string; remoteAddress?: string; method?: 'POST' } = {}) {
  const { cookie, ...rest } = from;
  const headers = { host: 'localhost', ...(cookie === undefined ? {} : { cookie: `idun_session_0=${cookie}` }) };
  return await app.inject({ url, headers, ...rest });
}

test('an account is one actor whichever of its sessions asks; another account is another', async () => {
  const statuses = [];
  for (const cookie of ['a.1', 'a.2', 'a.3', 'a.1']) statuses.push((await ask('/api/list.csv', { cookie })).statusCode);
  expect(statuses).toEqual([200, 200, 200, 429]);
  expect((await ask('/api/list.csv', { cookie: 'b.1' })).statusCode).toBe(200);
  // What is limited is exports: other work goes on.
  expect((await ask('/api/list', { cookie: 'a.1' })).statusCode).toBe(200);
});

test('a refusal is a problem document that says how long to wait', async () => {
  for (let i = 0; i < 3; i++) await ask('/api/list.csv', { cookie: 'c.1' });
  const answer = await ask('/api/list.csv', { cookie: 'c.1' });
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.json()).toMatchObject({ code: 'IDUN_TOO_MANY_REQUESTS', status: 429, class: 'export' });
  expect(Number(answer.headers['retry-after'])).toBe(answer.json<{ retryAfter: number }>().retryAfter);
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(50);
});

test('tries to sign in count for the address, whoever is signed in there; the public counts by address', async () => {
  const at = (remoteAddress: string, cookie: string) =>
    ask('/api/sign-in/password', { method: 'POST', remoteAddress, cookie });
  for (const cookie of ['d.1', 'e.1', 'f.1']) expect((await at('10.0.0.1', cookie)).statusCode).toBe(200);
  expect((await at('10.0.0.1', 'g.1')).statusCode).toBe(429);
  expect((await at('10.0.0.2', 'd.1')).statusCode).toBe(200);
  for (let i = 0; i < 10; i++) await ask('/api/list', { remoteAddress: '10.0.0.3' });
  expect((await ask('/api/list', { remoteAddress: '10.0.0.3' })).statusCode).toBe(429);
  expect((await ask('/api/list', { remoteAddress: '10.0.0.4' })).statusCode).toBe(200);
});

test('what was used up comes back with time', () => {
  const buckets = new Buckets();
  const limit = { burst: 2, perMinute: 60 };
  expect([0, 0, 0].map(() => buckets.take('x', limit, 0))).toEqual([0, 0, 1000]);
  expect(buckets.take('x', limit, 999)).toBeGreaterThan(0);
  expect(buckets.take('x', limit, 2000)).toBe(0);
});

test('what was taken elsewhere counts here, as a debt that time pays back and that has an end', () => {
  const buckets = new Buckets(true);
  const limit = { burst: 2, perMinute: 60 };
  buckets.take('x', limit, 0);
  expect([...buckets.takeSpent()]).toEqual([['x', 1]]);
  expect([...buckets.takeSpent()]).toEqual([]);
  buckets.takenElsewhere('x', 2, limit, 0);
  expect(buckets.take('x', limit, 0)).toBe(2000);
  // A refusal is not told to others.
  expect([...buckets.takeSpent()]).toEqual([]);
  buckets.takenElsewhere('x', 1000, limit, 0);
  expect(buckets.take('x', limit, 0)).toBe(3000);
  expect(buckets.take('x', limit, 3000)).toBe(0);
});

test('servers on one database count an actor together', async () => {
  const database = await openTestDatabase([]);
  const servers: { app: FastifyInstance; address: string }[] = [];
  try {
    for (let i = 0; i < 2; i++) {
      const one = await build({ limitSharing: shareOverDatabase(database) });
      servers.push({ app: one, address: await one.listen({ host: '127.0.0.1', port: 0 }) });
    }
    const at = async (server: number) => {
      const { address } = servers[server]!;
      const cookie = `idun_session_${new URL(address).port}=shared.1`;
      return (await fetch(`${address}/api/list.csv`, { headers: { cookie } })).status;
    };
    expect([await at(0), await at(0), await at(0), await at(0)]).toEqual([200, 200, 200, 429]);
    // The other one hears of it within a second or two, without being asked anything.
    await setTimeout(2500);
    expect(await at(1)).toBe(429);
  } finally {
    for (const server of servers) await server.app.close();
    await database.close();
  }
});

test('notices are short enough for the database, whatever the number of actors', async () => {
  const database = await openTestDatabase([]);
  try {
    const heard = new Map<string, number>();
    const stop = await shareOverDatabase(database).hear((spent) => {
      for (const [key, count] of spent) heard.set(key, count);
    });
    const many = new Map(
      Array.from({ length: 2000 }, (_, i) => [`general actor acc_${String(i).padStart(22, '0')}`, i]),
    );
    await shareOverDatabase(database).tell(many);
    await expect.poll(() => heard.size, { timeout: 5000 }).toBe(2000);
    expect(heard).toEqual(many);
    await stop();
  } finally {
    await database.close();
  }
});

test('routes that carry lists away, look numbers up or try passwords are in the stricter classes', () => {
  const classOf = (method: string, route: string) =>
    Object.entries(limitClasses).find(([, limit]) => limit.matches(method, route))![0];
  expect(classOf('POST', '/api/sign-in/password')).toBe('sign-in');
  expect(classOf('POST', '/api/session/step-up/password')).toBe('sign-in');
  expect(classOf('POST', '/api/people/identify')).toBe('identify');
  for (const route of ['/api/genomes.csv', '/api/audit/export', '/api/gdpr/access-report']) {
    expect(classOf('GET', route)).toBe('export');
  }
  expect(classOf('GET', '/api/genomes')).toBe('general');
});

test('every answer carries the headers that shut the page in', async () => {
  const { headers } = await ask('/api/list', { remoteAddress: '10.1.0.1' });
  expect(headers['content-security-policy']).toContain("default-src 'self'");
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['permissions-policy']).toContain('geolocation=()');
  expect(headers['cross-origin-opener-policy']).toBe('same-origin');
  expect(headers['cross-origin-resource-policy']).toBe('same-origin');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('no-referrer');
});
