import { hkdfSync, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/**
 * Reads `<dataDir>/keys/<name>` (mode 0600), making it on first use. Safe when two processes come first at once: the file is
 * written whole under another name and linked, and the first link holds.
 */
export function readOrMakeKey(dataDir: string, name: string, make: () => Uint8Array): Buffer {
  const folder = join(dataDir, 'keys');
  const path = join(folder, name);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const temporary = join(folder, `.${name}-${randomBytes(6).toString('hex')}`);
    const file = openSync(temporary, 'wx', 0o600);
    writeSync(file, make());
    fsyncSync(file);
    closeSync(file);
    try {
      linkSync(temporary, path);
    } catch (error) {
      if (!existsSync(path)) throw error;
    } finally {
      rmSync(temporary, { force: true });
    }
  }
  return readFileSync(path);
}

/** The 32-byte master key of a data folder, `keys/master.key`; used only to derive others from. */
export function openMasterKey(dataDir: string): Buffer {
  return readOrMakeKey(dataDir, 'master.key', () => randomBytes(32));
}

/** A 32-byte key for one purpose (HKDF-SHA-256, RFC 5869, the purpose as info). */
export function deriveKey(master: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, new Uint8Array(0), purpose, 32));
}
