import {
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { crypt4ghError } from './errors.ts';

export interface KeyPair {
  /** X25519 secret key, 32 bytes. */
  readonly privateKey: Uint8Array;
  /** X25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** DER before the 32 bytes of an X25519 key (RFC 8410 §7 and §4). */
const pkcs8Prefix = Buffer.from('302e020100300506032b656e04220420', 'hex');
const spkiPrefix = Buffer.from('302a300506032b656e032100', 'hex');

/** A new X25519 key pair. */
export function generateKeyPair(): KeyPair {
  const { privateKey } = generateKeyPairSync('x25519');
  const raw = new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(pkcs8Prefix.length));
  return { privateKey: raw, publicKey: publicKeyOf(raw) };
}

/** The public key of a secret key. */
export function publicKeyOf(privateKey: Uint8Array): Uint8Array {
  const spki = createPublicKey(importPrivate(privateKey)).export({ format: 'der', type: 'spki' });
  return new Uint8Array(spki.subarray(spkiPrefix.length));
}

function importPrivate(key: Uint8Array): KeyObject {
  if (key.length !== 32) throw crypt4ghError('KEY_FILE', `The private key has ${key.length} bytes.`, '32 bytes');
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, key]), format: 'der', type: 'pkcs8' });
}

function importPublic(key: Uint8Array): KeyObject {
  if (key.length !== 32) throw crypt4ghError('KEY_FILE', `The public key has ${key.length} bytes.`, '32 bytes');
  return createPublicKey({ key: Buffer.concat([spkiPrefix, key]), format: 'der', type: 'spki' });
}

/**
 * The key that header packets between a writer and a reader are sealed with: Blake2b(X25519 ‖ reader's ‖ writer's), first 32 bytes
 * (Crypt4GH v1 §3.3.1). Either side's secret key gives the same.
 */
export function sharedKey(own: Uint8Array, other: Uint8Array, reader: Uint8Array, writer: Uint8Array): Uint8Array {
  const secret = diffieHellman({ privateKey: importPrivate(own), publicKey: importPublic(other) });
  return createHash('blake2b512').update(secret).update(reader).update(writer).digest().subarray(0, 32);
}
