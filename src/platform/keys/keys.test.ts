import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { deriveKey, openMasterKey, readOrMakeKey } from './index.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'idun-keys-'));
afterAll(() => rmSync(dataDir, { recursive: true }));
const path = (name: string) => join(dataDir, 'keys', name);
const secret = Buffer.alloc(32, 7);

test('the master key is made once, for its owner only, and its id tells nothing of it', () => {
  const id = openMasterKey(dataDir).id();
  expect(openMasterKey(dataDir).id()).toBe(id);
  expect(readFileSync(path('master.key'))).toHaveLength(32);
  expect(readFileSync(path('master.key')).toString('hex')).not.toContain(id);
  expect(statSync(path('master.key')).mode & 0o777).toBe(0o600);
});

test('a wrapped key opens for its owner only, and not when a byte of it was changed', () => {
  const master = openMasterKey(dataDir);
  const wrapped = master.wrap(secret, 'gen_a');
  expect(wrapped.includes(secret)).toBe(false);
  expect(openMasterKey(dataDir).unwrap(wrapped, 'gen_a')).toEqual(secret);
  expect(() => master.unwrap(wrapped, 'gen_b')).toThrow(/gen_b/);
  for (const at of [0, 4, 15, wrapped.length - 1]) {
    const changed = Buffer.from(wrapped);
    changed[at]! ^= 1;
    expect(() => master.unwrap(changed, 'gen_a')).toThrow(/gen_a/);
  }
});

test('a key file is wrapped, for its owner only, and stays the same', () => {
  const made = readOrMakeKey(dataDir, 'some.key', () => secret);
  expect(made).toEqual(secret);
  expect(readOrMakeKey(dataDir, 'some.key', () => Buffer.alloc(32, 8))).toEqual(secret);
  expect(readFileSync(path('some.key')).includes(secret)).toBe(false);
  expect(statSync(path('some.key')).mode & 0o777).toBe(0o600);
  expect(readdirSync(path('')).sort()).toEqual(['master.key', 'some.key']);
});

test('derived keys differ by purpose and are stable', () => {
  expect(deriveKey(secret, 'a')).toEqual(deriveKey(secret, 'a'));
  expect(deriveKey(secret, 'a')).not.toEqual(deriveKey(secret, 'b'));
});
