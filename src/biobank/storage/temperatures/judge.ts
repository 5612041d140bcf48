/** When a store is too warm or too cold, and for how long before it counts. */
export interface TemperatureRule {
  low: number | null;
  high: number | null;
  minutes: number;
}

/** What a thermometer said. */
export interface Reading {
  at: Date;
  celsius: number;
}

/** What is known of a probe between readings. */
export interface ProbeState {
  outsideSince: Date | null;
  /** The reading furthest outside since then. */
  worst: number | null;
}

/** A time outside that was long enough to count. */
export interface Outside {
  from: Date;
  /** Null while it goes on. */
  until: Date | null;
  worst: number;
}

const distance = ({ low, high }: TemperatureRule, celsius: number): number =>
  Math.max(high === null ? 0 : celsius - high, low === null ? 0 : low - celsius, 0);

/**
 * Follows a probe's readings in their order. What was outside is taken to have stayed so until a reading inside: silence is no
 * comfort.
 */
export function judge(
  before: ProbeState,
  rule: TemperatureRule,
  readings: readonly Reading[],
): { state: ProbeState; outside: Outside[] } {
  let { outsideSince, worst } = before;
  const found: Outside[] = [];
  const longEnough = (at: Date) =>
    outsideSince !== null && at.getTime() - outsideSince.getTime() >= rule.minutes * 60_000;
  for (const { at, celsius } of readings) {
    const far = distance(rule, celsius);
    if (far > 0) {
      outsideSince ??= at;
      if (worst === null || far > distance(rule, worst)) worst = celsius;
    } else if (outsideSince !== null) {
      if (longEnough(at)) found.push({ from: outsideSince, until: at, worst: worst! });
      outsideSince = null;
      worst = null;
    }
  }
  const last = readings.at(-1);
  if (outsideSince !== null && last !== undefined && longEnough(last.at)) {
    found.push({ from: outsideSince, until: null, worst: worst! });
  }
  return { state: { outsideSince, worst }, outside: found };
}
