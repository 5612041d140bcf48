/** A civil date as well as it is known; `date` is the first day that it may be. */
export interface CivilDate {
  /** YYYY-MM-DD */
  date: string;
  precision: 'day' | 'month' | 'year';
}

const pattern = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/** Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; undefined when it is no date of the calendar. */
export function readCivilDate(text: string): CivilDate | undefined {
  const [, year, month, day] = pattern.exec(text.trim()) ?? [];
  if (year === undefined) return undefined;
  const date = `${year}-${month ?? '01'}-${day ?? '01'}`;
  const time = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date) return undefined;
  return { date, precision: day !== undefined ? 'day' : month !== undefined ? 'month' : 'year' };
}

/** The last day that it may be. */
export function latestDay({ date, precision }: CivilDate): string {
  if (precision === 'day') return date;
  if (precision === 'year') return `${date.slice(0, 4)}-12-31`;
  const [year, month] = date.split('-').map(Number);
  return new Date(Date.UTC(year!, month!, 0)).toISOString().slice(0, 10);
}

/** The day, a number of years later; 29 February becomes 1 March in a year without one. */
export function addYears(day: string, years: number): string {
  const [year, month, date] = day.split('-').map(Number);
  return new Date(Date.UTC(year! + years, month! - 1, date!)).toISOString().slice(0, 10);
}

/** Whole years on a day of somebody born then, at the least: where the birth is not known to the day, the last possible one. */
export function ageOn(born: CivilDate, day: string): number {
  const birth = latestDay(born);
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return day < addYears(birth, years) ? years - 1 : years;
}

/** The calendar day of an instant in the nation's time zone: the day a law counts by. */
export function civilDay(at: Date, timeZone = 'Europe/Copenhagen'): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);
}
