import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDataFolder } from './data-folder.ts';

let parent: string;
let dataDir: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'idun-data-'));
  dataDir = join(parent, 'data');
});
afterEach(() => rmSync(parent, { recursive: true }));

const formatOf = () => JSON.parse(readFileSync(join(dataDir, 'format.json'), 'utf8')).format as number;

test('a new folder is for its owner only and says its format', async () => {
  await openDataFolder(dataDir);
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(formatOf()).toBe(1);
  await openDataFolder(dataDir);
});

test('a newer format is refused, an older one is upgraded step by step', async () => {
  await openDataFolder(dataDir, 1);
  const steps: number[] = [];
  const upgrades = { 1: async () => void steps.push(1), 2: async () => void steps.push(2) };
  await openDataFolder(dataDir, 3, upgrades);
  expect([steps, formatOf()]).toEqual([[1, 2], 3]);
  await expect(openDataFolder(dataDir, 2, upgrades)).rejects.toMatchObject({ code: 'IDUN_DATA_NEWER' });
  expect(formatOf()).toBe(3);
});

test('an upgrade that fails leaves the older format, to be tried again', async () => {
  await openDataFolder(dataDir, 1);
  const failing = { 1: () => Promise.reject(new Error('disk')) };
  await expect(openDataFolder(dataDir, 2, failing)).rejects.toThrow('disk');
  expect(formatOf()).toBe(1);
});

test('a folder of something else is not taken over, a file is no folder', async () => {
  writeFileSync(join(parent, 'thesis.txt'), '');
  await expect(openDataFolder(parent)).rejects.toMatchObject({ code: 'IDUN_DATA_UNKNOWN' });
  await expect(openDataFolder(join(parent, 'thesis.txt'))).rejects.toMatchObject({ code: 'IDUN_DATA_FOLDER' });
  expect(readFileSync(join(parent, 'thesis.txt'), 'utf8')).toBe('');
});
