import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { readKey, readOrMakeKey } from '../../platform/keys/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';

/** A head of the log as it is signed: how many entries, over which root, when. */
export interface TreeHead {
  size: number;
  root: Buffer;
  /** Milliseconds since 1970. */
  timestamp: number;
}

export interface SignedHead extends TreeHead {
  /** Names the key: hexadecimal SHA-256 of its SubjectPublicKeyInfo (DER), the log id of RFC 6962 §3.2. */
  keyId: string;
  signature: Buffer;
}

/** Signs heads; the key of a data folder, whichever it is at the moment. */
export interface AuditKey extends AuditPublicKey {
  sign(head: TreeHead): SignedHead;
  /** Ed25519 signature over other bytes. */
  signBytes(bytes: Uint8Array): Buffer;
  /** Goes over to the key with this id, which a rotation has put in the folder. @returns whether it is there */
  use(keyId: string): boolean;
}

/** Checks heads. */
export interface AuditPublicKey {
  keyId: string;
  /** SPKI PEM. */
  pem: string;
  /** Whether this key signed this head. */
  verify(head: SignedHead): boolean;
}

/** The bytes that are signed: TreeHeadSignature of RFC 6962 §3.5 (version v1, type tree_hash, timestamp, size, root). */
export function treeHeadBytes({ size, root, timestamp }: TreeHead): Buffer {
  const bytes = Buffer.alloc(50);
  bytes[0] = 0;
  bytes[1] = 1;
  bytes.writeBigUInt64BE(BigInt(timestamp), 2);
  bytes.writeBigUInt64BE(BigInt(size), 10);
  root.copy(bytes, 18);
  return bytes;
}

function fromKey(key: KeyObject): AuditPublicKey {
  const keyId = createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  return {
    keyId,
    pem: key.export({ type: 'spki', format: 'pem' }).toString(),
    verify: (head) => head.keyId === keyId && verify(null, treeHeadBytes(head), key, head.signature),
  };
}

/** Reads a public key. @throws Problem IDUN_AUDIT_KEY unless it is the SPKI PEM of an Ed25519 key */
export function readAuditPublicKey(pem: string): AuditPublicKey {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return fromKey(key);
  } catch {
    // Told below, with what was expected.
  }
  throw new Problem(errors.keyUnreadable, 'The public key is not an Ed25519 key.', {
    expected: 'SPKI PEM, as `idun audit head --key` prints it',
  });
}

/** Where the log's key is, and the next one while a rotation runs. */
export const auditKeyName = 'audit-signing.pem';
export const nextKeyName = 'audit-signing.next.pem';

/** A new key, as its file has it. */
export const makeAuditKey = (): Buffer =>
  Buffer.from(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));

function openPrivate(pem: Buffer): { known: AuditPublicKey; key: KeyObject } {
  try {
    const key = createPrivateKey(pem);
    return { key, known: fromKey(createPublicKey(key)) };
  } catch (cause) {
    throw new Problem(
      errors.keyUnreadable,
      'keys/audit-signing.pem is no private key.',
      { action: 'Restore keys/ from the backup that belongs to this database.' },
      { cause },
    );
  }
}

/** The log's key, `keys/audit-signing.pem` of the data folder, made on first use. @throws Problem IDUN_AUDIT_KEY */
export function openAuditKey(dataDir: string, name = auditKeyName): AuditKey {
  let now = openPrivate(readOrMakeKey(dataDir, name, makeAuditKey));
  return {
    get keyId() {
      return now.known.keyId;
    },
    get pem() {
      return now.known.pem;
    },
    verify: (head) => now.known.verify(head),
    sign: (head) => ({ ...head, keyId: now.known.keyId, signature: sign(null, treeHeadBytes(head), now.key) }),
    signBytes: (bytes) => sign(null, bytes, now.key),
    use(keyId) {
      for (const name of now.known.keyId === keyId ? [] : [auditKeyName, nextKeyName]) {
        const pem = readKey(dataDir, name);
        const found = pem === undefined ? undefined : openPrivate(pem);
        if (found?.known.keyId === keyId) now = found;
      }
      return now.known.keyId === keyId;
    },
  };
}
