import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLogger } from '../logging/index.ts';
import { makeMetrics } from '../metrics/index.ts';
import { buildHttp, readTlsFiles, setSessionCookie } from './index.ts';
import { selfSigned } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-tls-'));
const pair = selfSigned();
const [certPath, keyPath] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
let app: FastifyInstance;
let port: number;

beforeAll(async () => {
  writeFileSync(certPath, pair.cert);
  writeFileSync(keyPath, pair.key);
  app = await buildHttp({
    config: { allowedHosts: [], host: '127.0.0.1' },
    log: silentLogger,
    metrics: makeMetrics(),
    version: '0',
    tls: readTlsFiles(certPath, keyPath),
    findSession: async () => undefined,
    readiness: async () => ({ ready: true, checks: {} }),
    async routes(server) {
      server.get('/api/in', async (request, reply) => {
        setSessionCookie(request, reply, { secret: 's', expiresAt: new Date(Date.now() + 60_000) });
        return { protocol: request.protocol };
      });
    },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  port = (app.server.address() as AddressInfo).port;
});
afterAll(async () => {
  app.server.closeAllConnections();
  await app.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

function ask(get: typeof getPlain, url: string, options: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get(url, { ...options, agent: false }, (answer) => {
      let body = '';
      answer.on('data', (part: Buffer) => (body += part.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, body }));
    }).on('error', reject);
  });
}

test('with a certificate the server speaks TLS: strict transport, secure cookies', async () => {
  const answer = await ask(getSecure as typeof getPlain, `https://localhost:${port}/api/in`, {
    ca: pair.cert,
    family: 4,
  });
  expect(answer).toMatchObject({ status: 200, body: '{"protocol":"https"}' });
  expect(answer.headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains');
  expect(String(answer.headers['set-cookie'])).toMatch(/HttpOnly; Secure; SameSite=Strict/);
});

test('a request without TLS is refused with the reason, not answered and not redirected', async () => {
  const answer = await ask(getPlain, `http://127.0.0.1:${port}/api/in`, {});
  expect(answer.status).toBe(426);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(JSON.parse(answer.body)).toMatchObject({ code: 'IDUN_TLS_REQUIRED' });
});

test('old TLS is refused', async () => {
  const old = { ca: pair.cert, family: 4, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' };
  await expect(ask(getSecure as typeof getPlain, `https://localhost:${port}/api/in`, old)).rejects.toThrow();
});

test('weak suites are refused, the best that both know is chosen, TLS 1.3 first', async () => {
  const handshake = (options: ConnectionOptions) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', servername: 'localhost', port, ca: pair.cert, ...options }, () => {
        resolve(`${socket.getProtocol()} ${socket.getCipher().name}`);
        socket.destroy();
      });
      socket.on('error', reject);
    });
  expect(await handshake({})).toBe('TLSv1.3 TLS_AES_256_GCM_SHA384');
  const older = { maxVersion: 'TLSv1.2' as const };
  const both = 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384';
  expect(await handshake({ ...older, ciphers: both })).toBe('TLSv1.2 ECDHE-ECDSA-AES256-GCM-SHA384');
  for (const ciphers of ['ECDHE-ECDSA-AES256-SHA', 'ECDHE-ECDSA-AES128-SHA256', 'AES256-GCM-SHA384', 'AES128-SHA']) {
    await expect(handshake({ ...older, ciphers }), ciphers).rejects.toThrow();
  }
});

test('a certificate that does not fit its key, or has expired, stops the start and shows no key', () => {
  writeFileSync(join(folder, 'other.pem'), selfSigned().key);
  expect(() => readTlsFiles(certPath, join(folder, 'other.pem'))).toThrowError(/cannot be used/);
  const past = selfSigned(new Date(Date.now() - 86_400_000));
  writeFileSync(join(folder, 'past.pem'), past.cert);
  writeFileSync(join(folder, 'past-key.pem'), past.key);
  expect(() => readTlsFiles(join(folder, 'past.pem'), join(folder, 'past-key.pem'))).toThrowError(/expired/);
  try {
    readTlsFiles(certPath, join(folder, 'none.pem'));
    expect.unreachable();
  } catch (error) {
    expect(JSON.stringify(error)).not.toContain('PRIVATE');
  }
});
