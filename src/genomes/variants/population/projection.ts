import { and, andNot, type Bitmap, countBits, createBitmap, hasBit, setBit } from '../../../bits/index.ts';
import { NOBODY, type Population } from './population.ts';

/** A set of the local numbers of a segment. */
export interface LocalMask {
  words: Bitmap;
  size: number;
}

/** A group as a segment sees it, and its parts by declared sex, which sex chromosomes count apart. */
export interface LocalGroup {
  readonly everybody: LocalMask;
  readonly male: LocalMask;
  /** Women and people of unknown sex. */
  readonly notMale: LocalMask;
  readonly unknownSex: LocalMask;
}

/** The part of a segment that one batch takes. */
export interface LocalRange {
  batchNo: number;
  from: number;
  genomes: number;
}

/**
 * Translates masks over genome numbers into masks over the local numbers of segments, and remembers the answers: all
 * contigs of a batch share one.
 */
export class Projection {
  readonly #population: Population;
  readonly #known = new WeakMap<Bitmap, Map<string, LocalGroup>>();
  readonly #keys = new WeakMap<readonly LocalRange[], string>();
  readonly #sexes = new Map<string, { male: Bitmap; female: Bitmap }>();

  constructor(population: Population) {
    this.#population = population;
  }

  /** @param mask over genome numbers @param ranges batches of the segment */
  group(mask: Bitmap, ranges: readonly LocalRange[]): LocalGroup {
    const key = this.#keyOf(ranges);
    let known = this.#known.get(mask);
    if (!known) {
      known = new Map();
      this.#known.set(mask, known);
    }
    let group = known.get(key);
    if (!group) {
      let sexes = this.#sexes.get(key);
      if (!sexes) {
        sexes = {
          male: this.#local(this.#population.male, ranges),
          female: this.#local(this.#population.female, ranges),
        };
        this.#sexes.set(key, sexes);
      }
      group = localGroup(this.#local(mask, ranges), sexes.male, sexes.female);
      known.set(key, group);
    }
    return group;
  }

  /** Segments of the same batches have the same key. */
  #keyOf(ranges: readonly LocalRange[]): string {
    let key = this.#keys.get(ranges);
    if (key === undefined) {
      key = ranges.map((r) => `${r.batchNo}:${r.from}:${r.genomes}`).join(' ');
      this.#keys.set(ranges, key);
    }
    return key;
  }

  #local(mask: Bitmap, ranges: readonly LocalRange[]): Bitmap {
    const genomes = ranges.reduce((max, r) => Math.max(max, r.from + r.genomes), 0);
    const local = createBitmap(genomes);
    for (const { batchNo, from, genomes: count } of ranges) {
      const genomeOf = this.#population.batches.get(batchNo)?.genomeOf;
      if (!genomeOf) continue;
      for (let i = 0; i < count; i++) {
        const genome = genomeOf[i]!;
        if (genome !== NOBODY && hasBit(mask, genome)) setBit(local, from + i);
      }
    }
    return local;
  }
}

/** A local group from its members and the local sexes. The sex parts are made when first asked for. */
export function localGroup(members: Bitmap, male: Bitmap, female: Bitmap): LocalGroup {
  const part = (make: () => Bitmap): (() => LocalMask) => {
    let made: LocalMask | null = null;
    return () => {
      if (made === null) {
        const words = make();
        made = { words, size: countBits(words) };
      }
      return made;
    };
  };
  const men = part(() => and(members, male));
  const others = part(() => andNot(members, male));
  const unknown = part(() => andNot(andNot(members, male), female));
  return {
    everybody: { words: members, size: countBits(members) },
    get male() {
      return men();
    },
    get notMale() {
      return others();
    },
    get unknownSex() {
      return unknown();
    },
  };
}
