import type { ByteRows } from '../../../formats/csv/index.ts';
import type { FieldLayout } from './layout.ts';

/** Cells that hold several values: each value is a row of its own, and cells of one line go side by side. */
export class CellValues {
  readonly #cells: readonly { at: number; sign: number }[];
  /** By cell: where its values of this line begin and end. */
  readonly #cuts: number[][];

  constructor(fields: readonly FieldLayout[]) {
    this.#cells = fields.flatMap(({ at, several }) => (several === undefined ? [] : [{ at, sign: several }]));
    this.#cuts = this.#cells.map(() => []);
  }

  get isNeeded(): boolean {
    return this.#cells.length > 0;
  }

  /** How many rows more than lines a stretch may give, at most. */
  most(bytes: Uint8Array): number {
    if (this.#cells.length === 0) return 0;
    const signs = new Set(this.#cells.map(({ sign }) => sign));
    let most = 0;
    for (let at = 0; at < bytes.length; at++) if (signs.has(bytes[at]!)) most++;
    return most;
  }

  /**
   * Finds the values of a line.
   * @returns how many rows it is: none when all its cells are empty; −1 when they do not hold equally many
   */
  find(bytes: Uint8Array, { starts, ends }: ByteRows): number {
    let values = 0;
    for (const [i, { at, sign }] of this.#cells.entries()) {
      const cuts = this.#cuts[i]!;
      cuts.length = 0;
      const [from, to] = [starts[at]!, ends[at]!];
      if (from < to) {
        let begin = from;
        for (let here = from; here <= to; here++) {
          if (here < to && bytes[here] !== sign) continue;
          cuts.push(begin, here);
          begin = here + 1;
        }
      }
      if (i > 0 && cuts.length !== this.#cuts[0]!.length) return -1;
      values = cuts.length / 2;
    }
    return values;
  }

  /** Makes a line say one of its values. */
  show({ starts, ends }: ByteRows, value: number): void {
    for (const [i, { at }] of this.#cells.entries()) {
      starts[at] = this.#cuts[i]![2 * value]!;
      ends[at] = this.#cuts[i]![2 * value + 1]!;
    }
  }
}
