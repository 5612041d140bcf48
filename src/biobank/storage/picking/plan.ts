/** A place a tube can be taken from, by dense numbers: its rack, and in which order places are walked to. */
export interface Candidate<T> {
  rack: number;
  /** Order of walking within everything. */
  order: number;
  tube: T;
}

/** So many of these equivalent tubes. */
export interface Wish<T> {
  take: number;
  candidates: readonly Candidate<T>[];
}

/** Which tubes to take. */
export interface Plan<T> {
  /** In the order of walking. */
  picks: { wish: number; candidate: Candidate<T> }[];
  /** Racks that are moved. */
  racks: number;
}

/**
 * Chooses among equivalent tubes, so that few racks are moved: no rack could be left out of the answer, and no two of its racks could be
 * replaced by one. Wishes that need all of their tubes decide about their racks first; the rest is a set cover by the greedy rule, then
 * mended. Exact where nothing is to be chosen, and where there is one wish.
 * @param count how many tubes in all; as many as the wishes come to, when not given
 */
export function planPicks<T>(wishes: readonly Wish<T>[], count = Number.POSITIVE_INFINITY): Plan<T> {
  const cover = new Cover(wishes, count);
  cover.openForced();
  cover.openGreedily();
  cover.mend();
  return cover.plan(wishes);
}

/** How many of a wish's tubes a rack has; racks and wishes are listed by their dense numbers. */
interface Link {
  to: number;
  tubes: number;
}

/** Racks that are opened, with what each wish has by them and what would be lost without each. */
class Cover {
  readonly #open = new Set<number>();
  readonly #numbering = new Map<number, number>();
  readonly #racksOf: Link[][] = [];
  readonly #wishesOf: Link[][] = [];
  readonly #take: Int32Array;
  /** Tubes of each wish in open racks; more than it takes are of no use. */
  readonly #has: Int32Array;
  /** What all wishes together would have less without an open rack. */
  readonly #loss: Int32Array;
  readonly #goal: number;
  readonly #everything: boolean;
  #total = 0;

