/** What has been written, where one is in it, and what can be taken back and done again. */
export interface History<T> {
  past: readonly T[];
  now: T;
  future: readonly T[];
}

/** So many steps can be taken back. */
const most = 100;

/** A history of one. */
export function startHistory<T>(now: T): History<T> {
  return { past: [], now, future: [] };
}

/** Goes on: what had been taken back is gone. The same again is no step. */
export function write<T>({ past, now, future }: History<T>, next: T): History<T> {
  if (JSON.stringify(now) === JSON.stringify(next)) return { past, now, future };
  return { past: [...past, now].slice(-most), now: next, future: [] };
}

/** Goes on with the last step: what is typed in one go is taken back in one. */
export function amend<T>({ past, future }: History<T>, next: T): History<T> {
  return { past, now: next, future };
}

/** Takes the last step back. */
export function undo<T>(history: History<T>): History<T> {
  const last = history.past.at(-1);
  if (last === undefined) return history;
  return { past: history.past.slice(0, -1), now: last, future: [history.now, ...history.future] };
}

/** Does again what was taken back. */
export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.now], now: next, future };
}
