import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openKeys } from './keys.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'idun-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a wrapped key opens only for its owner and after a restart', () => {
  const key = Buffer.alloc(32, 7);
  const wrapped = openKeys(folder).wrap(key, 'gen_a');
  expect(wrapped.includes(key)).toBe(false);
  expect(openKeys(folder).unwrap(wrapped, 'gen_a')).toEqual(key);
  expect(() => openKeys(folder).unwrap(wrapped, 'gen_b')).toThrow(/gen_b/);
});

test('signatures verify and a changed byte does not', () => {
  const keys = openKeys(folder);
  const signature = keys.sign(Buffer.from('erased'));
  expect(openKeys(folder).verify(Buffer.from('erased'), signature)).toBe(true);
  expect(keys.verify(Buffer.from('erasec'), signature)).toBe(false);
  expect(keys.publicKey).toContain('BEGIN PUBLIC KEY');
});

test('key files are for their owner only', () => {
  openKeys(folder);
  expect(statSync(join(folder, 'keys', 'archive-signing.pem')).mode & 0o077).toBe(0);
});
