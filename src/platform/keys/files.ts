import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** The path of `<dataDir>/keys/<name>`. */
export const keyPath = (dataDir: string, name: string): string => join(dataDir, 'keys', name);

function syncFolder(folder: string): void {
  const file = openSync(folder, 'r');
  fsyncSync(file);
  closeSync(file);
}

// A dot name, so that no backup takes an unfinished file.
function writeBeside(path: string, bytes: Uint8Array): string {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `.new-${randomBytes(6).toString('hex')}`);
  const file = openSync(temporary, 'wx', 0o600);
  writeSync(file, bytes);
  fsyncSync(file);
  closeSync(file);
  return temporary;
}

/**
 * Writes a key file (mode 0600) unless there is one. Safe when two processes come first at once: it is written whole under another
 * name and linked, and the first link holds.
 */
export function writeFirst(path: string, make: () => Uint8Array): void {
  if (existsSync(path)) return;
  const temporary = writeBeside(path, make());
  try {
    linkSync(temporary, path);
    syncFolder(dirname(path));
  } catch (error) {
    if (!existsSync(path)) throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Puts new bytes in the place of a key file: whoever opens it finds the old or the new ones. */
export function replaceFile(path: string, bytes: Uint8Array): void {
  renameSync(writeBeside(path, bytes), path);
  syncFolder(dirname(path));
}

/** Gives a file a second name. */
export function linkFile(path: string, name: string): void {
  linkSync(path, name);
  syncFolder(dirname(path));
}

/** Destroys a key file, durably. */
export function destroyFile(path: string): void {
  unlinkSync(path);
  syncFolder(dirname(path));
}
