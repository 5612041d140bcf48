/** Bounds of a proportion, both between 0 and 1. */
export interface Interval {
  low: number;
  high: number;
}

const z95 = 1.959963984540054;

/**
 * Wilson's score interval for `count` of `total` at 95 % (Wilson 1927). It stays inside 0 to 1 and is defined for a
 * count of zero, which is why it is drawn instead of the normal approximation. Null when nothing was counted.
 */
export function wilsonInterval(count: number, total: number): Interval | null {
  if (!(total > 0) || count < 0 || count > total) return null;
  const p = count / total;
  const z2 = z95 * z95;
  const centre = p + z2 / (2 * total);
  const spread = z95 * Math.sqrt((p * (1 - p)) / total + z2 / (4 * total * total));
  const scale = 1 + z2 / total;
  return {
    low: count === 0 ? 0 : Math.max(0, (centre - spread) / scale),
    high: count === total ? 1 : Math.min(1, (centre + spread) / scale),
  };
}
