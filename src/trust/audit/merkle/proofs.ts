import { emptyRoot, hashNode } from './hashes.ts';

/** The hash of a whole subtree: of the 2^level leaves from index × 2^level on. */
export type NodeReader = (level: number, index: number) => Buffer;

/** The largest power of two below n (n > 1): where RFC 6962 divides a tree. */
function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** The root over leaves [from, from + count); `from` is a multiple of the power of two at or above `count`, or 0. */
function rangeRoot(node: NodeReader, from: number, count: number): Buffer {
  const level = Math.log2(count);
  if (Number.isInteger(level)) return node(level, from / count);
  const k = splitOf(count);
  return hashNode(rangeRoot(node, from, k), rangeRoot(node, from + k, count - k));
}

/** The root of the tree of the first `size` leaves (RFC 6962 §2.1). */
export function rootOf(node: NodeReader, size: number): Buffer {
  return size === 0 ? emptyRoot : rangeRoot(node, 0, size);
}

/**
 * The audit path of a leaf, from its neighbour up (RFC 6962 §2.1.1).
 * @param leaf below `size`
 */
export function inclusionPath(node: NodeReader, leaf: number, size: number): Buffer[] {
  const walk = (from: number, count: number): Buffer[] => {
    if (count === 1) return [];
    const k = splitOf(count);
    return leaf < from + k
      ? [...walk(from, k), rangeRoot(node, from + k, count - k)]
      : [...walk(from + k, count - k), rangeRoot(node, from, k)];
  };
  return walk(0, size);
}

/**
 * The proof that the tree of `size` leaves begins with that of the first `older` ones (RFC 6962 §2.1.2); empty when they are
 * one tree, or the older is empty.
 */
export function consistencyPath(node: NodeReader, older: number, size: number): Buffer[] {
  // `known`: the older tree's own root, which the asker has.
  const walk = (from: number, count: number, m: number, known: boolean): Buffer[] => {
    if (m === count) return known ? [] : [rangeRoot(node, from, count)];
    const k = splitOf(count);
    return m <= k
      ? [...walk(from, k, m, known), rangeRoot(node, from + k, count - k)]
      : [...walk(from + k, count - k, m - k, false), rangeRoot(node, from, k)];
  };
  return older === 0 || older === size ? [] : walk(0, size, older, true);
}
