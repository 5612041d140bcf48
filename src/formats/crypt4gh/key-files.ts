import { pbkdf2Sync, randomBytes, scryptSync } from 'node:crypto';
import { crypt4ghError } from './errors.ts';
import { seal, unseal } from './segment.ts';

const magic = 'c4gh-v1';
const cipherName = 'chacha20_poly1305';
/** Costs that the Crypt4GH tools use; the key file does not state them. */
const scryptCosts = { N: 1 << 14, r: 8, p: 1 };
const mostPbkdf2Rounds = 10_000_000;

/** A public key as the text of a key file. */
export function formatPublicKey(publicKey: Uint8Array): string {
  return armour('CRYPT4GH PUBLIC KEY', publicKey);
}

/** @throws FormatError IDUN_CRYPT4GH_KEY_FILE */
export function parsePublicKey(text: string): Uint8Array {
  const key = disarm(text, 'PUBLIC KEY');
  if (key.length !== 32) throw crypt4ghError('KEY_FILE', `The public key has ${key.length} bytes.`, '32 bytes');
  return key;
}

/** A private key as the text of a key file; with a passphrase it is sealed with a key that scrypt makes of it. */
export function formatPrivateKey(privateKey: Uint8Array, passphrase?: string): string {
  if (passphrase === undefined) {
    const plain = [Buffer.from(magic), framed('none'), framed('none'), framed(privateKey)];
    return armour('CRYPT4GH PRIVATE KEY', Buffer.concat(plain));
  }
  const salt = randomBytes(16);
  const sealed = seal(scryptSync(passphrase, salt, 32, scryptCosts), privateKey);
  const kdf = Buffer.concat([Buffer.alloc(4), salt]);
  const parts = [Buffer.from(magic), framed('scrypt'), framed(kdf), framed(cipherName), framed(sealed)];
  return armour('CRYPT4GH PRIVATE KEY', Buffer.concat(parts));
}

/**
 * The secret key in a private key file.
 * @param passphrase needed when the file is sealed
 * @throws FormatError IDUN_CRYPT4GH_KEY_FILE when the file is not one or the passphrase is wrong, IDUN_CRYPT4GH_UNSUPPORTED for bcrypt
 */
export function parsePrivateKey(text: string, passphrase?: string): Uint8Array {
  const bytes = disarm(text, 'PRIVATE KEY');
  if (bytes.subarray(0, magic.length).toString('latin1') !== magic) {
    throw crypt4ghError('KEY_FILE', 'The private key file is not of the Crypt4GH kind.', `${magic} at its start`);
  }
  const next = fieldReader(bytes, magic.length);
  const kdf = next().toString('latin1');
  const options = kdf === 'none' ? null : next();
  const cipher = next().toString('latin1');
  const content = next();
  if (options === null && cipher === 'none') return secretKey(content);
  if (options === null || cipher !== cipherName) {
    throw crypt4ghError('UNSUPPORTED', `The private key is sealed with ${cipher}.`, cipherName);
  }
  if (passphrase === undefined) throw crypt4ghError('KEY_FILE', 'The private key needs its passphrase.');
  const plain = unseal(deriveKey(kdf, options, passphrase), content);
  if (plain === null) throw crypt4ghError('KEY_FILE', 'The passphrase does not open the private key.');
  return secretKey(plain);
}

function secretKey(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== 32) throw crypt4ghError('KEY_FILE', `The private key has ${bytes.length} bytes.`, '32 bytes');
  return Uint8Array.from(bytes);
}

function deriveKey(kdf: string, options: Buffer, passphrase: string): Uint8Array {
  if (options.length < 4) throw crypt4ghError('KEY_FILE', 'The private key file ends too early.');
  const rounds = options.readUInt32BE(0);
  const salt = options.subarray(4);
  if (kdf === 'scrypt') return scryptSync(passphrase, salt, 32, scryptCosts);
  if (kdf === 'pbkdf2_hmac_sha256' && rounds > 0 && rounds <= mostPbkdf2Rounds) {
    return pbkdf2Sync(passphrase, salt, rounds, 32, 'sha256');
  }
  throw crypt4ghError('UNSUPPORTED', `The passphrase is turned into a key by ${kdf}.`, 'scrypt or pbkdf2_hmac_sha256');
}

function fieldReader(bytes: Buffer, from: number): () => Buffer {
  let at = from;
  return () => {
    const end = at + 2 <= bytes.length ? at + 2 + bytes.readUInt16BE(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) throw crypt4ghError('KEY_FILE', 'The private key file ends too early.');
    const field = bytes.subarray(at + 2, end);
    at = end;
    return field;
  };
}

function framed(content: string | Uint8Array): Uint8Array {
  const bytes = Buffer.from(content as Uint8Array);
  const size = Buffer.alloc(2);
  size.writeUInt16BE(bytes.length);
  return Buffer.concat([size, bytes]);
}

function armour(label: string, content: Uint8Array): string {
  const lines =
    Buffer.from(content)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function disarm(text: string, kind: 'PUBLIC KEY' | 'PRIVATE KEY'): Buffer {
  const found = /-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----/.exec(text);
  if (found === null || !found[1]!.endsWith(kind)) {
    throw crypt4ghError('KEY_FILE', 'The text is not a Crypt4GH key file.', `-----BEGIN CRYPT4GH ${kind}-----`);
  }
  return Buffer.from(found[2]!, 'base64');
}
