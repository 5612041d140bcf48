import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { destroyFile, keyPath, replaceFile, writeFirst } from './files.ts';
import { isWrapped, masterName, openMasterKey, previousName } from './master-key.ts';

const ownerOf = (name: string): string => `file ${name}`;

/** Reads `<dataDir>/keys/<name>`, which is wrapped under the master key, making it on first use. */
export function readOrMakeKey(dataDir: string, name: string, make: () => Uint8Array): Buffer {
  const master = openMasterKey(dataDir);
  const path = keyPath(dataDir, name);
  if (!existsSync(path)) {
    writeFirst(path, () => master.wrap(make(), ownerOf(name)));
    // A rotation may have looked through the files while this one was made.
    rewrapKeyFile(dataDir, name);
  }
  return master.unwrap(readFileSync(path), ownerOf(name));
}

/** Puts another key in a file's place, at once for whoever opens it. */
export function replaceKey(dataDir: string, name: string, key: Uint8Array): void {
  replaceFile(keyPath(dataDir, name), openMasterKey(dataDir).wrap(key, ownerOf(name)));
}

/** Reads a key file. @returns undefined when there is none */
export function readKey(dataDir: string, name: string): Buffer | undefined {
  const path = keyPath(dataDir, name);
  if (!existsSync(path)) return undefined;
  return openMasterKey(dataDir).unwrap(readFileSync(path), ownerOf(name));
}

/** Destroys a key file; nothing happens when there is none. */
export function destroyKey(dataDir: string, name: string): void {
  const path = keyPath(dataDir, name);
  if (existsSync(path)) destroyFile(path);
}

/** Names of the key files that are wrapped under the master key. */
export function listKeyFiles(dataDir: string): string[] {
  return readdirSync(keyPath(dataDir, ''))
    .filter((name) => !name.startsWith('.') && name !== masterName && name !== previousName)
    .filter((name) => isWrapped(readFileSync(keyPath(dataDir, name))))
    .sort();
}

/** Wraps a key file under the master key of now. @returns whether it was wrapped under another */
export function rewrapKeyFile(dataDir: string, name: string): boolean {
  const master = openMasterKey(dataDir);
  const wrapped = readFileSync(keyPath(dataDir, name));
  if (wrapped.subarray(0, master.prefix().length).equals(master.prefix())) return false;
  replaceKey(dataDir, name, master.unwrap(wrapped, ownerOf(name)));
  return true;
}
