import { hkdfSync } from 'node:crypto';

/** A 32-byte key for one purpose (HKDF-SHA-256, RFC 5869, the purpose as info). */
export function deriveKey(key: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, new Uint8Array(0), purpose, 32));
}
