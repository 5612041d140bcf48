import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { silentLogger } from '../logging/index.ts';
import { makeMetrics } from '../metrics/index.ts';
import { Problem } from '../problem/index.ts';
import { buildHttp } from './index.ts';
import { hostName } from './origin.ts';

const operatorSession = {
  kind: 'operator' as const,
  ...{ accountId: null, accountName: null, personId: null, holdingId: null, role: null },
  ...{ organisationNo: null, organisationId: null, organisation: null, purpose: 'operation' },
  ...{ authentication: 'link' as const, steppedUpUntil: null, tokenScopes: null, demo: false, expiresAt: new Date() },
};
let app: FastifyInstance;
const web = mkdtempSync(join(tmpdir(), 'idun-web-'));
beforeAll(async () => {
  writeFileSync(join(web, 'index.html'), '<!doctype html><title>Idun</title>');
  mkdirSync(join(web, 'assets'));
  writeFileSync(join(web, 'assets', 'a-123.js'), '1');
  app = await buildHttp({
    config: { allowedHosts: ['idun.example'], host: '127.0.0.1' },
    log: silentLogger,
    metrics: makeMetrics(),
    version: '0.0.0',
    webFolder: web,
    findSession: async (secret) => (secret === 'good' ? { ...operatorSession, id: 'ses_1' } : undefined),
    readiness: async () => ({ ready: false, checks: { database: 'away' } }),
    async routes(server) {
      const typed = server.withTypeProvider<ZodTypeProvider>();
      typed.get('/api/n/:n', { schema: { params: z.object({ n: z.coerce.number().int() }) } }, async (request) => ({
        n: request.params.n,
        session: request.session?.id ?? null,
      }));
      server.post('/api/change', async () => ({ changed: true }));
      server.get('/api/refuse', async () => {
        throw new Problem({ code: 'IDUN_TEST_NO', status: 409, title: 'No.' }, 'Because.', { file: 'a.vcf' });
      });
      server.get('/api/break', async () => {
        throw new Error('secret inside');
      });
    },
  });
  await app.ready();
});
afterAll(async () => {
  await app.close();
  rmSync(web, { recursive: true });
});

const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ url, headers: { host: 'localhost:8480', ...headers } });
const post = (headers: Record<string, string>) =>
  app.inject({ method: 'POST', url: '/api/change', headers: { host: 'localhost:8480', ...headers } });

