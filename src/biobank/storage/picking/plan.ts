/** A place a tube can be taken from, by dense numbers: its rack, and in which order racks are walked to. */
export interface Candidate<T> {
  rack: number;
  /** Order of walking within everything. */
  order: number;
  tube: T;
}

/** Which tubes to take. */
export interface Plan<T> {
  /** One candidate of each wish that has any, in the order of walking. */
  picks: { wish: number; candidate: Candidate<T> }[];
  /** Racks that are moved. */
  racks: number;
}

/**
 * Chooses for each wish one of its equivalent tubes, so that few racks are moved: no rack could be left out of the answer, and no two of
 * its racks could be replaced by one. Wishes with one candidate decide about their racks first; the rest is a set cover by the greedy rule,
 * then mended. Exact where every wish has one candidate.
 * @param wishes the equivalent tubes of each
 */
export function planPicks<T>(wishes: readonly (readonly Candidate<T>[])[]): Plan<T> {
  const numbering = new Map<number, number>();
  const racksOf: number[][] = wishes.map((candidates) => {
    const racks = candidates.map(({ rack }) => {
      const known = numbering.get(rack);
      if (known !== undefined) return known;
      numbering.set(rack, numbering.size);
      return numbering.size - 1;
    });
    return [...new Set(racks)];
  });
  const wishesOf: number[][] = Array.from({ length: numbering.size }, () => []);
  racksOf.forEach((racks, wish) => {
    for (const rack of racks) wishesOf[rack]!.push(wish);
  });
  const chosen = cover(racksOf, wishesOf);
  mend(chosen, racksOf, wishesOf);
  const picks = wishes.flatMap((candidates, wish) => {
    const open = candidates.filter(({ rack }) => chosen.has(numbering.get(rack)!));
    if (open.length === 0) return [];
    return [{ wish, candidate: open.reduce((best, one) => (one.order < best.order ? one : best)) }];
  });
  picks.sort((a, b) => a.candidate.order - b.candidate.order);
  return { picks, racks: new Set(picks.map(({ candidate }) => candidate.rack)).size };
}

type Lists = readonly (readonly number[])[];

/** Racks nobody can do without, then again and again the one that serves most. Buckets by how many a rack serves make it linear. */
function cover(racksOf: Lists, wishesOf: Lists): Set<number> {
  const chosen = new Set<number>();
  const served = new Uint8Array(racksOf.length);
  const serves = wishesOf.map((list) => list.length);
  const open = (rack: number): void => {
    chosen.add(rack);
    for (const wish of wishesOf[rack]!) {
      if (served[wish] === 1) continue;
      served[wish] = 1;
      for (const other of racksOf[wish]!) serves[other]!--;
    }
  };
  for (const racks of racksOf) if (racks.length === 1 && !chosen.has(racks[0]!)) open(racks[0]!);
  const most = Math.max(0, ...new Set(serves));
  const buckets: number[][] = Array.from({ length: most + 1 }, () => []);
  serves.forEach((count, rack) => {
    buckets[count]!.push(rack);
  });
  for (let count = most; count > 0; count--) {
    const bucket = buckets[count]!;
    for (let rack = bucket.pop(); rack !== undefined; rack = bucket.pop()) {
      const now = serves[rack]!;
      if (now === count) open(rack);
      else if (now > 0) buckets[now]!.push(rack);
    }
  }
  return chosen;
}

/** Racks that are chosen, with how often each wish is served and how many wishes each rack alone serves. */
class Chosen {
  readonly racks: Set<number>;
  readonly #racksOf: Lists;
  readonly #wishesOf: Lists;
  readonly #times: Int32Array;
  /** Wishes that nobody but this rack serves. */
  readonly #alone: Int32Array;

  constructor(racks: Set<number>, racksOf: Lists, wishesOf: Lists) {
    this.racks = racks;
    this.#racksOf = racksOf;
    this.#wishesOf = wishesOf;
    this.#times = new Int32Array(racksOf.length);
    this.#alone = new Int32Array(wishesOf.length);
    for (const rack of racks) for (const wish of wishesOf[rack]!) this.#times[wish]!++;
    for (const rack of racks) {
      for (const wish of wishesOf[rack]!) if (this.#times[wish] === 1) this.#alone[rack]!++;
    }
  }

  #server(wish: number): number {
    return this.#racksOf[wish]!.find((rack) => this.racks.has(rack))!;
  }

  isNeedless(rack: number): boolean {
    return this.#alone[rack] === 0;
  }

  add(rack: number): void {
    for (const wish of this.#wishesOf[rack]!) {
      if (this.#times[wish] === 1) this.#alone[this.#server(wish)]!--;
      else if (this.#times[wish] === 0) this.#alone[rack]!++;
      this.#times[wish]!++;
    }
    this.racks.add(rack);
  }

  remove(rack: number): void {
    this.racks.delete(rack);
    this.#alone[rack] = 0;
    for (const wish of this.#wishesOf[rack]!) {
      this.#times[wish]!--;
      if (this.#times[wish] === 1) this.#alone[this.#server(wish)]!++;
    }
  }

  /** Racks that would be needless with another one. */
  madeNeedlessBy(rack: number): number[] {
    const taken = new Map<number, number>();
    for (const wish of this.#wishesOf[rack]!) {
      if (this.#times[wish] !== 1) continue;
      const server = this.#server(wish);
      taken.set(server, (taken.get(server) ?? 0) + 1);
    }
    return [...taken].flatMap(([server, count]) => (count === this.#alone[server] ? [server] : []));
  }
}

/** Leaves out racks that the others make needless, and puts one rack in the place of two, until neither helps. */
function mend(racks: Set<number>, racksOf: Lists, wishesOf: Lists): void {
  const chosen = new Chosen(racks, racksOf, wishesOf);
  const bySize = [...racks].sort((a, b) => wishesOf[a]!.length - wishesOf[b]!.length);
  for (const rack of bySize) if (chosen.isNeedless(rack)) chosen.remove(rack);
  for (let better = true; better; ) {
    better = false;
    for (const rack of wishesOf.keys()) {
      if (racks.has(rack) || wishesOf[rack]!.length < 2) continue;
      const needless = chosen.madeNeedlessBy(rack);
      if (needless.length < 2) continue;
      chosen.add(rack);
      const gone: number[] = [];
      for (const one of needless) {
        if (!chosen.isNeedless(one)) continue;
        chosen.remove(one);
        gone.push(one);
      }
      if (gone.length > 1) {
        better = true;
        continue;
      }
      // Two that each could go, and not both: nothing is gained.
      for (const one of gone) chosen.add(one);
      chosen.remove(rack);
    }
  }
}
