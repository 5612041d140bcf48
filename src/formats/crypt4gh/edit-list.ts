/** A stretch of the unedited plain text that is kept, 0-based half-open; `end` is Infinity for «to the end». */
export interface KeptRange {
  readonly start: number;
  readonly end: number;
}

/** The stretches an edit list keeps: lengths to discard and to keep in turn; a last discard keeps the rest (Crypt4GH v1 §4.2). */
export function keptRanges(editList: readonly number[] | undefined): readonly KeptRange[] {
  if (editList === undefined || editList.length === 0) return [{ start: 0, end: Number.POSITIVE_INFINITY }];
  const ranges: KeptRange[] = [];
  let position = 0;
  for (let i = 0; i < editList.length; i += 2) {
    position += editList[i]!;
    const keep = editList[i + 1] ?? Number.POSITIVE_INFINITY;
    if (keep > 0) ranges.push({ start: position, end: position + keep });
    position += keep;
  }
  return ranges;
}
