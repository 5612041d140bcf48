import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '../ids/index.ts';
import { addTombstones, readTombstones, TOMBSTONES_FILE } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'idun-tombstones-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('erasures written at the same moment are all there, each once, for the owner’s eyes', async () => {
  const erased = Array.from({ length: 8 }, () => ({ id: newId('gen'), erasedAt: new Date().toISOString() }));
  expect(readTombstones(folder)).toEqual([]);
  await Promise.all([...erased, ...erased].map((one) => addTombstones(folder, [one])));
  expect(readTombstones(folder).sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
    erased.sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
  expect(statSync(join(folder, TOMBSTONES_FILE)).mode & 0o077).toBe(0);
});

test('a list that cannot be read is not an empty list', () => {
  writeFileSync(join(folder, TOMBSTONES_FILE), '{"format":1,"erased":[{"id":"x"}]}');
  expect(() => readTombstones(folder)).toThrow(/not known/);
});
