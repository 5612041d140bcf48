import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
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
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';

const nonceBytes = 12;
const tagBytes = 16;

/** The archive's keys on this installation: one that wraps the keys of genomes and batches, one that signs. */
export interface ArchiveKeys {
  /** Encrypts a 32-byte key for storage; `owner` (an id) is bound to it. AES-256-GCM: nonce, ciphertext, tag. */
  wrap(key: Uint8Array, owner: string): Buffer;
  /** @throws Problem IDUN_KEY_MISSING when the stored key was not wrapped here for this owner */
  unwrap(wrapped: Uint8Array, owner: string): Buffer;
  /** Ed25519 signature over bytes, base64. */
  sign(bytes: Uint8Array): string;
  verify(bytes: Uint8Array, signature: string): boolean;
  /** SPKI PEM of the signing key. */
  publicKey: string;
}

/** Reads the keys in `<dataDir>/keys`, making them on first use. Safe when two processes come first at once. */
export function openKeys(dataDir: string): ArchiveKeys {
  const folder = join(dataDir, 'keys');
  const master = readOrMake(folder, 'archive.key', () => randomBytes(32));
  const privateKey = createPrivateKey(
    readOrMake(folder, 'archive-signing.pem', () =>
      Buffer.from(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })),
    ),
  );
  const publicKey: KeyObject = createPublicKey(privateKey);
  return {
    wrap(key, owner) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(Buffer.from(owner));
      return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
    },
    unwrap(wrapped, owner) {
      try {
        const decipher = createDecipheriv('aes-256-gcm', master, wrapped.subarray(0, nonceBytes)).setAAD(
          Buffer.from(owner),
        );
        decipher.setAuthTag(wrapped.subarray(wrapped.length - tagBytes));
        return Buffer.concat([
          decipher.update(wrapped.subarray(nonceBytes, wrapped.length - tagBytes)),
          decipher.final(),
        ]);
      } catch (cause) {
        throw new Problem(
          errors.keyMissing,
          `The key of ${owner} cannot be opened with this data directory's master key.`,
          {
            action: 'Restore keys/ from the backup that belongs to this database.',
          },
          { cause },
        );
      }
    },
    sign: (bytes) => sign(null, bytes, privateKey).toString('base64'),
    verify: (bytes, signature) => verify(null, bytes, publicKey, Buffer.from(signature, 'base64')),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

function readOrMake(folder: string, name: string, make: () => Uint8Array): Buffer {
  const path = join(folder, name);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const temporary = join(folder, `.${name}-${randomBytes(6).toString('hex')}`);
    const fd = openSync(temporary, 'wx', 0o600);
    writeSync(fd, make());
    fsyncSync(fd);
    closeSync(fd);
    try {
      // A link fails when another process was first; its key then holds.
      linkSync(temporary, path);
    } catch (error) {
      if (!existsSync(path)) throw error;
    } finally {
      rmSync(temporary, { force: true });
    }
  }
  return readFileSync(path);
}
