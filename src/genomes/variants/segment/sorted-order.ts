import { compareAlleles } from './heap.ts';

/** Moves of the insertion sort, per allele, before sorting anew is cheaper. */
const MOVES_PER_ALLELE = 16;

/**
 * Order that sorts alleles by start, reference, alternate; equal ones stay in the order they came. null when they are sorted.
 * Left-alignment moves alleles only a little, so insertion is linear in practice; several files in one segment are sorted anew.
 */
export function sortedOrder(start: Uint32Array, allele: Uint32Array, heap: Uint8Array): Uint32Array | null {
  const compare = (a: number, b: number): number =>
    start[a]! !== start[b]! ? start[a]! - start[b]! : compareAlleles(heap, allele[a]!, heap, allele[b]!);
  let i = 1;
  while (i < start.length && compare(i - 1, i) <= 0) i++;
  if (i >= start.length) return null;
  const order = Uint32Array.from(start, (_, k) => k);
  let moves = order.length * MOVES_PER_ALLELE;
  for (; i < order.length; i++) {
    const moving = order[i]!;
    let at = i;
    while (at > 0 && compare(order[at - 1]!, moving) > 0) {
      order[at] = order[at - 1]!;
      at--;
    }
    order[at] = moving;
    moves -= i - at;
    if (moves < 0) {
      for (let k = 0; k < order.length; k++) order[k] = k;
      return order.sort((a, b) => compare(a, b) || a - b);
    }
  }
  return order;
}
