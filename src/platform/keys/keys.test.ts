import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { deriveKey, openMasterKey } from './index.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'idun-keys-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

test('the master key is made once, for its owner only', () => {
  const key = openMasterKey(dataDir);
  expect(key).toHaveLength(32);
  expect(openMasterKey(dataDir)).toEqual(key);
  expect(statSync(join(dataDir, 'keys', 'master.key')).mode & 0o777).toBe(0o600);
});

test('derived keys differ by purpose and are stable', () => {
  const key = openMasterKey(dataDir);
  expect(deriveKey(key, 'a')).toEqual(deriveKey(key, 'a'));
  expect(deriveKey(key, 'a')).not.toEqual(deriveKey(key, 'b'));
});
