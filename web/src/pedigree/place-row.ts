/**
 * Places things in a given order as near as possible to where they would like to be, at least `gap` apart: the sum of squared
 * distances is the least there is (pool adjacent violators).
 * @param wanted place each would like, in the order they must keep
 * @param gap least distance between neighbours, by the index of the left one
 */
export function placeInOrder(wanted: readonly number[], gap: (left: number) => number): number[] {
  // With the gaps taken out, the order alone must hold: places that would cross are pooled at their mean.
  const offsets: number[] = [];
  let offset = 0;
  wanted.forEach((_, i) => {
    offsets.push(offset);
    offset += gap(i);
  });
  const blocks: { sum: number; count: number }[] = [];
  wanted.forEach((value, i) => {
    blocks.push({ sum: value - offsets[i]!, count: 1 });
    while (blocks.length > 1) {
      const last = blocks.at(-1)!;
      const before = blocks.at(-2)!;
      if (before.sum / before.count <= last.sum / last.count) break;
      blocks.splice(-2, 2, { sum: before.sum + last.sum, count: before.count + last.count });
    }
  });
  return blocks
    .flatMap(({ sum, count }) => Array<number>(count).fill(sum / count))
    .map((value, i) => value + offsets[i]!);
}
