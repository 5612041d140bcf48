import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { readOrMakeKey } from '../../platform/keys/index.ts';
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

/** Signs heads; made from the key of a data folder. */
export interface AuditKey extends AuditPublicKey {
  sign(head: TreeHead): SignedHead;
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

/** The log's key, `keys/audit-signing.pem` of the data folder, made on first use. @throws Problem IDUN_AUDIT_KEY */
export function openAuditKey(dataDir: string): AuditKey {
  const pem = readOrMakeKey(dataDir, 'audit-signing.pem', () =>
    Buffer.from(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })),
  );
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    throw new Problem(
      errors.keyUnreadable,
      'keys/audit-signing.pem is no private key.',
      { action: 'Restore keys/ from the backup that belongs to this database.' },
      { cause },
    );
  }
  const known = fromKey(createPublicKey(key));
  return {
    ...known,
    sign: (head) => ({ ...head, keyId: known.keyId, signature: sign(null, treeHeadBytes(head), key) }),
  };
}
