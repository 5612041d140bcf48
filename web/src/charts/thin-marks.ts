/**
 * The marks of a crowded picture that can be told apart: of those in the same square of `size` pixels the first, and every one
 * that is to be kept.
 */
export function thinMarks<T>(
  marks: readonly T[],
  place: (mark: T) => [x: number, y: number],
  keep: (mark: T) => boolean,
  size: number,
): T[] {
  const taken = new Set<number>();
  return marks.filter((mark) => {
    const [x, y] = place(mark);
    const square = Math.floor(x / size) * 65_536 + Math.floor(y / size);
    if (keep(mark)) return true;
    if (taken.has(square)) return false;
    taken.add(square);
    return true;
  });
}
