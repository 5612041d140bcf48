import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readOrMakeKey } from '../../../platform/keys/index.ts';

function makeSigningKeys(): Buffer {
  const pairs = [
    { alg: 'RS256', key: generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey },
    { alg: 'ES256', key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey },
  ];
  const keys = pairs.map(({ alg, key }) => ({ ...key.export({ format: 'jwk' }), alg, use: 'sig', kid: randomUUID() }));
  return Buffer.from(JSON.stringify({ keys }));
}

/** A private key as RFC 7517 writes it, with its algorithm and name. */
export interface SigningKey {
  [member: string]: unknown;
  kty: string;
  alg: string;
  kid: string;
}

/** The keys that sign what leaves in Idun's name (sign-ins, visas): RS256 and ES256, `keys/oidc-signing.json`. */
export function openSigningKeys(dataDir: string): { keys: SigningKey[] } {
  return JSON.parse(readOrMakeKey(dataDir, 'oidc-signing.json', makeSigningKeys).toString());
}
