/** A civil day as days since 1900-01-01; it reaches 2079-06-05. Earlier days are told as the first. */
export type Day = number;

/** No day: unknown, or has not happened. Later than every day. */
export const noDay = 0xffff;

const epoch = Date.UTC(1900, 0, 1);
const dayLength = 86_400_000;

/** The day of a date `YYYY-MM-DD`; `noDay` when the text is none. */
export function dayOf(date: string): Day {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return noDay;
  const at = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(at) ? noDay : Math.min(noDay - 1, Math.max(0, Math.round((at - epoch) / dayLength)));
}

/** A day as `YYYY-MM-DD`; null for none. */
export function dateOf(day: Day): string | null {
  return day === noDay ? null : new Date(epoch + day * dayLength).toISOString().slice(0, 10);
}

/** The year of a day. */
export function yearOf(day: Day): number {
  return new Date(epoch + day * dayLength).getUTCFullYear();
}

/** The first day of a year, as far as days reach. */
export function firstDayOf(year: number): Day {
  const day = Math.round((Date.UTC(year, 0, 1) - epoch) / dayLength);
  return Math.min(noDay - 1, Math.max(0, day));
}
