/**
 * Random draws that depend on nothing but a seed, a number and a stream, so that every table of the nation is made in a pass of
 * its own and agrees with the others (splitmix32: a Weyl sequence through a 32-bit finaliser).
 */
export class Draws {
  readonly #seed: number;
  #state = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Begins the draws of a person in a stream. */
  begin(person: number, stream: number): this {
    this.#state = mix(Math.imul(person + 1, 0x9e3779b1) ^ mix(this.#seed + Math.imul(stream + 1, 0x85ebca6b)));
    return this;
  }

  /** A whole number of 32 bits. */
  bits(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    return mix(this.#state);
  }

  /** In 0 … 1, without 1. */
  next(): number {
    return (this.bits() >>> 0) / 4_294_967_296;
  }

  /** A whole number below `n`. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  /** 0, 1, 2 …, of this mean (geometric). */
  geometric(mean: number): number {
    return mean <= 0 ? 0 : Math.floor(Math.log(1 - this.next()) / Math.log(mean / (mean + 1)));
  }

  /** A rank below `n` whose chance falls as 1 / (rank + 1) (Zipf with exponent 1, by its continuous form). */
  zipf(n: number): number {
    return Math.min(n - 1, Math.floor(Math.exp(this.next() * Math.log(n + 1))) - 1);
  }

  /** Nearly normal: the sum of four draws. */
  normal(mean: number, deviation: number): number {
    const sum = this.next() + this.next() + this.next() + this.next() - 2;
    return mean + sum * 1.732 * deviation;
  }
}

function mix(word: number): number {
  let z = word | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return z ^ (z >>> 15);
}

/** The numbers 0 … n−1 in a drawn order. */
export function shuffled(n: number, draws: Draws): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = draws.below(i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}
