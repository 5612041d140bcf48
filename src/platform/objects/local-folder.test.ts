import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ObjectStore, openLocalObjects, sweepUnfinishedObjects } from './index.ts';

let dataDir: string;
let store: ObjectStore;
const plain = Buffer.concat([Buffer.from('a sentence to look for in the raw bytes'), randomBytes(200_000)]);
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'idun-objects-'));
  store = openLocalObjects(dataDir);
});
afterAll(() => rmSync(dataDir, { recursive: true }));

async function listed(): Promise<string[]> {
  const ids: string[] = [];
  for await (const { objectId } of store.list()) ids.push(objectId);
  return ids;
}

test('an object comes back whole and by ranges, with its checksum, and is unreadable on the disk', async () => {
  const stored = await store.put(Readable.from([plain.subarray(0, 70_000), plain.subarray(70_000)]));
  expect(stored).toMatchObject({ bytes: plain.length, sha256: createHash('sha256').update(plain).digest('hex') });
  expect((await buffer(await store.open(stored.objectId))).equals(plain)).toBe(true);
  const range = await store.readRange(stored.objectId, 65_530, 20);
  expect(Buffer.from(range).equals(plain.subarray(65_530, 65_550))).toBe(true);
  const raw = readFileSync(store.pathOf(stored.objectId));
  expect(raw.subarray(0, 8).toString()).toBe('crypt4gh');
  expect(raw.includes('a sentence to look for')).toBe(false);
  expect(await listed()).toContain(stored.objectId);
});

test('another opening of the same folder reads it; a removed object is gone', async () => {
  const path = join(dataDir, 'file.txt');
  writeFileSync(path, 'hello');
  const { objectId } = await store.put(path);
  expect((await buffer(await openLocalObjects(dataDir).open(objectId))).toString()).toBe('hello');
  await store.remove(objectId);
  await store.remove(objectId);
  await expect(store.open(objectId)).rejects.toMatchObject({ code: 'IDUN_OBJECT_UNKNOWN' });
});

test('an interrupted put leaves nothing', async () => {
  const before = await listed();
  const failing = Readable.from(
    (async function* () {
      yield plain;
      throw new Error('the sender went away');
    })(),
  );
  await expect(store.put(failing)).rejects.toThrow('the sender went away');
  expect(await listed()).toEqual(before);
  const names = readdirSync(join(dataDir, 'objects'), { recursive: true }).map(String);
  expect(names.filter((name) => name.includes('.new-'))).toEqual([]);
});

test('what a killed process left is swept, what a running one writes is not', async () => {
  const folder = join(dataDir, 'objects', 'zz');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '.new-999999999.1-obj_x'), 'half');
  expect(await sweepUnfinishedObjects(dataDir)).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

test('a damaged object is an error, not other bytes', async () => {
  const { objectId } = await store.put(Readable.from([plain]));
  truncateSync(store.pathOf(objectId), 100_000);
  await expect(buffer(await store.open(objectId))).rejects.toThrow();
});

test('an id that is no id cannot reach outside the folder', async () => {
  await expect(store.open('../../keys/master.key')).rejects.toMatchObject({ code: 'IDUN_OBJECT_UNKNOWN' });
});
