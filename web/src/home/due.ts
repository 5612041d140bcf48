const hour = 3_600_000;

/** How a deadline stands: past, within a day, or later. */
export type Due = 'late' | 'today' | 'later' | 'none';

/** How a deadline stands at a moment. */
export function dueOf(deadline: string | null, now: number): Due {
  if (deadline === null) return 'none';
  const left = new Date(deadline).getTime() - now;
  if (left < 0) return 'late';
  return left < 24 * hour ? 'today' : 'later';
}

/** The share of the allowed time that is used, from 0 to 1. */
export function shareUsed(since: string, deadline: string, now: number): number {
  const from = new Date(since).getTime();
  const to = new Date(deadline).getTime();
  if (to <= from) return 1;
  return Math.max(0, Math.min(1, (now - from) / (to - from)));
}
