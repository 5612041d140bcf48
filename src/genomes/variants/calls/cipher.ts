import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const NONCE = 12;
const TAG = 16;
/** Bytes that encryption adds to a block. */
export const CIPHER_OVERHEAD = NONCE + TAG;

/** What a block is bound to, so that it cannot be put in another's place: AES-GCM's additional data. */
export function blockBinding(
  batchId: string,
  owner: number | 'sites',
  contig: string,
  firstStart: number,
  rows: number,
): Buffer {
  return Buffer.from(`${batchId} ${owner} ${contig} ${firstStart} ${rows}`, 'utf8');
}

/** Encrypts a block's content (AES-256-GCM): nonce, tag, ciphertext. */
export function sealBlock(content: Uint8Array, key: Uint8Array, binding: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(binding);
  const body = cipher.update(content);
  cipher.final();
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/**
 * The content of a sealed block.
 * @throws Error when the key is wrong or the block was changed
 */
export function openBlock(block: Uint8Array, key: Uint8Array, binding: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, block.subarray(0, NONCE)).setAAD(binding);
  decipher.setAuthTag(block.subarray(NONCE, NONCE + TAG));
  const body = decipher.update(block.subarray(NONCE + TAG));
  decipher.final();
  return body;
}
