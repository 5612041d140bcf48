import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBases, formatBytes, formatFrequency, formatNumber, formatPercent, type Language } from './numbers.ts';
import { formatClock, formatDate, formatDateTime, formatDuration, formatMonth, formatRelative } from './time.ts';

/** Everything on the screen that is a number, a date or an amount goes through one of these. */
export interface Format {
  language: Language;
  int(value: number): string;
  decimal(value: number, digits?: number): string;
  /** Always so many decimals, so that ticks and columns line up. */
  fixed(value: number, digits: number): string;
  percent(share: number, digits?: number): string;
  frequency(af: number): string;
  bytes(bytes: number): string;
  bases(bases: number): string;
  date(iso: string): string;
  dateTime(iso: string): string;
  /** The time of day. */
  clock(at: number): string;
  month(month: string): string;
  duration(seconds: number): string;
  ago(iso: string): string;
}

/** The formats for one language; pure apart from `ago`, which reads the clock. */
export function formatsFor(language: Language): Format {
  return {
    language,
    int: (value) => formatNumber(value, language, { maximumFractionDigits: 0 }),
    decimal: (value, digits = 2) => formatNumber(value, language, { maximumFractionDigits: digits }),
    fixed: (value, digits) =>
      formatNumber(value, language, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    percent: (share, digits) => formatPercent(share, language, digits),
    frequency: (af) => formatFrequency(af, language),
    bytes: (bytes) => formatBytes(bytes, language),
    bases: (bases) => formatBases(bases, language),
    date: (iso) => formatDate(iso, language),
    dateTime: (iso) => formatDateTime(iso, language),
    clock: (at) => formatClock(new Date(at), language),
    month: (month) => formatMonth(month, language),
    duration: (seconds) => formatDuration(seconds, language),
    ago: (iso) => formatRelative(iso, new Date(), language),
  };
}

/** The formats of the reader's language. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  const language: Language = i18n.language === 'da' ? 'da' : 'en';
  return useMemo(() => formatsFor(language), [language]);
}
