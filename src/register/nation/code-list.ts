import { Draws, shuffled } from './draws.ts';
import { nationShape } from './shape.ts';

/** A made-up tree of codes in the form of the real ones: chapters, categories, subdivisions. */
export interface CodeList {
  /** Every code, parents before children. */
  codes: readonly string[];
  /** Those that events use, the most frequent first, as positions in `codes`. */
  used: Uint32Array;
}

/** @param letter begins every code @param size how many codes events use */
export function makeCodeList(letter: string, size: number): CodeList {
  const codes: string[] = [letter];
  const used: number[] = [];
  const draws = new Draws(nationShape.seed).begin(letter.charCodeAt(0), 99);
  const chapters = 26;
  const perChapter = Math.ceil(size / chapters);
  for (let chapter = 0; chapter < chapters; chapter++) {
    const name = letter + String.fromCharCode(65 + chapter);
    codes.push(name);
    let left = perChapter;
    for (let category = 0; left > 0 && category < 100; category++) {
      const under = `${name}${String(category).padStart(2, '0')}`;
      codes.push(under);
      used.push(codes.length - 1);
      left--;
      const subdivisions = Math.min(left, category === 99 ? left : 3 + draws.below(9));
      for (let one = 0; one < subdivisions; one++, left--) {
        codes.push(under + one.toString(36).toUpperCase());
        used.push(codes.length - 1);
      }
    }
  }
  const order = shuffled(used.length, draws);
  return { codes, used: Uint32Array.from(order, (at) => used[at]!) };
}
