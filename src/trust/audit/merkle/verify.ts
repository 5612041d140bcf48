import { emptyRoot, hashNode } from './hashes.ts';

const half = (n: number): number => Math.floor(n / 2);
const odd = (n: number): boolean => n % 2 === 1;

/** Whether the path leads from the leaf's hash to the root (the algorithm of RFC 9162 §2.1.3.2, for the trees of RFC 6962). */
export function holdsInclusion(given: {
  leaf: number;
  size: number;
  leafHash: Uint8Array;
  path: readonly Uint8Array[];
  root: Uint8Array;
}): boolean {
  if (!Number.isSafeInteger(given.leaf) || given.leaf < 0 || given.leaf >= given.size) return false;
  let node = given.leaf;
  let last = given.size - 1;
  let hash = given.leafHash;
  for (const sibling of given.path) {
    if (last === 0) return false;
    if (odd(node) || node === last) {
      hash = hashNode(sibling, hash);
      while (!odd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      hash = hashNode(hash, sibling);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && Buffer.from(given.root).equals(hash);
}

/** Whether the newer tree begins with the older one, by the path alone (the algorithm of RFC 9162 §2.1.4.2). */
export function holdsConsistency(given: {
  from: number;
  to: number;
  fromRoot: Uint8Array;
  toRoot: Uint8Array;
  path: readonly Uint8Array[];
}): boolean {
  const { from, to, path } = given;
  const fromRoot = Buffer.from(given.fromRoot);
  const toRoot = Buffer.from(given.toRoot);
  if (from > to || from < 0) return false;
  if (from === 0) return path.length === 0 && fromRoot.equals(emptyRoot);
  if (from === to) return path.length === 0 && fromRoot.equals(toRoot);
  let node = from - 1;
  let last = to - 1;
  while (odd(node)) {
    node = half(node);
    last = half(last);
  }
  // A whole older tree is the first subtree itself; its root is not in the path.
  const steps = node === 0 ? [...path] : path.slice(1);
  let older: Uint8Array | undefined = node === 0 ? fromRoot : path[0];
  if (older === undefined) return false;
  let newer: Uint8Array = older;
  for (const sibling of steps) {
    if (last === 0) return false;
    if (odd(node) || node === last) {
      older = hashNode(sibling, older);
      newer = hashNode(sibling, newer);
      while (!odd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      newer = hashNode(newer, sibling);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && fromRoot.equals(older) && toRoot.equals(newer);
}