  constructor(wishes: readonly Wish<unknown>[], count: number) {
    for (const { candidates } of wishes) this.#racksOf.push(this.#count(candidates));
    this.#wishesOf = Array.from({ length: this.#numbering.size }, () => []);
    this.#racksOf.forEach((links, wish) => {
      for (const { to, tubes } of links) this.#wishesOf[to]!.push({ to: wish, tubes });
    });
    this.#take = Int32Array.from(wishes, ({ take, candidates }) => Math.min(take, candidates.length));
    this.#has = new Int32Array(wishes.length);
    this.#loss = new Int32Array(this.#numbering.size);
    const most = this.#take.reduce((sum, one) => sum + one, 0);
    this.#goal = Math.min(count, most);
    this.#everything = this.#goal === most;
  }

  #count(candidates: readonly Candidate<unknown>[]): Link[] {
    const links = new Map<number, Link>();
    for (const { rack } of candidates) {
      let to = this.#numbering.get(rack);
      if (to === undefined) {
        to = this.#numbering.size;
        this.#numbering.set(rack, to);
      }
      const link = links.get(to);
      if (link === undefined) links.set(to, { to, tubes: 1 });
      else link.tubes++;
    }
    return [...links.values()];
  }

  // What a wish gains from so many tubes more, or loses with so many less.
  #worth(wish: number, tubes: number, has = this.#has[wish]!): number {
    const take = this.#take[wish]!;
    return Math.min(take, has + tubes) - Math.min(take, has);
  }

  #gain(rack: number): number {
    let gain = 0;
    for (const { to, tubes } of this.#wishesOf[rack]!) gain += this.#worth(to, tubes);
    return gain;
  }

  // Opens a rack, or closes one: what is lost without others changes with it.
  #change(rack: number, sign: 1 | -1): void {
    for (const { to: wish, tubes } of this.#wishesOf[rack]!) {
      const before = this.#has[wish]!;
      const after = before + sign * tubes;
      this.#total += Math.min(this.#take[wish]!, after) - Math.min(this.#take[wish]!, before);
      this.#has[wish] = after;
      for (const { to: other, tubes: theirs } of this.#racksOf[wish]!) {
        if (other === rack || !this.#open.has(other)) continue;
        this.#loss[other]! += this.#worth(wish, -theirs, before) - this.#worth(wish, -theirs, after);
      }
    }
    if (sign === 1) this.#open.add(rack);
    else this.#open.delete(rack);
    this.#loss[rack] = 0;
    if (sign === -1) return;
    for (const { to, tubes } of this.#wishesOf[rack]!) this.#loss[rack]! -= this.#worth(to, -tubes);
  }

  #isNeedless(rack: number): boolean {
    return this.#total - this.#loss[rack]! >= this.#goal;
  }

  /** Racks nobody can do without. */
  openForced(): void {
    if (!this.#everything) return;
    this.#racksOf.forEach((links, wish) => {
      const there = links.reduce((sum, { tubes }) => sum + tubes, 0);
      if (there > this.#take[wish]!) return;
      for (const { to } of links) if (!this.#open.has(to)) this.#change(to, 1);
    });
  }

  /** Again and again the rack that gives most. Buckets by how much a rack gives make it linear; what it gives only becomes less. */
  openGreedily(): void {
    const gains = this.#wishesOf.map((_, rack) => (this.#open.has(rack) ? 0 : this.#gain(rack)));
    const most = gains.reduce((a, b) => Math.max(a, b), 0);
    const buckets: number[][] = Array.from({ length: most + 1 }, () => []);
    gains.forEach((gain, rack) => {
      buckets[gain]!.push(rack);
    });
    for (let gain = most; gain > 0; gain--) {
      const bucket = buckets[gain]!;
      for (let rack = bucket.pop(); rack !== undefined; rack = bucket.pop()) {
        if (this.#total >= this.#goal) return;
        const now = this.#gain(rack);
        if (now === gain) this.#change(rack, 1);
        else if (now > 0) buckets[now]!.push(rack);
      }
    }
  }

  /** Leaves out racks that the others make needless, and puts one rack in the place of two, until neither helps. */
  mend(): void {
    const bySize = [...this.#open].sort((a, b) => this.#wishesOf[a]!.length - this.#wishesOf[b]!.length);
    for (const rack of bySize) if (this.#isNeedless(rack)) this.#change(rack, -1);
    // Of one wish the racks with the most tubes are the fewest.
    if (this.#racksOf.length < 2) return;
    for (let better = true; better; ) {
      better = false;
      for (const rack of this.#wishesOf.keys()) {
        if (this.#open.has(rack) || this.#tubesIn(rack) < 2) continue;
        if (this.#replaces(rack)) better = true;
      }
    }
  }

  #tubesIn(rack: number): number {
    return this.#wishesOf[rack]!.reduce((sum, { tubes }) => sum + tubes, 0);
  }

  #replaces(rack: number): boolean {
    const needless = this.#needlessWith(rack);
    if (needless.length < 2) return false;
    this.#change(rack, 1);
    const gone: number[] = [];
    for (const one of needless) {
      if (!this.#isNeedless(one)) continue;
      this.#change(one, -1);
      gone.push(one);
    }
    if (gone.length > 1) return true;
    // Two that each could go, and not both: nothing is gained.
    for (const one of gone) this.#change(one, 1);
    this.#change(rack, -1);
    return false;
  }

  /** Open racks of the same wishes that would be needless with another one. */
  #needlessWith(rack: number): number[] {
    const less = new Map<number, number>();
    let total = this.#total;
    for (const { to: wish, tubes } of this.#wishesOf[rack]!) {
      const has = this.#has[wish]!;
      total += this.#worth(wish, tubes);
      for (const { to: other, tubes: theirs } of this.#racksOf[wish]!) {
        if (!this.#open.has(other)) continue;
        const change = this.#worth(wish, -theirs, has) - this.#worth(wish, -theirs, has + tubes);
        less.set(other, (less.get(other) ?? 0) + change);
      }
    }
    return [...less].flatMap(([other, change]) => (total - (this.#loss[other]! + change) >= this.#goal ? [other] : []));
  }

  /** Of each wish what it takes from open racks, in the order of walking. */
  plan<T>(wishes: readonly Wish<T>[]): Plan<T> {
    const picks = wishes.flatMap(({ candidates }, wish) => {
      const open = candidates.filter(({ rack }) => this.#open.has(this.#numbering.get(rack)!));
      const take = this.#take[wish]!;
      if (open.length > take) open.sort((a, b) => a.order - b.order);
      return open.slice(0, take).map((candidate) => ({ wish, candidate }));
    });
    picks.sort((a, b) => a.candidate.order - b.candidate.order);
    const taken = picks.slice(0, this.#goal);
    return { picks: taken, racks: new Set(taken.map(({ candidate }) => candidate.rack)).size };
  }
}
