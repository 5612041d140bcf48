/** Formats of numbers that Excel itself knows as dates or times (ECMA-376 part 1 §18.8.30). */
const builtIn = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56,
  57, 58,
]);

/** Whether a format of numbers shows a date or a time: it has one of their letters outside quotes, brackets and escapes. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return builtIn.has(id);
  const [positive = ''] = code.split(';');
  const bare = positive.replace(/"[^"]*"|\\.|_.|\*./g, '').replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  return /[dmyhs]/i.test(bare) && !/general/i.test(bare);
}

const day = 86_400_000;
const unixEpoch = 25_569;

/**
 * A serial number as a date, a time, or both, in ISO 8601 and of no time zone. Serial 60 of the 1900 system is 29 February 1900, which
 * never was: days before it are one later than they look.
 */
export function dateOfSerial(serial: number, from1904: boolean): string | undefined {
  const days = from1904 ? serial + 1462 : serial;
  if (!(days >= 0 && days < 2_958_466) || (!from1904 && Math.floor(days) === 60)) return undefined;
  const seconds = Math.round((days - unixEpoch + (!from1904 && days < 60 ? 1 : 0)) * 86_400);
  const text = new Date(seconds * 1000).toISOString();
  if (days < 1 && !from1904) return text.slice(11, 19);
  return (seconds * 1000) % day === 0 ? text.slice(0, 10) : text.slice(0, 19);
}
