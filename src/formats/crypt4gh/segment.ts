import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';

/** Plain bytes in every segment but the last (Crypt4GH v1 §3.4.2). */
export const segmentPlainSize = 65536;
export const nonceSize = 12;
export const macSize = 16;
/** Encrypted bytes of a whole segment: nonce, cipher text, MAC. */
export const segmentCipherSize = segmentPlainSize + nonceSize + macSize;

const method = 'chacha20-poly1305';
const options = { authTagLength: macSize };

/** ChaCha20-IETF-Poly1305 with a random nonce: nonce ‖ cipher text ‖ MAC. */
export function seal(key: Uint8Array, plain: Uint8Array): Uint8Array {
  const out = Buffer.allocUnsafe(nonceSize + plain.length + macSize);
  const nonce = out.subarray(0, nonceSize);
  randomFillSync(nonce);
  const cipher = createCipheriv(method, key, nonce, options);
  out.set(cipher.update(plain), nonceSize);
  cipher.final();
  out.set(cipher.getAuthTag(), nonceSize + plain.length);
  return out;
}

/** The plain bytes of what `seal` made, or null when the key is another or a byte was changed. */
export function unseal(key: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < nonceSize + macSize) return null;
  const decipher = createDecipheriv(method, key, sealed.subarray(0, nonceSize), options);
  decipher.setAuthTag(sealed.subarray(sealed.length - macSize));
  const plain = decipher.update(sealed.subarray(nonceSize, sealed.length - macSize));
  try {
    decipher.final();
  } catch {
    return null;
  }
  return plain;
}

/** Opens data segments with the keys of a header, the one that worked last first. */
export function segmentOpener(keys: readonly Uint8Array[]): (sealed: Uint8Array) => Uint8Array | null {
  let last = keys[0]!;
  return (sealed) => {
    const plain = unseal(last, sealed);
    if (plain !== null) return plain;
    for (const key of keys) {
      const other = key === last ? null : unseal(key, sealed);
      if (other === null) continue;
      last = key;
      return other;
    }
    return null;
  };
}
