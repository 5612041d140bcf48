import { type AlleleSets, createAlleleSets } from '../resident/index.ts';
import { alleleWords, PHASE_SHIFT, phaseWords, readSet } from '../segment/index.ts';
import { DROPPED, type MergeSource } from './merge-source.ts';
import type { CarrierPhase } from './merged-columns.ts';
import { NumberList } from './number-list.ts';

/** Carriers of one allele under their new numbers, over all sources. */
export interface Carriers {
  one: NumberList;
  two: NumberList;
  /** A 0 or 1 for each of `one`: phased, and then on the second haplotype. */
  phased: NumberList;
  second: NumberList;
  clear(): void;
}

export function createCarriers(): Carriers {
  const [one, two, phased, second] = [new NumberList(), new NumberList(), new NumberList(), new NumberList()] as const;
  return {
    one,
    two,
    phased,
    second,
    clear() {
      for (const list of [one, two, phased, second]) list.clear();
    },
  };
}

const sets: AlleleSets = createAlleleSets();

/**
 * Adds a source's carriers of its allele `index`. Sources must come in order.
 * @returns false when everybody who carried it there is dropped: nothing must tell of it any more
 */
export function addCarriers(carriers: Carriers, source: MergeSource, index: number): boolean {
  const { segment } = source.live;
  const { genomes } = segment;
  const before = segment.one[index]! + segment.two[index]!;
  segment.alleleSets(index, sets);
  const phase = phaseReader(source, index);
  let kept = 0;
  const one = readSet(sets.one.words, sets.one.at, sets.one.as, sets.one.count, genomes);
  for (let i = 0; i < one.length; i++) {
    const moved = source.map[one[i]!]!;
    if (moved === DROPPED) continue;
    kept++;
    const { phased, second } = phase(i);
    carriers.one.push(moved);
    carriers.phased.push(phased);
    carriers.second.push(second);
  }
  const two = readSet(sets.two.words, sets.two.at, sets.two.as, sets.two.count, genomes);
  for (let i = 0; i < two.length; i++) {
    const moved = source.map[two[i]!]!;
    if (moved === DROPPED) continue;
    kept++;
    carriers.two.push(moved);
  }
  return kept > 0 || before === 0;
}

interface Phase {
  phased: number;
  second: number;
}

const UNPHASED: Phase = { phased: 0, second: 0 };

/** Phase of the i-th carrier of one copy. */
function phaseReader({ live: { segment } }: MergeSource, index: number): (i: number) => Phase {
  const flags = segment.flags[index]!;
  const kind = (flags >> PHASE_SHIFT) & 3;
  if (kind === 0) return () => UNPHASED;
  const one = segment.one[index]!;
  const sets = alleleWords(flags & 15, one, segment.two[index]!, segment.genomes);
  const words = segment.reader.payloadWords(segment.payloadAt[index]! + sets, phaseWords(kind, one));
  const length = (one + 31) >>> 5;
  const bit = (at: number, i: number): number => (words[at + (i >>> 5)]! >>> (i & 31)) & 1;
  return (i) => ({ phased: kind === 2 ? bit(0, i) : 1, second: bit(kind === 2 ? length : 0, i) });
}

/** Phase of all carriers together: none phased, all, or some. */
export function finishPhase({ phased, second }: Carriers): CarrierPhase {
  const { numbers } = phased;
  const some = numbers.includes(1);
  const kind = !some ? 0 : numbers.includes(0) ? 2 : 1;
  return { kind, phased, second };
}
