/** How the positions of a container are called: `B7`; or numbers, row by row or column by column. */
export type Labels = 'A1' | 'rows' | 'columns';

export interface Grid {
  rows: number;
  columns: number;
  labels: Labels;
}

/** The letters of a row: A … Z, AA … */
export function rowName(row: number): string {
  const last = String.fromCharCode(65 + (row % 26));
  return row < 26 ? last : `${rowName(Math.floor(row / 26) - 1)}${last}`;
}

/** The name of a slot; slots are counted from 1, row by row. */
export function slotLabel(slot: number, { rows, columns, labels }: Grid): string {
  const row = Math.floor((slot - 1) / columns);
  const column = (slot - 1) % columns;
  if (labels === 'rows') return String(slot);
  if (labels === 'columns') return String(column * rows + row + 1);
  return `${rowName(row)}${column + 1}`;
}

/** The grid to draw a container with: its own, or one as square as it can be for things that stand in no grid. */
export function gridOf(
  container: { rows: number | null; columns: number | null; labels: Labels },
  things: number,
): Grid {
  const { rows, columns, labels } = container;
  if (rows !== null && columns !== null) return { rows, columns, labels };
  const wide = Math.max(1, Math.ceil(Math.sqrt(things)));
  return { rows: Math.max(1, Math.ceil(things / wide)), columns: wide, labels: 'rows' };
}

/** Steps of fullness: empty, up to a quarter, half, three quarters, nearly, full. The step names a colour and a pattern. */
export const steps = [0, 1, 2, 3, 4, 5] as const;
export type Step = (typeof steps)[number];

/** How full something is; null when nobody knows how much it holds. */
export function fullness(occupied: number, capacity: number | null): Step | null {
  if (capacity === null || capacity <= 0) return null;
  if (occupied <= 0) return 0;
  return occupied >= capacity ? 5 : ((1 + Math.floor((4 * occupied) / capacity)) as Step);
}

/** The slot a key moves to from another, in a grid; none for a key that does not move or leads outside. */
export function moveSlot(slot: number, key: string, { rows, columns }: Grid): number | undefined {
  const row = Math.floor((slot - 1) / columns);
  const column = (slot - 1) % columns;
  const to: Record<string, [number, number]> = {
    ArrowRight: [row, column + 1],
    ArrowLeft: [row, column - 1],
    ArrowDown: [row + 1, column],
    ArrowUp: [row - 1, column],
    Home: [row, 0],
    End: [row, columns - 1],
  };
  const [r, c] = to[key] ?? [-1, -1];
  return r >= 0 && r < rows && c >= 0 && c < columns ? r * columns + c + 1 : undefined;
}
