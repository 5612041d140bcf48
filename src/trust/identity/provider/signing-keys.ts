import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../../../platform/clock/index.ts';
import { readOrMakeKey, replaceKey } from '../../../platform/keys/index.ts';

const fileName = 'oidc-signing.json';

/** How long a key that signs no more stays published, in milliseconds: nothing that is signed may be valid longer. */
export const signingKeyRetention = 24 * 3600_000;

/** A private key as RFC 7517 writes it, with its algorithm and name. */
export interface SigningKey {
  [member: string]: unknown;
  kty: string;
  alg: string;
  kid: string;
}

/** A key as the file has it; the newest of an algorithm is the first. */
interface StoredKey {
  key: SigningKey;
  madeAt: string;
  /** Since when it signs no more. */
  retiredAt: string | null;
}

function makeKeys(now: Date): StoredKey[] {
  const pairs = [
    { alg: 'RS256', pair: generateKeyPairSync('rsa', { modulusLength: 3072 }) },
    { alg: 'ES256', pair: generateKeyPairSync('ec', { namedCurve: 'P-256' }) },
  ];
  return pairs.map(({ alg, pair }) => ({
    key: { ...pair.privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: randomUUID() } as SigningKey,
    madeAt: now.toISOString(),
    retiredAt: null,
  }));
}

function readStored(dataDir: string, now: Date): StoredKey[] {
  const bytes = readOrMakeKey(dataDir, fileName, () => Buffer.from(JSON.stringify(makeKeys(now))));
  const stored = JSON.parse(bytes.toString()) as StoredKey[];
  return stored.filter(
    ({ retiredAt }) => retiredAt === null || Date.parse(retiredAt) + signingKeyRetention > now.getTime(),
  );
}

/**
 * The keys that sign what leaves in Idun's name (sign-ins, visas): RS256 and ES256, `keys/oidc-signing.json`. The first of an
 * algorithm signs; the others are those before it, for checking only. Ask at each signing: a rotation puts others first.
 */
export function openSigningKeys(dataDir: string, clock: Clock = systemClock): { keys: SigningKey[] } {
  return { keys: readStored(dataDir, clock.now()).map(({ key }) => key) };
}

export interface SigningKeyState {
  kid: string;
  alg: string;
  madeAt: Date;
  /** When it is published no more; null for the one that signs. */
  until: Date | null;
}

/** Which keys are published. */
export function describeSigningKeys(dataDir: string, clock: Clock = systemClock): SigningKeyState[] {
  return readStored(dataDir, clock.now()).map(({ key: { kid, alg }, madeAt, retiredAt }) => ({
    ...{ kid, alg, madeAt: new Date(madeAt) },
    until: retiredAt === null ? null : new Date(Date.parse(retiredAt) + signingKeyRetention),
  }));
}

/**
 * Makes new signing keys, which sign from now on. Those before stay published until what they signed has expired; older ones are
 * destroyed. The file changes at once; call it from one process at a time.
 */
export function rotateSigningKeys(dataDir: string, clock: Clock = systemClock): SigningKeyState[] {
  const now = clock.now();
  const before = readStored(dataDir, now).map((one) => ({ ...one, retiredAt: one.retiredAt ?? now.toISOString() }));
  replaceKey(dataDir, fileName, Buffer.from(JSON.stringify([...makeKeys(now), ...before])));
  return describeSigningKeys(dataDir, clock);
}
