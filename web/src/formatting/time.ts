import { formatNumber, type Language, localeOf } from './numbers.ts';

const noBreakSpace = '\u00A0';

/** A civil date as the reader's language writes it: `21. nov. 2026`, `21 Nov 2026`. Input is ISO 8601. */
export function formatDate(iso: string, language: Language): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return new Intl.DateTimeFormat(localeOf(language), { day: 'numeric', month: 'short', year: 'numeric' }).format(date);
}

/** A date with the time of day in the reader's own time zone: `21. nov. 2026 kl. 13.05`, `21 Nov 2026, 13:05`. */
export function formatDateTime(iso: string, language: Language): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const time = formatClock(date, language);
  return language === 'da' ? `${formatDate(iso, language)} kl. ${time}` : `${formatDate(iso, language)}, ${time}`;
}

/** The time of day: `13.05` in Danish, `13:05` in English. */
export function formatClock(date: Date, language: Language): string {
  const parts = new Intl.DateTimeFormat(localeOf(language), { hour: '2-digit', minute: '2-digit', hour12: false });
  return parts.format(date);
}

/** A month given as `2026-11`: `nov. 2026`, `Nov 2026`. */
export function formatMonth(month: string, language: Language): string {
  const date = new Date(`${month}-15T12:00:00Z`);
  if (Number.isNaN(date.getTime())) return month;
  return new Intl.DateTimeFormat(localeOf(language), { month: 'short', year: 'numeric' }).format(date);
}

const durationUnits: [string, number][] = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
];
const danishUnits: Record<string, string> = { d: 'd.', h: 't', min: 'min', s: 's' };

/** A length of time in its two largest units: `6 min 50 s`, in Danish `2 t 5 min`. Input in seconds, not negative. */
export function formatDuration(seconds: number, language: Language): string {
  let left = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [unit, size] of durationUnits) {
    const amount = Math.floor(left / size);
    left -= amount * size;
    if (amount > 0 || (unit === 's' && parts.length === 0)) {
      const word = language === 'da' ? danishUnits[unit] : unit;
      parts.push(`${formatNumber(amount, language)}${noBreakSpace}${word}`);
    } else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

const relativeSteps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** How long ago, in the largest fitting unit: `3 days ago`, `for 3 dage siden`. Shown only beside an absolute time. */
export function formatRelative(iso: string, now: Date, language: Language): string {
  const seconds = Math.round((new Date(iso).getTime() - now.getTime()) / 1000);
  if (Number.isNaN(seconds)) return '';
  const format = new Intl.RelativeTimeFormat(localeOf(language), { numeric: 'auto' });
  for (const [unit, size] of relativeSteps) {
    if (Math.abs(seconds) >= size || unit === 'second') return format.format(Math.trunc(seconds / size), unit);
  }
  return '';
}
