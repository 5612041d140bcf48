import { createHash, hash } from 'node:crypto';

/** Bytes of a SHA-256 hash. */
export const hashBytes = 32;

/** The root of a tree without leaves: the hash of nothing (RFC 6962 §2.1). */
export const emptyRoot: Buffer = createHash('sha256').digest();

const nodeInput = Buffer.alloc(1 + 2 * hashBytes);
nodeInput[0] = 1;

/** RFC 6962 §2.1: SHA-256 of 0x00 and the leaf's data, so that a leaf cannot pass for an inner node. */
export function hashLeafData(data: Uint8Array): Buffer {
  const input = Buffer.allocUnsafe(1 + data.length);
  input[0] = 0;
  input.set(data, 1);
  return hash('sha256', input, 'buffer');
}

/** RFC 6962 §2.1: SHA-256 of 0x01 and the two children. */
export function hashNode(left: Uint8Array, right: Uint8Array): Buffer {
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + hashBytes);
  return hash('sha256', nodeInput, 'buffer');
}

/** The leaf of an entry: its data are the 32 bytes of salt and the canonical bytes. The salt keeps who holds the hash from guessing. */
export function hashEntry(salt: Uint8Array, entry: Uint8Array): Buffer {
  const input = Buffer.allocUnsafe(1 + salt.length + entry.length);
  input[0] = 0;
  input.set(salt, 1);
  input.set(entry, 1 + salt.length);
  return hash('sha256', input, 'buffer');
}
