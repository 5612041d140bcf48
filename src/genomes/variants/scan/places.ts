import type { LiveSegment } from '../snapshot/index.ts';

/** Where a row's allele is: in which segments, at which index. */
export function placesOf(
  live: readonly LiveSegment[],
  index: readonly Int32Array[],
  row: number,
): { live: LiveSegment; index: number }[] {
  return live.flatMap((one, k) => (index[k]![row]! >= 0 ? [{ live: one, index: index[k]![row]! }] : []));
}
