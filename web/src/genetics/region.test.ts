import { describe, expect, it } from 'vitest';
import { moveRegion, parseRegion, regionAround, regionLength, regionText } from './region.ts';

describe('regions', () => {
  it('reads regions with and without separators', () => {
    const expected = { chrom: '1', from: 55040000, to: 55070000 };
    expect(parseRegion('1:55040000-55070000')).toEqual(expected);
    expect(parseRegion('1:55,040,000-55,070,000')).toEqual(expected);
    expect(parseRegion('1:55 040 000 – 55 070 000')).toEqual(expected);
    expect(parseRegion('X:2781480')).toEqual({ chrom: 'X', from: 2781480, to: 2781480 });
    expect(parseRegion('MT', 16569)).toEqual({ chrom: 'MT', from: 1, to: 16569 });
  });

  it('refuses reversed, empty and nameless regions', () => {
    for (const text of ['1:20-10', '1:0-10', '', '1:abc', ':10-20', 'MT']) expect(parseRegion(text)).toBeNull();
  });

  it('writes what it read', () => {
    expect(regionText(parseRegion('1:55,040,000-55,070,000')!)).toBe('1:55040000-55070000');
    expect(regionLength({ chrom: '1', from: 11, to: 20 })).toBe(10);
  });

  it('keeps windows inside the contig', () => {
    expect(regionAround('1', 10, 100)).toEqual({ chrom: '1', from: 1, to: 100 });
    expect(regionAround('1', 990, 100, 1000)).toEqual({ chrom: '1', from: 940, to: 1000 });
    expect(moveRegion({ chrom: '1', from: 1, to: 100 }, { shift: -1 }, 1000)).toEqual({ chrom: '1', from: 1, to: 100 });
    expect(moveRegion({ chrom: '1', from: 901, to: 1000 }, { shift: 1 }, 1000)).toEqual({
      chrom: '1',
      from: 901,
      to: 1000,
    });
    expect(regionLength(moveRegion({ chrom: '1', from: 401, to: 500 }, { zoom: 2 }, 1000))).toBe(200);
  });
});
