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
import { deriveKey, openMasterKey, readOrMakeKey } from '../../platform/keys/index.ts';
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

/** The keys of a data folder: the wrapping key derived from its master key, the signing key in `keys/archive-signing.pem`. */
export function openKeys(dataDir: string): ArchiveKeys {
  const master = deriveKey(openMasterKey(dataDir), 'genomes.archive.wrap');
  const privateKey = createPrivateKey(
    readOrMakeKey(dataDir, 'archive-signing.pem', () =>
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
