/** A straight line from data to pixels. */
export interface Scale {
  (value: number): number;
  ticks: number[];
}

/** Round numbers that part a span into about `count` steps (1, 2 or 5 times a power of ten). */
export function niceTicks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [low];
  const raw = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= raw * 0.999) ?? 10) * power;
  const ticks: number[] = [];
  const first = Math.ceil(low / step - 1e-9);
  for (let index = first; index * step <= high + step * 1e-9; index += 1) {
    ticks.push(Number((index * step).toPrecision(12)));
  }
  return ticks;
}

/** A scale over a domain drawn between two pixels. */
export function linearScale(domain: [number, number], range: [number, number], count = 5): Scale {
  const [low, high] = domain;
  const [from, to] = range;
  const span = high - low || 1;
  const scale = (value: number) => from + ((value - low) / span) * (to - from);
  return Object.assign(scale, { ticks: niceTicks(low, high, count) });
}

/** The domain of a count: from zero to a round number above the largest, at least 1. */
export function countDomain(values: number[]): [number, number] {
  const most = Math.max(1, ...values);
  const ticks = niceTicks(0, most, 5);
  const step = (ticks[1] ?? 1) - (ticks[0] ?? 0) || 1;
  return [0, Math.ceil(most / step) * step];
}

/** The domain of a measure that need not start at zero, with a margin on both sides. */
export function spreadDomain(values: number[], margin = 0.08): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (!Number.isFinite(low)) return [0, 1];
  const room = (high - low) * margin || Math.abs(high) * margin || 1;
  return [low - room, high + room];
}
