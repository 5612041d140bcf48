import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { Problem } from '../problem/index.ts';
import { deriveKey } from './derive-key.ts';
import { errors } from './errors.ts';
import { keyPath, writeFirst } from './files.ts';

const layout = 1;
const idBytes = 8;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + idBytes;

/** Name of the key that wraps, and of the one before while a rotation is not finished. */
export const masterName = 'master.key';
export const previousName = 'master.previous.key';

interface Opened {
  id: string;
  wrap: Buffer;
}

/** The id of a master key: names it without telling anything of it. */
export const masterId = (bytes: Uint8Array): string =>
  deriveKey(bytes, 'platform.keys.id').subarray(0, idBytes).toString('hex');

const open = (bytes: Uint8Array): Opened => ({ id: masterId(bytes), wrap: deriveKey(bytes, 'platform.keys.wrap') });

/** The key under which all other keys are kept. */
export interface MasterKey {
  /** The id of the key that wraps now. */
  id(): string;
  /**
   * Encrypts a key for storage, with its owner bound to it: layout, id of the master key, nonce, ciphertext and tag of
   * AES-256-GCM. What goes into the database is wrapped in a transaction that holds the master key (`holdMasterKey`).
   */
  wrap(key: Uint8Array, owner: string): Buffer;
  /** @throws Problem IDUN_KEY_MISSING when it was not wrapped here for this owner */
  unwrap(wrapped: Uint8Array, owner: string): Buffer;
  /** What everything wrapped under the key of now begins with. */
  prefix(): Buffer;
}

/** Whether these bytes are a wrapped key. */
export const isWrapped = (bytes: Uint8Array): boolean =>
  bytes.length > headBytes + nonceBytes + tagBytes && bytes[0] === layout;

/** Opens the master key of a data folder, `keys/master.key`, making it on first use. A rotation is noticed without a restart. */
export function openMasterKey(dataDir: string): MasterKey {
  const path = keyPath(dataDir, masterName);
  writeFirst(path, () => randomBytes(32));
  // Keys of before stay in memory: somebody may have read a row just before it was wrapped anew.
  const known = new Map<string, Opened>();
  let seen = '';
  let current = read();

  function read(): Opened {
    // The previous one first: a rotation gives it that name before it replaces the current one.
    const previous = keyPath(dataDir, previousName);
    if (existsSync(previous)) remember(readFileSync(previous));
    const { ino, mtimeMs } = statSync(path);
    seen = `${ino} ${mtimeMs}`;
    return remember(readFileSync(path));
  }
  function remember(bytes: Uint8Array): Opened {
    const opened = open(bytes);
    known.set(opened.id, opened);
    return opened;
  }
  function now(): Opened {
    const { ino, mtimeMs } = statSync(path);
    if (seen !== `${ino} ${mtimeMs}`) current = read();
    return current;
  }
  function find(id: string): Opened | undefined {
    if (!known.has(id)) current = read();
    return known.get(id);
  }
  const prefixOf = ({ id }: Opened) => Buffer.concat([Buffer.from([layout]), Buffer.from(id, 'hex')]);

  return {
    id: () => now().id,
    prefix: () => prefixOf(now()),
    wrap(key, owner) {
      const master = now();
      const head = prefixOf(master);
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', master.wrap, nonce).setAAD(
        Buffer.concat([head, Buffer.from(owner)]),
      );
      return Buffer.concat([head, nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
    },
    unwrap(wrapped, owner) {
      const id = Buffer.from(wrapped.subarray(1, headBytes)).toString('hex');
      const master = isWrapped(wrapped) ? find(id) : undefined;
      try {
        if (master === undefined) throw new Error(`there is no master key ${id}`);
        const body = wrapped.subarray(headBytes);
        const decipher = createDecipheriv('aes-256-gcm', master.wrap, body.subarray(0, nonceBytes));
        decipher.setAAD(Buffer.concat([wrapped.subarray(0, headBytes), Buffer.from(owner)]));
        decipher.setAuthTag(body.subarray(-tagBytes));
        return Buffer.concat([decipher.update(body.subarray(nonceBytes, -tagBytes)), decipher.final()]);
      } catch (cause) {
        throw new Problem(
          errors.missing,
          `The key of ${owner} cannot be opened with this data directory's master key.`,
          { action: 'Restore keys/ from the backup that belongs to this database.' },
          { cause },
        );
      }
    },
  };
}
