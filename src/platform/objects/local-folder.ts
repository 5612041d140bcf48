import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  createCrypt4ghDecryptor,
  formatPrivateKey,
  generateKeyPair,
  openCrypt4gh,
  parsePrivateKey,
  publicKeyOf,
} from '../../formats/crypt4gh/index.ts';
import { isRunning, ownIdentity } from '../database/index.ts';
import { isId, newId } from '../ids/index.ts';
import { readOrMakeKey } from '../keys/index.ts';
import { Problem } from '../problem/index.ts';
import { seal } from '../sealing/index.ts';
import { errors } from './errors.ts';
import type { ObjectReader, ObjectStore, PreparedObject, PutOptions } from './objects.ts';

const suffix = '.c4gh';

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}

function isFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}

/**
 * Objects as Crypt4GH files in `<dataDir>/objects`, encrypted for the key `keys/objects.key` of this data folder. A file is
 * written under a temporary name, fsynced, renamed and its folder fsynced, so a name always means a whole file.
 */
export function openLocalObjects(dataDir: string): ObjectStore {
  const root = join(dataDir, 'objects');
  const keyText = readOrMakeKey(dataDir, 'objects.key', () =>
    Buffer.from(formatPrivateKey(generateKeyPair().privateKey)),
  );
  const privateKey = parsePrivateKey(keyText.toString('utf8'));
  const recipients = [publicKeyOf(privateKey)];

  function pathOf(objectId: string): string {
    if (!isId('obj', objectId))
      throw new Problem(errors.unknown, 'This is not the id of an object.', { expected: 'obj_…' });
    // Two characters of the random part: folders stay small.
    return join(root, objectId.slice(4, 6), `${objectId}${suffix}`);
  }

  function existing(objectId: string): string {
    const path = pathOf(objectId);
    if (!existsSync(path)) throw new Problem(errors.unknown, `The object ${objectId} is not in the store.`);
    return path;
  }

  async function prepare(source: Readable | string, options: PutOptions = {}): Promise<PreparedObject> {
    const objectId = newId('obj');
    const path = pathOf(objectId);
    const temporary = join(dirname(path), `.new-${ownIdentity()}-${objectId}`);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const { signal } = options;
    let read = 0;
    const onBytes = (bytes: number): void => {
      read += bytes;
      options.onBytes?.(bytes);
    };
    try {
      const facts = await seal(source, temporary, recipients, { onBytes, ...(signal === undefined ? {} : { signal }) });
      return {
        ...facts,
        async commit() {
          await rename(temporary, path);
          await syncFolder(dirname(path));
          await syncFolder(root);
          return { objectId, ...facts };
        },
        discard: () => rm(temporary, { force: true }),
      };
    } catch (error) {
      await rm(temporary, { force: true });
      if (!isFull(error)) throw error;
      throw new Problem(errors.full, `Writing an object stopped after ${read} bytes because the disk is full.`, {
        file: root,
        action: 'Free some space and do it again; nothing of it was kept.',
      });
    }
  }

  async function openReader(objectId: string): Promise<ObjectReader> {
    const handle = await open(existing(objectId), 'r');
    const { size } = await handle.stat();
    const file = {
      size,
      name: objectId,
      async read(offset: number, length: number): Promise<Uint8Array> {
        const wanted = Math.max(0, Math.min(length, size - offset));
        const bytes = Buffer.allocUnsafe(wanted);
        const { bytesRead } = await handle.read(bytes, 0, wanted, offset);
        return bytes.subarray(0, bytesRead);
      },
    };
    const plain = await openCrypt4gh(file, privateKey);
    return { ...plain, close: () => handle.close() };
  }

  return {
    prepare,
    async put(source, options) {
      const prepared = await prepare(source, options);
      return await prepared.commit();
    },
    pathOf,
    openReader,
    async open(objectId) {
      const input = createReadStream(existing(objectId), { highWaterMark: 1 << 20 });
      const decryptor = createCrypt4ghDecryptor(privateKey);
      // An error of the file must reach whoever reads the plain bytes.
      pipeline(input, decryptor).catch((error: Error) => decryptor.destroy(error));
      return decryptor;
    },
    async readRange(objectId, start, length) {
      const reader = await openReader(objectId);
      try {
        return await reader.read(start, length);
      } finally {
        await reader.close();
      }
    },
    async remove(objectId) {
      const path = pathOf(objectId);
      if (!existsSync(path)) return;
      await rm(path);
      await syncFolder(dirname(path));
    },
    list: () => listObjects(root),
  };
}

async function* listObjects(root: string): AsyncIterable<{ objectId: string; storedBytes: number }> {
  if (!existsSync(root)) return;
  for (const folder of (await readdir(root)).sort()) {
    for (const name of (await readdir(join(root, folder))).sort()) {
      if (!name.endsWith(suffix)) continue;
      const { size } = await stat(join(root, folder, name));
      yield { objectId: name.slice(0, -suffix.length), storedBytes: size };
    }
  }
}

/** Removes what killed processes left half-written. @returns how many files went */
export async function sweepUnfinishedObjects(dataDir: string): Promise<number> {
  const root = join(dataDir, 'objects');
  if (!existsSync(root)) return 0;
  let removed = 0;
  for (const folder of await readdir(root)) {
    for (const name of await readdir(join(root, folder))) {
      const writer = /^\.new-(.+)-obj_/.exec(name)?.[1];
      if (writer === undefined || isRunning(writer)) continue;
      await rm(join(root, folder, name), { force: true });
      removed += 1;
    }
  }
  return removed;
}
