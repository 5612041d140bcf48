import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLogger } from '../logging/index.ts';
import { makeMetrics } from '../metrics/index.ts';
import { buildHttp } from './index.ts';
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
beforeAll(async () => {
  const few = { burst: 3, perMinute: 1 };
  app = await buildHttp({
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
  });
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
