import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { personColumns, specimenColumns, type WordColumn, wordColumns } from './snapshot-layout.ts';

/** One dictionary a column for all feeds; word 0 is the empty one. */
export class WordLists {
  readonly #lists: Map<WordColumn, Map<string, number>>;

  /** @param known lists to go on from */
  constructor(known: Record<string, readonly string[]> = {}) {
    this.#lists = new Map(
      wordColumns.map((column) => [column, new Map((known[column] ?? ['']).map((word, number) => [word, number]))]),
    );
  }

  /** For each word of a table its number here. @throws Problem IDUN_REGISTER_TOO_LARGE */
  take(column: WordColumn, words: readonly string[]): Uint32Array {
    const list = this.#lists.get(column)!;
    const width = { ...personColumns, ...specimenColumns }[column];
    return Uint32Array.from(words, (word) => {
      const known = list.get(word);
      if (known !== undefined) return known;
      if (list.size >= 2 ** (8 * width)) {
        throw new Problem(errors.tooLarge, `${column} has more than ${list.size - 1} different values in all feeds.`);
      }
      list.set(word, list.size);
      return list.size - 1;
    });
  }

  all(): Record<string, string[]> {
    return Object.fromEntries([...this.#lists].map(([column, list]) => [column, [...list.keys()]]));
  }
}
