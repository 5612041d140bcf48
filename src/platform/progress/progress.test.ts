import { expect, test } from 'vitest';
import { makeManualClock } from '../clock/index.ts';
import { formatAmount, formatSeconds, makeTerminalProgress } from './index.ts';

function capture(isTTY: boolean) {
  const written: string[] = [];
  const clock = makeManualClock(new Date('2026-01-01T00:00:00Z'));
  const stream = { isTTY, columns: 120, write: (text: string) => written.push(text) };
  return { written, clock, progress: makeTerminalProgress(stream, clock) };
}

test('on a terminal the line shows share, rate and time left', () => {
  const { written, clock, progress } = capture(true);
  progress.step('Reading a.vcf.gz', 10_000_000, 'bytes');
  clock.advance(2000);
  progress.advance(2_500_000);
  expect(written.at(-1)).toContain('Reading a.vcf.gz  25 %  2.5 MB of 10.0 MB  1.3 MB/s  6 s left');
});

test('into a file only the lines worth keeping are written', () => {
  const { written, clock, progress } = capture(false);
  progress.step('Reading', 10, 'records');
  clock.advance(1000);
  progress.advance(5);
  progress.log('Skipped one record.');
  progress.done();
  expect(written).toEqual(['Skipped one record.\n']);
});

test('amounts and times are for people', () => {
  expect(formatAmount(12, 'records')).toBe('12 records');
  expect(formatAmount(4_500_000, 'records')).toBe('4.5 M records');
  expect(formatAmount(999, 'bytes')).toBe('999 B');
  expect(formatSeconds(185)).toBe('3 min 05 s');
  expect(formatSeconds(7800)).toBe('2 h 10 min');
});
