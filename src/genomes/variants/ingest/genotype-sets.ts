import {
  chooseRepresentation,
  ONE_SHIFT,
  PHASE_SHIFT,
  phaseWords,
  setWords,
  TWO_SHIFT,
  writeSet,
} from '../segment/index.ts';

/** Phase of one ONE carrier, as bits. */
export const PHASED = 1;
/** The alternate is on the second haplotype. */
export const SECOND = 2;
/** A haploid call: it has no haplotype to choose, and fits any phase. */
export const HAPLOID = 4;

/** The carriers of one alternate allele in one record; filled again for each record. */
export interface AlleleSets {
  one: Uint32Array;
  oneCount: number;
  /** Beside `one`: PHASED, SECOND, HAPLOID. */
  phase: Uint8Array;
  two: Uint32Array;
  twoCount: number;
}

/**
 * Who carries what in one record, as sorted lists of local numbers. One object serves all records of a thread.
 * Alternate alleles have their ALT numbers (1 …).
 */
export class GenotypeSets {
  readonly genomes: number;
  readonly miss: Uint32Array;
  readonly low: Uint32Array;
  readonly half: Uint32Array;
  missCount = 0;
  lowCount = 0;
  halfCount = 0;
  /** Genomes with more than two alleles, counted as missing. */
  polyploid = 0;
  readonly #alleles: AlleleSets[] = [];
  #used = 0;

  constructor(genomes: number) {
    this.genomes = genomes;
    this.miss = new Uint32Array(genomes);
    this.low = new Uint32Array(genomes);
    this.half = new Uint32Array(genomes);
  }

  /** Empties the sets for a record with `alts` alternate alleles. */
  reset(alts: number): void {
    this.missCount = this.lowCount = this.halfCount = this.polyploid = 0;
    while (this.#alleles.length < alts) {
      const n = this.genomes;
      this.#alleles.push({
        one: new Uint32Array(n),
        oneCount: 0,
        phase: new Uint8Array(n),
        two: new Uint32Array(n),
        twoCount: 0,
      });
    }
    for (let i = 0; i < alts; i++) {
      const sets = this.#alleles[i]!;
      sets.oneCount = 0;
      sets.twoCount = 0;
    }
    this.#used = alts;
  }

  /** Sets of ALT number `alt` (1 …). */
  allele(alt: number): AlleleSets {
    return this.#alleles[alt - 1]!;
  }

  /** A diploid call of allele numbers, −1 for missing. */
  addDiploid(genome: number, a: number, b: number, phased: boolean): void {
    if (a < 0 || b < 0) {
      if (a < 0 && b < 0) {
        this.miss[this.missCount++] = genome;
        return;
      }
      this.low[this.lowCount++] = genome;
      this.half[this.halfCount++] = genome;
    }
    if (a === b) {
      if (a > 0) {
        const sets = this.#alleles[a - 1]!;
        sets.two[sets.twoCount++] = genome;
      }
      return;
    }
    if (a > 0) this.#addOne(a, genome, phased ? PHASED : 0);
    if (b > 0) this.#addOne(b, genome, phased ? PHASED | SECOND : 0);
  }

  /** A haploid call of an allele number, −1 for missing. */
  addHaploid(genome: number, a: number): void {
    if (a < 0) {
      this.miss[this.missCount++] = genome;
      return;
    }
    this.low[this.lowCount++] = genome;
    if (a > 0) this.#addOne(a, genome, HAPLOID);
  }

  /** A call of more than two alleles: not counted, said in a warning. */
  addPolyploid(genome: number): void {
    this.polyploid++;
    this.miss[this.missCount++] = genome;
  }

  /** Sorts all lists; needed only when the file's samples stand in another order than the batch's. */
  sort(): void {
    this.miss.subarray(0, this.missCount).sort();
    this.low.subarray(0, this.lowCount).sort();
    this.half.subarray(0, this.halfCount).sort();
    for (let i = 0; i < this.#used; i++) sortCarriers(this.#alleles[i]!);
  }

  #addOne(alt: number, genome: number, phase: number): void {
    const sets = this.#alleles[alt - 1]!;
    sets.one[sets.oneCount] = genome;
    sets.phase[sets.oneCount++] = phase;
  }
}

function sortCarriers(sets: AlleleSets): void {
  sets.two.subarray(0, sets.twoCount).sort();
  const n = sets.oneCount;
  const order = Array.from({ length: n }, (_, i) => i).sort((x, y) => sets.one[x]! - sets.one[y]!);
  const one = order.map((i) => sets.one[i]!);
  const phase = order.map((i) => sets.phase[i]!);
  sets.one.set(one);
  sets.phase.set(phase);
}

/** How the ONE carriers are phased: 0 none, 1 all, 2 some. Haploid carriers fit either, but do not make an allele phased. */
export function phaseKind(sets: AlleleSets): number {
  let phased = 0;
  let unphased = 0;
  for (let i = 0; i < sets.oneCount; i++) {
    const bits = sets.phase[i]!;
    if ((bits & HAPLOID) !== 0) continue;
    if ((bits & PHASED) !== 0) phased++;
    else unphased++;
  }
  if (phased === 0) return 0;
  return unphased === 0 ? 1 : 2;
}

/** Allele flags of the sets: representations of ONE and TWO, and the phase. */
export function alleleFlags(sets: AlleleSets, genomes: number): number {
  return (
    (chooseRepresentation(sets.oneCount, genomes) << ONE_SHIFT) |
    (chooseRepresentation(sets.twoCount, genomes) << TWO_SHIFT) |
    (phaseKind(sets) << PHASE_SHIFT)
  );
}

/** Payload words of an allele with these flags. */
export function wordsOfAllele(sets: AlleleSets, flags: number, genomes: number): number {
  return (
    setWords((flags >> ONE_SHIFT) & 3, sets.oneCount, genomes) +
    setWords((flags >> TWO_SHIFT) & 3, sets.twoCount, genomes) +
    phaseWords((flags >> PHASE_SHIFT) & 3, sets.oneCount)
  );
}

/** Writes an allele's payload (zeroed before): ONE, TWO, phase bits. */
export function writeAllele(words: Uint32Array, at: number, sets: AlleleSets, flags: number, genomes: number): void {
  let next = writeSet(words, at, (flags >> ONE_SHIFT) & 3, sets.one, sets.oneCount, genomes);
  next = writeSet(words, next, (flags >> TWO_SHIFT) & 3, sets.two, sets.twoCount, genomes);
  const kind = (flags >> PHASE_SHIFT) & 3;
  if (kind === 0) return;
  const length = (sets.oneCount + 31) >>> 5;
  const haplotypes = kind === 2 ? next + length : next;
  for (let i = 0; i < sets.oneCount; i++) {
    const bits = sets.phase[i]!;
    if (kind === 2 && (bits & (PHASED | HAPLOID)) !== 0) words[next + (i >>> 5)]! |= 1 << (i & 31);
    if ((bits & SECOND) !== 0) words[haplotypes + (i >>> 5)]! |= 1 << (i & 31);
  }
}
