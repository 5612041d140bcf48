/** Where instants come from, so that tests and expiry can be moved in time. */
export interface Clock {
  /** The instant now (UTC inside, as every Date). */
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until told otherwise. */
export interface ManualClock extends Clock {
  /** Moves the clock by whole milliseconds. */
  advance(milliseconds: number): void;
}

/** A clock for tests, starting at `start`. */
export function makeManualClock(start: Date): ManualClock {
  let at = start.getTime();
  return {
    now: () => new Date(at),
    advance: (milliseconds) => {
      at += milliseconds;
    },
  };
}
