import type { ChunkWarning } from './chunk-model.ts';

/** Warnings of one chunk: the first of each code, and how many there were. */
export class LineWarnings {
  readonly #byCode = new Map<string, ChunkWarning>();

  /** @param line counted from the chunk's beginning */
  add(code: `IDUN_${string}`, what: string, line: number, expected: string, count = 1): void {
    const known = this.#byCode.get(code);
    if (known) known.count += count;
    else this.#byCode.set(code, { code, what, line, count, expected });
  }

  /** The warnings so far; begins anew. */
  take(): ChunkWarning[] {
    const list = [...this.#byCode.values()];
    this.#byCode.clear();
    return list;
  }
}
