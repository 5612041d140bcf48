import { findInfo, infoPresence } from '../../../formats/vcf/index.ts';

const TAB = 9;
const LF = 10;
const DOT = 46;

/** Copies rows out of VCF text, each ended by a line feed, into memory that is used again. */
export class RowText {
  #bytes = new Uint8Array(1 << 12);
  #length = 0;
  readonly #end = { start: 0, end: 0 };

  /** Stretches of the text. @param spans bounds, two a row. @returns valid until the next call */
  column(bytes: Uint8Array, spans: Uint32Array, rows: number): Uint8Array {
    this.#length = 0;
    for (let i = 0; i < rows * 2; i += 2) this.#copy(bytes, spans[i]!, spans[i + 1]!, LF);
    return this.#bytes.subarray(0, this.#length);
  }

  /**
   * `POS ID REF ALT QUAL FILTER END FORMAT` of records.
   * @param spans six a row: beginning of POS, end of FILTER, bounds of INFO, bounds of FORMAT
   * @returns the text, valid until the next call, and the highest END, 0 when none has one
   */
  sites(bytes: Uint8Array, spans: Uint32Array, rows: number): { text: Uint8Array; highestEnd: number } {
    this.#length = 0;
    let highestEnd = 0;
    for (let i = 0; i < rows * 6; i += 6) {
      this.#copy(bytes, spans[i]!, spans[i + 1]!, TAB);
      const found = findInfo(bytes, spans[i + 2]!, spans[i + 3]!, 'END', this.#end) === infoPresence.value;
      if (found) {
        const { start, end } = this.#end;
        highestEnd = Math.max(highestEnd, wholeNumber(bytes, start, end));
        this.#copy(bytes, start, end, TAB);
      } else {
        this.#reserve(2);
        this.#bytes[this.#length++] = DOT;
        this.#bytes[this.#length++] = TAB;
      }
      this.#copy(bytes, spans[i + 4]!, spans[i + 5]!, LF);
    }
    return { text: this.#bytes.subarray(0, this.#length), highestEnd };
  }

  #copy(bytes: Uint8Array, from: number, to: number, after: number): void {
    this.#reserve(to - from + 1);
    const target = this.#bytes;
    let length = this.#length;
    for (let at = from; at < to; at++) target[length++] = bytes[at]!;
    target[length++] = after;
    this.#length = length;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

function wholeNumber(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) return 0;
    value = value * 10 + digit;
  }
  return value;
}
