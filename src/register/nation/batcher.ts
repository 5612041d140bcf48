import type { Batch, ColumnArray, ColumnName, TableName, TableWriter } from '../columns/index.ts';

const rows = 1 << 16;

/** Gathers rows for a table's writer; the columns are the caller's to fill at `row`. */
export class Batcher<T extends TableName> {
  row = 0;
  readonly #writer: TableWriter<T>;
  readonly #columns: Batch<T>;

  constructor(writer: TableWriter<T>, columns: Batch<T>) {
    this.#writer = writer;
    this.#columns = columns;
  }

  /** Ends a row; full batches go to the writer. */
  next(): void {
    if (++this.row < rows) return;
    this.flush();
  }

  flush(): void {
    this.#writer.append(this.row, this.#columns);
    this.row = 0;
  }
}

/** Columns for a batcher. */
export const batchColumn = {
  u8: () => new Uint8Array(rows),
  u16: () => new Uint16Array(rows),
  u32: () => new Uint32Array(rows),
} as const satisfies Record<string, () => ColumnArray>;

/** Takes words into a column's dictionary. @returns their numbers */
export function takeWords<T extends TableName>(
  writer: TableWriter<T>,
  column: ColumnName<T>,
  words: readonly string[],
): number[] {
  return words.map((word) => writer.word(column, word));
}
