import { createHash } from 'node:crypto';

/** SHA-256 of a secret with at least 128 bits of randomness, which therefore cannot be searched; only this is stored. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
