import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildHttp } from '../../platform/http/index.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import { makeMetrics } from '../../platform/metrics/index.ts';
import { type ArchiveUploads, openArchiveUploads } from './uploads.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-uploads-'));
let uploads: ArchiveUploads;
let http: FastifyInstance;
let address: string;
beforeAll(async () => {
  uploads = openArchiveUploads(folder, 1000);
  http = await buildHttp({
    config: { allowedHosts: [], host: '127.0.0.1' },
    log: silentLogger,
    metrics: makeMetrics(),
    version: 'test',
    findSession: async () => undefined,
    readiness: async () => ({ ready: true, checks: {} }),
    routes: async (app) => uploads.serve(app, async ({ headers }) => String(headers['x-test-owner'])),
  });
  address = await http.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await http.close();
  rmSync(folder, { recursive: true, force: true });
});

const kept = (): string[] => readdirSync(join(folder, 'uploads', 'web'));

async function call(method: string, path: string, headers: Record<string, string> = {}, body?: Uint8Array) {
  const answer = await fetch(new URL(path, address), {
    method,
    headers: { 'tus-resumable': '1.0.0', 'x-test-owner': 'anna', ...headers },
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  });
  const text = await answer.text();
  const code = text.startsWith('{') ? (JSON.parse(text) as { code: string }).code : '';
  return { status: answer.status, code, headers: answer.headers };
}

const announce = (headers: Record<string, string>) => call('POST', '/api/uploads', headers);
const patch = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };

async function send(bytes: Uint8Array, name?: string) {
  const metadata = name === undefined ? {} : { 'upload-metadata': `filename ${Buffer.from(name).toString('base64')}` };
  const made = await announce({ 'upload-length': String(bytes.length), ...metadata });
  expect(made.status).toBe(201);
  const location = made.headers.get('location')!;
  expect((await call('PATCH', location, patch, bytes)).status).toBe(204);
  return { location, id: location.slice(location.lastIndexOf('/') + 1) };
}

test('a file that is too large or of unknown length is refused before a byte is kept', async () => {
  const before = kept();
  const large = await announce({ 'upload-length': '1001' });
  expect([large.status, large.code]).toEqual([413, 'IDUN_UPLOAD_TOO_LARGE']);
  const unsized = await announce({ 'upload-defer-length': '1' });
  expect([unsized.status, unsized.code]).toEqual([400, 'IDUN_UPLOAD_REFUSED']);
  for (const length of ['-1', '1e9', 'NaN', '99999999999999999999', '']) {
    expect((await announce({ 'upload-length': length })).status, length).toBeGreaterThanOrEqual(400);
  }
  expect(kept()).toEqual(before);
});

test('more bytes than were announced are not taken', async () => {
  const made = await announce({ 'upload-length': '10' });
  const location = made.headers.get('location')!;
  const more = await call('PATCH', location, patch, new Uint8Array(500));
  expect([more.status, more.code]).toEqual([413, 'IDUN_UPLOAD_TOO_LARGE']);
  const id = location.slice(location.lastIndexOf('/') + 1);
  await expect(uploads.find(id, 'anna')).rejects.toMatchObject({ code: 'IDUN_UPLOAD_UNFINISHED' });
  const wrongPlace = await call('PATCH', location, { ...patch, 'upload-offset': '7' }, new Uint8Array(3));
  expect(wrongPlace.status).toBe(409);
});

test('what a sender calls a file names no folder, and its address leads nowhere else', async () => {
  const names = {
    '../../../../etc/passwd': 'passwd',
    'C:\\Windows\\system.ini': 'system.ini',
    '..': 'upload',
    'a\u0000b\r\nset-cookie: x.vcf': 'abset-cookie: x.vcf',
    '': 'upload',
    [`${'n'.repeat(400)}.vcf`]: 'n'.repeat(255),
  };
  for (const [given, taken] of Object.entries(names)) {
    const { id } = await send(Buffer.from('x'), given);
    const found = await uploads.find(id, 'anna');
    expect(found.name).toBe(taken);
    expect(found.path).toBe(join(folder, 'uploads', 'web', id));
    await uploads.remove(id);
  }
  for (const path of ['..%2f..%2fkeys%2fmaster.key', '%2e%2e', '....//x', '%00', `${'a'.repeat(3000)}`]) {
    const answer = await call('HEAD', `/api/uploads/${path}`);
    expect(answer.status, path).toBeGreaterThanOrEqual(400);
    expect(answer.status, path).toBeLessThan(500);
    const removed = await call('DELETE', `/api/uploads/${path}`);
    expect(removed.status, path).toBeGreaterThanOrEqual(400);
    expect(removed.status, path).toBeLessThan(500);
    await expect(uploads.find(decodeURIComponent(path), 'anna')).rejects.toMatchObject({ code: 'IDUN_UPLOAD_UNKNOWN' });
  }
});

test('an upload is its sender’s: nobody else sees, changes, removes or hands it in, and it is never read out', async () => {
  const { location, id } = await send(Buffer.from('mine'), 'a.vcf');
  for (const method of ['HEAD', 'PATCH', 'DELETE']) {
    const answer = await call(method, location, { ...patch, 'x-test-owner': 'bo' });
    expect([method, answer.status]).toEqual([method, 404]);
  }
  await expect(uploads.find(id, 'bo')).rejects.toMatchObject({ code: 'IDUN_UPLOAD_UNKNOWN' });
  expect((await call('GET', location)).status).toBe(404);
  // Whose it is does not come from what the sender writes into it.
  const owner = Buffer.from('bo').toString('base64');
  const forged = await announce({ 'upload-length': '1', 'upload-metadata': `owner ${owner}` });
  const forgedId = forged.headers.get('location')!.split('/').at(-1)!;
  await expect(uploads.find(forgedId, 'bo')).rejects.toMatchObject({ code: 'IDUN_UPLOAD_UNKNOWN' });
});

test('the answers are shut to other sites like all others', async () => {
  const made = await announce({ 'upload-length': '1', origin: address });
  expect(made.status).toBe(201);
  expect(made.headers.get('access-control-allow-origin')).toBeNull();
  expect(made.headers.get('x-content-type-options')).toBe('nosniff');
  expect(made.headers.get('content-security-policy')).toContain("default-src 'self'");
  const foreign = await announce({ 'upload-length': '1', origin: 'http://evil.example' });
  expect([foreign.status, foreign.code]).toEqual([403, 'IDUN_ORIGIN_REFUSED']);
});

test('what is removed leaves no byte', async () => {
  for (const { id } of [await send(Buffer.from('a')), await send(Buffer.from('b'))]) {
    expect(kept().filter((name) => name.startsWith(id))).not.toEqual([]);
    expect((await call('DELETE', `/api/uploads/${id}`)).status).toBe(204);
    expect(kept().filter((name) => name.startsWith(id))).toEqual([]);
  }
});
