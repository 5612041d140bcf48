import { type CountColumns, countSet } from '../counts/index.ts';
import type { LocalGroup } from '../population/index.ts';
import { createAlleleSets } from '../resident/index.ts';
import type { LiveSegment } from '../snapshot/index.ts';
import type { MergedRows } from './windows.ts';

const sets = createAlleleSets();

/** Who may be seen. */
export interface Seen {
  /** By segment. */
  visible: readonly LocalGroup[];
  /** An allele is shown for its carriers only: that nobody at all carries it would tell of those who may not be seen. */
  limited: boolean;
}

/**
 * Rows whose carriers are all people who may not be seen: to tell that such an allele exists would tell of them. Alleles
 * that nobody at all carries (sites of a larger call set) are shown where such a file has somebody who may be seen, and nobody's
 * reading is limited to some people.
 * @returns 1 for rows to leave out; null when there are none
 */
export function hiddenRows(live: readonly LiveSegment[], merged: MergedRows, seen: Seen): Uint8Array | null {
  const { visible, limited } = seen;
  if (!limited && live.every((one, k) => visible[k]!.everybody.size === one.segment.genomes)) return null;
  const hidden = new Uint8Array(merged.rows);
  let some = false;
  for (let row = 0; row < merged.rows; row++) {
    if (isHidden(live, (k) => merged.index[k]![row]!, seen)) {
      hidden[row] = 1;
      some = true;
    }
  }
  return some ? hidden : null;
}

/** @param index allele index in segment k, or −1 */
export function isHidden(
  live: readonly LiveSegment[],
  index: (k: number) => number,
  { visible, limited }: Seen,
): boolean {
  let carriers = 0;
  let listed = false;
  for (let k = 0; k < live.length; k++) {
    const i = index(k);
    if (i < 0) continue;
    const { segment } = live[k]!;
    const here = segment.one[i]! + segment.two[i]!;
    const mask = visible[k]!.everybody;
    if (mask.size > 0) listed = true;
    if (here === 0) continue;
    carriers += here;
    // More carriers than people who may not be seen: one of them may.
    if (here > segment.genomes - mask.size) return false;
    segment.alleleSets(i, sets);
    if (countSet(sets.one, segment.genomes, mask) + countSet(sets.two, segment.genomes, mask) > 0) return false;
  }
  return carriers > 0 || limited || !listed;
}

/** Rows that nobody of a counted mask carries. @returns 1 for rows to leave out; null when there are none */
export function uncarriedRows({ ac }: CountColumns): Uint8Array | null {
  const hidden = Uint8Array.from(ac, (count) => (count === 0 ? 1 : 0));
  return hidden.includes(1) ? hidden : null;
}
