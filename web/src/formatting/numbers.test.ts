import { describe, expect, it } from 'vitest';
import { formatBases, formatBytes, formatFrequency, formatNumber, formatPercent, frequencyParts } from './numbers.ts';

describe('numbers on the screen', () => {
  it('parts thousands by a narrow space in both languages', () => {
    expect(formatNumber(44498, 'en')).toBe('44\u202F498');
    expect(formatNumber(1234567, 'da')).toBe('1\u202F234\u202F567');
    expect(formatNumber(1840, 'da')).toBe('1\u202F840');
  });

  it('writes decimals as the language does and minus as U+2212', () => {
    expect(formatNumber(-1234.5, 'da')).toBe('\u22121\u202F234,5');
    expect(formatNumber(-1234.5, 'en')).toBe('\u22121\u202F234.5');
  });

  it('puts a no-break space before per cent', () => {
    expect(formatPercent(0.1234, 'da')).toBe('12,3\u00A0%');
    expect(formatPercent(1, 'en')).toBe('100\u00A0%');
  });

  it('writes common frequencies plainly and rare ones with a power of ten', () => {
    expect(frequencyParts(0, 'en')).toEqual({ plain: '0' });
    expect(frequencyParts(0.4567, 'da')).toEqual({ plain: '0,457' });
    expect(frequencyParts(0.000472, 'en')).toEqual({ mantissa: '4.72', exponent: '\u22124' });
    expect(frequencyParts(0.00099999, 'en')).toEqual({ mantissa: '1.00', exponent: '\u22123' });
    expect(formatFrequency(0.000472, 'da')).toBe('4,72 × 10^\u22124');
  });

  it('writes bytes in decimal units and bases in kb and Mb', () => {
    expect(formatBytes(0, 'en')).toBe('0\u00A0byte');
    expect(formatBytes(999, 'en')).toBe('999\u00A0byte');
    expect(formatBytes(1_900_000_000_000, 'da')).toBe('1,9\u00A0TB');
    expect(formatBytes(999_900, 'en')).toBe('1\u00A0MB');
    expect(formatBases(540, 'en')).toBe('540\u00A0bp');
    expect(formatBases(24_400, 'da')).toBe('24,4\u00A0kb');
    expect(formatBases(999_900, 'en')).toBe('1\u00A0Mb');
  });
});
