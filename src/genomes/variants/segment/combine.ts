import { type AlleleColumns, ONE_SHIFT, PHASE_SHIFT, TWO_SHIFT } from './layout.ts';
import { chooseRepresentation, readSet, setWords, writeSet } from './sets.ts';

/** Words of the phase bit strings after the ONE and TWO sets: one bit a carrier, in carrier order; `phased` first when some are not. */
export function phaseWords(phase: number, one: number): number {
  return phase === 0 ? 0 : ((one + 31) >>> 5) * phase;
}

/** Words of an allele's payload: ONE, TWO, phase. */
export function alleleWords(flags: number, one: number, two: number, genomes: number): number {
  return (
    setWords((flags >> ONE_SHIFT) & 3, one, genomes) +
    setWords((flags >> TWO_SHIFT) & 3, two, genomes) +
    phaseWords((flags >> PHASE_SHIFT) & 3, one)
  );
}

/**
 * Joins allele `b` into `a`: two records of one batch describe the same allele after normalisation.
 * Copies of a genome add up, at most two; with `most` the record that has more of them speaks. Phase of a joined allele is given
 * up: the records may disagree.
 * @param read gives payload words
 * @returns the joined payload; the columns of `a` are changed, its `payloadAt` is the caller's to set
 */
export function combineAlleles(
  columns: AlleleColumns,
  a: number,
  b: number,
  genomes: number,
  read: (at: number, count: number) => Uint32Array,
  how: 'join' | 'most',
): Uint32Array {
  const copies = new Map<number, number>();
  for (const i of [a, b]) {
    const carriers = carriersOf(columns, i, genomes, read);
    for (const g of carriers.one) copies.set(g, how === 'join' && copies.has(g) ? 2 : (copies.get(g) ?? 1));
    for (const g of carriers.two) copies.set(g, 2);
  }
  const sorted = [...copies.keys()].sort((x, y) => x - y);
  const one = sorted.filter((g) => copies.get(g) === 1);
  const two = sorted.filter((g) => copies.get(g) === 2);
  const oneAs = chooseRepresentation(one.length, genomes);
  const twoAs = chooseRepresentation(two.length, genomes);
  const words = new Uint32Array(setWords(oneAs, one.length, genomes) + setWords(twoAs, two.length, genomes));
  writeSet(words, writeSet(words, 0, oneAs, one, one.length, genomes), twoAs, two, two.length, genomes);
  columns.flags[a] = (oneAs << ONE_SHIFT) | (twoAs << TWO_SHIFT);
  columns.one[a] = one.length;
  columns.two[a] = two.length;
  return words;
}

/** Whether a genome carries both of two alleles. */
export function shareCarriers(
  columns: AlleleColumns,
  a: number,
  b: number,
  genomes: number,
  read: (at: number, count: number) => Uint32Array,
): boolean {
  const left = carriersOf(columns, a, genomes, read);
  const right = carriersOf(columns, b, genomes, read);
  const carriers = new Set([...left.one, ...left.two]);
  return right.one.some((g) => carriers.has(g)) || right.two.some((g) => carriers.has(g));
}

function carriersOf(
  columns: AlleleColumns,
  i: number,
  genomes: number,
  read: (at: number, count: number) => Uint32Array,
): { one: number[]; two: number[] } {
  const flags = columns.flags[i]!;
  const one = columns.one[i]!;
  const two = columns.two[i]!;
  const words = read(columns.payloadAt[i]!, alleleWords(flags, one, two, genomes));
  const oneWords = setWords((flags >> ONE_SHIFT) & 3, one, genomes);
  return {
    one: Array.from(readSet(words, 0, (flags >> ONE_SHIFT) & 3, one, genomes)),
    two: Array.from(readSet(words, oneWords, (flags >> TWO_SHIFT) & 3, two, genomes)),
  };
}
