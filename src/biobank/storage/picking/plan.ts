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

/** Leaves out racks that the others make needless, and puts one rack in the place of two, until neither helps. */
function mend(chosen: Set<number>, racksOf: Lists, wishesOf: Lists): void {
  const times = new Int32Array(racksOf.length);
  for (const rack of chosen) for (const wish of wishesOf[rack]!) times[wish]!++;
  const remove = (rack: number): void => {
    chosen.delete(rack);
    for (const wish of wishesOf[rack]!) times[wish]!--;
  };
  const add = (rack: number): void => {
    chosen.add(rack);
    for (const wish of wishesOf[rack]!) times[wish]!++;
  };
  const prune = (): void => {
    for (const rack of [...chosen].sort((a, b) => wishesOf[a]!.length - wishesOf[b]!.length)) {
      if (wishesOf[rack]!.every((wish) => times[wish]! > 1)) remove(rack);
    }
  };
  prune();
  for (let better = true; better; ) {
    better = false;
    for (const rack of wishesOf.keys()) {
      if (chosen.has(rack) || wishesOf[rack]!.length < 2) continue;
      add(rack);
      // Racks that only this one's wishes kept: with it there, they may go.
      const before = chosen.size;
      const near = new Set(
        wishesOf[rack]!.flatMap((wish) => racksOf[wish]!.filter((one) => one !== rack && chosen.has(one))),
      );
      const gone: number[] = [];
      for (const one of near) {
        if (wishesOf[one]!.some((wish) => times[wish]! < 2)) continue;
        remove(one);
        gone.push(one);
      }
      if (chosen.size <= before - 2) {
        better = true;
        continue;
      }
      for (const one of gone) add(one);
      remove(rack);
    }
  }
}
