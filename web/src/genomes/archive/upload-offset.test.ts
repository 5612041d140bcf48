import { afterEach, expect, it, vi } from 'vitest';
import { bytesAtServer } from './upload-offset.ts';

afterEach(() => vi.unstubAllGlobals());
const answering = (status: number, headers: Record<string, string> = {}) => {
  const asked: unknown[] = [];
  vi.stubGlobal('fetch', async (...request: unknown[]) => {
    asked.push(request);
    return new Response(null, { status, headers });
  });
  return asked;
};

it('asks the server how many bytes of a half-sent file it has', async () => {
  const asked = answering(200, { 'Upload-Offset': '4096' });
  expect(await bytesAtServer('/api/uploads/abc')).toBe(4096);
  expect(asked).toEqual([['/api/uploads/abc', { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } }]]);
});

it.each([404, 410])('an upload that is forgotten (%i) begins anew', async (status) => {
  answering(status);
  expect(await bytesAtServer('/api/uploads/abc')).toBeNull();
});

it('any other answer says nothing', async () => {
  answering(403);
  await expect(bytesAtServer('/api/uploads/abc')).rejects.toThrow('403');
});