describe('Host and Origin', () => {
  test('only known names are answered', async () => {
    for (const host of ['localhost:8480', '127.0.0.1:1', '[::1]:8480', 'IDUN.example', 'localhost']) {
      expect((await get('/healthz', { host })).statusCode).toBe(200);
    }
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:8480', 'a:b:c']) {
      const answer = await get('/healthz', { host });
      expect([answer.statusCode, answer.json().code]).toEqual([421, 'IDUN_HOST_REFUSED']);
    }
    expect(hostName('a:b:c')).toBe('');
  });

  test('a page of another site cannot change anything', async () => {
    expect((await post({})).statusCode).toBe(200);
    expect((await post({ origin: 'http://localhost:8480', 'sec-fetch-site': 'same-origin' })).statusCode).toBe(200);
    for (const headers of [
      { origin: 'http://evil.example' },
      { origin: 'http://localhost:9999' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      const answer = await post(headers);
      expect([answer.statusCode, answer.json().code]).toEqual([403, 'IDUN_ORIGIN_REFUSED']);
    }
  });
});

describe('answers', () => {
  test('a bad parameter is named, a refusal keeps its place, a failure tells nothing of the inside', async () => {
    const bad = await get('/api/n/x');
    expect(bad.headers['content-type']).toContain('application/problem+json');
    expect(bad.json()).toMatchObject({ status: 400, code: 'IDUN_REQUEST_INVALID', errors: [{ where: 'params.n' }] });
    expect((await get('/api/refuse')).json()).toMatchObject({ status: 409, code: 'IDUN_TEST_NO', file: 'a.vcf' });
    const broken = await get('/api/break');
    expect(broken.statusCode).toBe(500);
    expect(broken.body).not.toContain('secret');
    expect((await get('/api/nothing')).json()).toMatchObject({ status: 404, code: 'IDUN_NOT_FOUND' });
  });

  test('no answer about people is kept by a browser or a proxy', async () => {
    for (const url of ['/api/n/1', '/api/n/x', '/api/break', '/api/nothing', '/healthz']) {
      expect((await get(url)).headers['cache-control'], url).toBe('no-store');
    }
  });

  test('no debugging method and no method that a route does not have is answered; nothing of the inside is served', async () => {
    for (const method of ['TRACE', 'OPTIONS', 'PUT', 'DELETE'] as const) {
      const answer = await app.inject({ method: method as 'GET', url: '/api/n/1', headers: { host: 'localhost' } });
      expect(answer.statusCode, method).toBe(404);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
    for (const url of ['/.git/config', '/assets/', '/assets', '/package.json', '/..%2f..%2fetc/passwd', '/.env']) {
      const answer = await get(url);
      expect(answer.statusCode, url).toBe(404);
      expect(answer.headers['content-type'], url).toContain('application/problem+json');
    }
    const { headers } = await get('/api/n/1');
    expect([headers['server'], headers['x-powered-by']]).toEqual([undefined, undefined]);
  });

  test('where a message ends is told in one way only', async () => {
    const server = await buildHttp({
      config: { allowedHosts: [], host: '127.0.0.1' },
      log: silentLogger,
      metrics: makeMetrics(),
      version: '0.0.0',
      findSession: async () => undefined,
      readiness: async () => ({ ready: true, checks: {} }),
      async routes(routes) {
        routes.post('/api/change', async () => ({ changed: true }));
      },
    });
    await server.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.server.address() as AddressInfo;
    const raw = (text: string) =>
      new Promise<string>((resolve) => {
        let answer = '';
        const socket = connect(port, '127.0.0.1', () => socket.write(text));
        socket.on('data', (part) => (answer += part.toString()));
        socket.on('close', () => resolve(answer));
        socket.on('error', () => resolve(answer));
        socket.setTimeout(2000, () => socket.destroy());
      });
    const head = 'POST /api/change HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const smuggled = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';
    for (const [what, text] of Object.entries({
      'both lengths': `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      'two lengths': `${head}Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}${smuggled}`,
      'no number': `${head}Content-Length: +2\r\n\r\n{}${smuggled}`,
      'a chunk that is none': `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n${smuggled}`,
      'another coding': `${head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${smuggled}`,
      'a folded header': `${head}X-A: b\r\n Content-Length: 2\r\n\r\n${smuggled}`,
    })) {
      const answer = await raw(text);
      expect(answer.match(/HTTP\/1\.1 200/g) ?? [], what).toEqual([]);
    }
    server.server.closeAllConnections();
    await server.close();
  });

  test('the session comes from the cookie of this port', async () => {
    const { port } = { port: 80 };
    expect((await get('/api/n/1')).json()).toEqual({ n: 1, session: null });
    const names = [`idun_session_${port}`, 'idun_session_0'];
    const cookie = names.map((name) => `${name}=good`).join('; ');
    expect((await get('/api/n/1', { cookie })).json()).toEqual({ n: 1, session: 'ses_1' });
    expect((await get('/api/n/1', { cookie: 'idun_session=good' })).json()).toEqual({ n: 1, session: null });
  });

  test('readiness says what is missing, metrics count by pattern', async () => {
    const ready = await get('/readyz');
    expect([ready.statusCode, ready.json().checks.database]).toEqual([503, 'away']);
    const { body } = await get('/metrics');
    expect(body).toContain('route="/api/n/:n"');
    expect(body).not.toContain('/api/n/1"');
  });

  test('OpenAPI lists the services', async () => {
    const document = (await get('/api/openapi.json')).json();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toContain('/api/n/{n}');
    expect(Object.keys(document.paths)).not.toContain('/healthz');
  });

  test('the web application answers its own addresses under a strict policy', async () => {
    const page = await get('/submissions/sub_1?tab=qc', { accept: 'text/html' });
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, expect.stringContaining('text/html')]);
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    expect(page.headers['content-security-policy']).not.toContain('http');
    expect((await get('/assets/a-123.js')).headers['cache-control']).toContain('immutable');
    expect(page.headers['content-security-policy']).toMatch(/object-src 'none';.*base-uri 'none'/);
    expect((await get('/api/x', { accept: 'text/html' })).statusCode).toBe(404);
  });
});
