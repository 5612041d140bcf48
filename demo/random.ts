/** A seeded stream of numbers. Streams forked by label are independent, so adding a draw in one place moves nothing elsewhere. */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
  /** Whole number in [0, limit). */
  below(limit: number): number;
  /** Whole number in [low, high]. */
  between(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** Normal with the given mean and standard deviation. */
  normal(mean?: number, deviation?: number): number;
  /** Exponential with mean 1. */
  exponential(): number;
  poisson(mean: number): number;
  pick<T>(items: readonly T[]): T;
  /** One of the items, with probability in proportion to its weight. */
  weighted<T extends { readonly weight: number }>(items: readonly T[]): T;
  /** A new array in random order. */
  shuffled<T>(items: readonly T[]): T[];
  fork(label: string): Random;
}

/** FNV-1a, 32 bits: turns a label into a seed. */
function hashLabel(label: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** xoshiro128** 1.1 (Blackman and Vigna), its state filled by SplitMix32. */
function xoshiro(seed: number): () => number {
  let mixed = seed >>> 0;
  const split = (): number => {
    mixed = (mixed + 0x9e3779b9) >>> 0;
    let z = mixed;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let a = split();
  let b = split();
  let c = split();
  let d = split() | 1;
  return () => {
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
}

/**
 * Makes a stream from a seed.
 * @param seed any whole number
 * @param label names the stream; the same seed and label always give the same numbers
 */
export function makeRandom(seed: number, label = 'idun'): Random {
  const bits = xoshiro((seed ^ hashLabel(label)) >>> 0);
  const next = (): number => bits() / 4294967296;
  const below = (limit: number): number => Math.floor(next() * limit);
  const exponential = (): number => -Math.log(1 - next());
  let spare: number | null = null;
  const standardNormal = (): number => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    const radius = Math.sqrt(2 * exponential());
    const angle = 2 * Math.PI * next();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  const poisson = (mean: number): number => {
    if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * standardNormal()));
    const limit = Math.exp(-mean);
    let product = next();
    let count = 0;
    while (product > limit) {
      product *= next();
      count++;
    }
    return count;
  };
  return {
    next,
    below,
    exponential,
    poisson,
    between: (low, high) => low + below(high - low + 1),
    chance: (probability) => next() < probability,
    normal: (mean = 0, deviation = 1) => mean + deviation * standardNormal(),
    pick: (items) => items[below(items.length)]!,
    weighted: (items) => {
      let left = next() * items.reduce((sum, item) => sum + item.weight, 0);
      for (const item of items) {
        left -= item.weight;
        if (left < 0) return item;
      }
      return items[items.length - 1]!;
    },
    shuffled: (items) => {
      const order = [...items];
      for (let i = order.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      return order;
    },
    fork: (inner) => makeRandom(seed, `${label}/${inner}`),
  };
}
