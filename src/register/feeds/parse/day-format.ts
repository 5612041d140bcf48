/** How dates stand in a file, made ready for reading bytes. */
export interface DayFormat {
  /** One letter a character: Y, M, D, `N` for a month's English name; anything else must stand there as it is. */
  pattern: string;
}

/** Longest distance of days kept: 2079-06-05. */
const lastDay = 0xfffe;
/** Not a date. */
export const badDay = -1;

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const monthLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** ISO 8601 as far as the source knows: a year, a month or a day, with or without a time. */
const iso: readonly DayFormat[] = [{ pattern: 'YYYY-MM-DD' }, { pattern: 'YYYY-MM' }, { pattern: 'YYYY' }];

/** Reads a form such as `YYYY-MM-DD`, `DDMMYYYY`, `DD.MM.YYYY`, `DDMMMYYYY`, `YYYY-MM` or `YYYY`; undefined when it is none. */
export function readDayFormat(text: string): DayFormat | undefined {
  if (text === 'ISO') return { pattern: text };
  const pattern = text.toUpperCase().replace('MMM', 'NNN');
  const counts = { Y: 0, M: 0, N: 0, D: 0 };
  for (const letter of pattern) {
    if (letter in counts) counts[letter as keyof typeof counts]++;
    else if (!/[-./ T_]/.test(letter)) return undefined;
  }
  const isDay = counts.D === 2 || counts.D === 0;
  const isMonth = (counts.M === 2 && counts.N === 0) || (counts.M === 0 && (counts.N === 3 || counts.N === 0));
  const hasMonth = counts.M + counts.N > 0;
  return counts.Y === 4 && isDay && isMonth && (counts.D === 0 || hasMonth) ? { pattern } : undefined;
}

/**
 * The day of a date in bytes, as days since 1900-01-01; what lies before is that day. A time may follow after `T` or a space. Where
 * the form has no day or month, it is the first.
 * @returns `badDay` when it is no date of the calendar in this form
 */
export function readDay(bytes: Uint8Array, from: number, to: number, { pattern }: DayFormat): number {
  if (pattern === 'ISO') return readDay(bytes, from, to, iso[to - from === 4 ? 2 : to - from === 7 ? 1 : 0]!);
  const length = pattern.length;
  if (to - from !== length && !(to - from > length && (bytes[from + length] === 84 || bytes[from + length] === 32))) {
    return badDay;
  }
  let year = 0;
  let month = 0;
  let day = 0;
  let name = '';
  for (let i = 0; i < length; i++) {
    const byte = bytes[from + i]!;
    const wanted = pattern.charCodeAt(i);
    if (wanted === 78) name += String.fromCharCode(byte & 0xdf);
    else if (wanted === 89 || wanted === 77 || wanted === 68) {
      const digit = byte - 48;
      if (digit < 0 || digit > 9) return badDay;
      if (wanted === 89) year = year * 10 + digit;
      else if (wanted === 77) month = month * 10 + digit;
      else day = day * 10 + digit;
    } else if (byte !== wanted && (byte & 0xdf) !== wanted) return badDay;
  }
  if (name !== '') month = monthNames.indexOf(name) + 1;
  else if (!pattern.includes('M')) month = 1;
  if (!pattern.includes('D')) day = 1;
  return dayNumber(year, month, day);
}

/** Days since 1900-01-01 of a date; `badDay` when the calendar has it not. */
export function dayNumber(year: number, month: number, day: number): number {
  if (month < 1 || month > 12 || day < 1 || day > monthLengths[month - 1]! || year < 1000) return badDay;
  if (month === 2 && day === 29 && (year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0))) return badDay;
  // Days from civil (Hinnant), with March as the first month.
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const since1900 = era * 146097 + dayOfEra - 693901;
  return since1900 < 0 ? 0 : since1900 > lastDay ? lastDay : since1900;
}
