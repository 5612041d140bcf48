const quote = /["\n\r\u001F]/;

/** What stands between the fields of rows that Idun writes itself: no source has it in its values. */
export const fieldSeparator = '\u001F';

/**
 * Rows of another form as text that the parser of feeds reads, so that every source is checked by the same code: the place of the row,
 * then its cells.
 */
export class RowText {
  #text: string[] = [];
  #size = 0;
  rows = 0;

  add(place: number, cells: readonly unknown[]): void {
    let line = String(place);
    for (const cell of cells) line += fieldSeparator + cellText(cell);
    this.#text.push(line);
    this.#size += line.length;
    this.rows++;
  }

  get size(): number {
    return this.#size;
  }

  /** The rows added since the last time. */
  take(): Uint8Array {
    const bytes = new Uint8Array(Buffer.from(this.#text.length === 0 ? '' : `${this.#text.join('\n')}\n`, 'utf8'));
    this.#text = [];
    this.#size = 0;
    this.rows = 0;
    return bytes;
  }
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  const text = cell instanceof Date ? cell.toISOString() : String(cell);
  return quote.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
