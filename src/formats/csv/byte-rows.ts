const quote = 34;
const lineFeed = 10;
const carriageReturn = 13;

/** What is wrong with the form of a row. */
export type RowFault = 'open-quote' | 'text-after-quote';

/**
 * Rows of comma-separated text (RFC 4180) in bytes, for files of many millions of rows: it says where fields lie and makes no
 * strings of them. The bytes are its own to change: doubled quotes are made single in place.
 */
export class ByteRows {
  /** Where the fields of the row read last begin and end; quotes are left out. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Fields of the row; 0 for an empty line. There may be more than are remembered. */
  count = 0;
  /** Line feeds inside the row's quotes. */
  innerLines = 0;
  fault: RowFault | null = null;
  readonly #separator: number;

  /**
   * @param separator one ASCII character
   * @param most how many fields of a row are remembered
   */
  constructor(separator: string, most: number) {
    this.#separator = separator.charCodeAt(0);
    this.starts = new Int32Array(most);
    this.ends = new Int32Array(most);
  }

  /**
   * Reads the row that begins at an offset.
   * @returns where the next one begins
   */
  next(bytes: Uint8Array, from: number, to: number): number {
    const { starts, ends } = this;
    const separator = this.#separator;
    const most = starts.length;
    let count = 0;
    let at = from;
    this.innerLines = 0;
    this.fault = null;
    for (;;) {
      if (at < to && bytes[at] === quote) {
        const start = at + 1;
        at = this.#quoted(bytes, start, to);
        if (count < most) {
          starts[count] = start;
          ends[count] = this.#end;
        }
      } else {
        const start = at;
        while (at < to && bytes[at] !== separator && bytes[at] !== lineFeed) at++;
        if (count < most) {
          const isLast = at === to || bytes[at] === lineFeed;
          starts[count] = start;
          ends[count] = isLast && at > start && bytes[at - 1] === carriageReturn ? at - 1 : at;
        }
      }
      count++;
      if (at < to && bytes[at] === separator) at++;
      else break;
    }
    const isEmpty = count === 1 && this.innerLines === 0 && starts[0] === ends[0] && bytes[from] !== quote;
    this.count = isEmpty ? 0 : count;
    return at < to ? at + 1 : to;
  }

  #end = 0;

  /** @returns where what follows the closing quote begins */
  #quoted(bytes: Uint8Array, start: number, to: number): number {
    let at = start;
    let out = start;
    for (; at < to; at++) {
      const byte = bytes[at]!;
      if (byte === quote) {
        if (bytes[at + 1] !== quote || at + 1 >= to) break;
        at++;
      } else if (byte === lineFeed) this.innerLines++;
      bytes[out++] = byte;
    }
    this.#end = out;
    if (at >= to) {
      this.fault = 'open-quote';
      return to;
    }
    at++;
    if (bytes[at] === carriageReturn && (at + 1 === to || bytes[at + 1] === lineFeed)) at++;
    if (at < to && bytes[at] !== this.#separator && bytes[at] !== lineFeed) {
      this.fault = 'text-after-quote';
      while (at < to && bytes[at] !== this.#separator && bytes[at] !== lineFeed) at++;
    }
    return at;
  }
}
