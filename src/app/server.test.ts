import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../platform/config/index.ts';
import { silentLogger } from '../platform/logging/index.ts';
import { type App, openApp } from './compose.ts';
import { type RunningServer, startServer } from './server.ts';

interface Answer {
  checks: Record<string, string>;
  paths: Record<string, unknown>;
  items: unknown[];
}

let folder: string;
let app: App;
let server: RunningServer;
const open = (port: number) => openApp(loadConfig({ data: join(folder, 'data'), port }, {}), silentLogger);
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'idun-server-'));
  app = await open(0);
  server = await startServer(app, { demo: false });
});
afterAll(async () => {
  await server.close();
  await app.close();
  expect(existsSync(join(folder, 'data', 'postgres', 'data', 'postmaster.pid'))).toBe(false);
  rmSync(folder, { recursive: true });
});

const ask = (path: string, init: RequestInit = {}) => fetch(server.address + path, { redirect: 'manual', ...init });

describe('a started server', () => {
  test('is alive, ready, measured and described', async () => {
    expect(await (await ask('/healthz')).json()).toEqual({ status: 'ok' });
    const ready = await ask('/readyz');
    expect([ready.status, ((await ready.json()) as Answer).checks['database']]).toEqual([
      200,
      'embedded PostgreSQL answers',
    ]);
    expect(await (await ask('/metrics')).text()).toContain('idun_http_request_seconds');
    const { paths } = (await (await ask('/api/openapi.json')).json()) as Answer;
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/api/session', '/api/variants/{reference}/{key}']));
  });

  test('opens an operator session by its link, once; anybody else is the public', async () => {
    expect(await (await ask('/api/session')).json()).toMatchObject({ kind: 'public', purpose: 'statistics' });
    expect((await ask('/api/audit')).status).toBe(401);
    const link = new URL(server.link).pathname;
    const opened = await ask(link);
    const cookie = opened.headers.get('set-cookie')!;
    expect([opened.status, opened.headers.get('location')]).toEqual([303, '/']);
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Strict/i);
    const headers = { cookie: cookie.split(';')[0]! };
    expect(await (await ask('/api/session', { headers })).json()).toMatchObject({ kind: 'operator' });
    const { items } = (await (await ask('/api/audit', { headers })).json()) as Answer;
    expect(items).toContainEqual(expect.objectContaining({ action: 'session.open', intact: true }));
    expect((await ask(link)).status).toBe(403);
    expect((await ask('/api/session', { method: 'DELETE', headers })).status).toBe(204);
    expect(await (await ask('/api/session', { headers })).json()).toMatchObject({ kind: 'public' });
  });

  test('a second one on the same port says so, and the data folder takes both', async () => {
    const second = await open(Number(new URL(server.address).port));
    await expect(startServer(second, { demo: false })).rejects.toMatchObject({ code: 'IDUN_PORT_TAKEN', status: 409 });
    await second.close();
    const beside = await open(0);
    const other = await startServer(beside, { demo: true });
    expect(other.demoQueued).toBe(false);
    expect((await fetch(`${other.address}/healthz`)).status).toBe(200);
    await other.close();
    await beside.close();
    expect((await ask('/readyz')).status).toBe(200);
  });

  test('keeps its secrets in files for their owner', () => {
    const secrets = readFileSync(join(folder, 'data', 'postgres', 'connection.json'), 'utf8');
    expect(JSON.parse(secrets).superuser).toMatch(/^[\w-]{32}$/);
  });
});
