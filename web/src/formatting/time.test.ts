import { describe, expect, it } from 'vitest';
import { formatDate, formatDateTime, formatDuration, formatMonth, formatRelative } from './time.ts';

describe('time on the screen', () => {
  it('writes dates as the language does, without a leading zero', () => {
    expect(formatDate('2026-11-21T12:00:00Z', 'da')).toBe('21. nov. 2026');
    expect(formatDate('2026-11-01T12:00:00Z', 'en')).toBe('1 Nov 2026');
  });

  it('says the time of day with kl. in Danish', () => {
    expect(formatDateTime('2026-11-21T12:05:00', 'da')).toBe('21. nov. 2026 kl. 12.05');
    expect(formatDateTime('2026-11-21T12:05:00', 'en')).toBe('21 Nov 2026, 12:05');
  });

  it('gives back what is not a date', () => {
    expect(formatDate('soon', 'da')).toBe('soon');
    expect(formatMonth('?', 'en')).toBe('?');
  });

  it('keeps the precision of a month', () => {
    expect(formatMonth('2026-11', 'da')).toBe('nov. 2026');
    expect(formatMonth('2026-11', 'en')).toBe('Nov 2026');
  });

  it('shows the two largest units of a duration', () => {
    expect(formatDuration(0, 'en')).toBe('0\u00A0s');
    expect(formatDuration(410, 'en')).toBe('6\u00A0min 50\u00A0s');
    expect(formatDuration(7505, 'da')).toBe('2\u00A0t 5\u00A0min');
    expect(formatDuration(3600, 'en')).toBe('1\u00A0h');
    expect(formatDuration(90_061, 'da')).toBe('1\u00A0d. 1\u00A0t');
  });

  it('says how long ago in words', () => {
    const now = new Date('2026-11-21T12:00:00Z');
    expect(formatRelative('2026-11-18T12:00:00Z', now, 'en')).toBe('3 days ago');
    expect(formatRelative('2026-11-21T11:58:00Z', now, 'da')).toBe('for 2 minutter siden');
    expect(formatRelative('never', now, 'da')).toBe('');
  });
});
