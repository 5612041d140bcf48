import { describe, expect, it } from 'vitest';
import {
  makeFormatCache,
  makeSampleFields,
  parseHeader,
  reservedFormat,
  sampleInteger,
  sampleIntegers,
  scanSample,
  textOf,
} from './index.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const header = parseHeader(
  bytes(
    '##fileformat=VCFv4.2\n##FORMAT=<ID=XX,Number=2,Type=Float,Description="x">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\n',
  ),
);

describe('makeFormatCache', () => {
  it('makes the layout of a column once', () => {
    const cache = makeFormatCache(header, reservedFormat(2));
    const text = bytes('GT:AD:DP:GQ:PL:XX');
    const layout = cache.get(text, 0, text.length);
    expect(layout).toMatchObject({ gt: 0, ad: 1, dp: 2, gq: 3, pl: 4, ps: -1, ft: -1, onlyGenotype: false });
    expect(layout.definitions.map((definition) => definition?.id)).toEqual(['GT', undefined, 'DP', 'GQ', 'PL', 'XX']);
    const shorter = cache.get(text, 0, 2);
    expect(shorter.onlyGenotype).toBe(true);
    expect(cache.get(text, 0, text.length)).toBe(layout);
    expect(cache.get(text, 0, 2)).toBe(shorter);
    expect(cache.size).toBe(2);
  });

  it('stays bounded when every line has another column', () => {
    const cache = makeFormatCache(header, reservedFormat(2));
    for (let i = 0; i < 10_000; i++) {
      const text = bytes(`GT:K${i}`);
      expect(cache.get(text, 0, text.length).keys[1]).toBe(`K${i}`);
    }
    expect(cache.size).toBeLessThanOrEqual(4096);
  });
});

describe('scanSample', () => {
  it('walks over the columns of a line', () => {
    const text = '0/1:3,4:99\t./.\t\t1:.:7';
    const buf = bytes(text);
    const fields = makeSampleFields();
    const seen: string[][] = [];
    for (let at = 0; at <= text.length; ) {
      at = scanSample(buf, at, text.length, fields);
      seen.push(Array.from({ length: fields.count }, (_, i) => textOf(buf, fields.starts[i]!, fields.ends[i]!)));
    }
    expect(seen).toEqual([['0/1', '3,4', '99'], ['./.'], [''], ['1', '.', '7']]);
  });

  it('grows for a sample of many fields', () => {
    const buf = bytes(Array.from({ length: 200 }, (_, i) => i).join(':'));
    const fields = makeSampleFields();
    scanSample(buf, 0, buf.length, fields);
    expect(fields.count).toBe(200);
    expect(sampleInteger(buf, fields, 199)).toBe(199);
  });

  it('reads integers and lists of them', () => {
    const buf = bytes('0/1:10,.,3:.:x:1,:-5:');
    const fields = makeSampleFields();
    scanSample(buf, 0, buf.length, fields);
    const out = new Int32Array(2);
    expect(sampleIntegers(buf, fields, 1, out)).toBe(3);
    expect([...out]).toEqual([10, -1]);
    expect(sampleIntegers(buf, fields, 2, out)).toBe(0);
    expect(sampleIntegers(buf, fields, 3, out)).toBe(-1);
    expect(sampleIntegers(buf, fields, 4, out)).toBe(-1);
    expect(sampleIntegers(buf, fields, 5, out)).toBe(-1);
    expect(sampleIntegers(buf, fields, 6, out)).toBe(0);
    expect(sampleIntegers(buf, fields, 60, out)).toBe(0);
    expect(sampleInteger(buf, fields, 2)).toBe(-1);
    expect(sampleInteger(buf, fields, 5)).toBe(-1);
    expect(sampleInteger(buf, fields, -1)).toBe(-1);
  });
});
