import { describe, expect, it } from 'vitest';
import {
  checkSampleCount,
  column,
  countSamples,
  makeFindings,
  makeRecordFields,
  parsePosition,
  parseQual,
  scanRecord,
  textOf,
} from './index.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function scan(text: string, before = '', after = '') {
  const buf = bytes(before + text + after);
  const record = makeRecordFields();
  record.line = 7;
  scanRecord(buf, before.length, before.length + text.length, record, makeFindings());
  return { buf, record, text: (i: number) => textOf(buf, record.starts[i]!, record.ends[i]!) };
}

describe('scanRecord', () => {
  it('finds the columns, in place in a larger buffer', () => {
    const long = `CSQ=${'a|'.repeat(400)}`;
    const { record, text, buf } = scan(
      `chr1\t12\trs1\tA\tC,T\t3.5\tPASS\t${long}\tGT:DP\t0/1:3\t1/1:4`,
      'x\ty\n',
      '\nz\t',
    );
    expect(text(column.chrom)).toBe('chr1');
    expect(text(column.pos)).toBe('12');
    expect(text(column.alt)).toBe('C,T');
    expect(text(column.info)).toBe(long);
    expect(text(column.format)).toBe('GT:DP');
    expect(textOf(buf, record.samples, record.end)).toBe('0/1:3\t1/1:4');
    expect(record.columns).toBe(9);
    expect(countSamples(buf, record)).toBe(2);
  });

  it('takes a line of a site only', () => {
    const { record, text, buf } = scan('1\t2\t.\tA\tC\t.\t.\tDB', '', '\nmore\tdata');
    expect(record.columns).toBe(8);
    expect(text(column.info)).toBe('DB');
    expect(record.samples).toBe(record.end + 1);
    expect(countSamples(buf, record)).toBe(0);
  });

  it('leaves out a carriage return', () => {
    const { record, buf } = scan('1\t2\t.\tA\tC\t.\t.\t.\tGT\t0/1\r');
    expect(textOf(buf, record.samples, record.end)).toBe('0/1');
  });

  it('keeps empty columns as empty ranges', () => {
    const { text, record, buf } = scan('1\t2\t\tA\tC\t.\t.\t.\tGT\t');
    expect(text(column.id)).toBe('');
    expect(countSamples(buf, record)).toBe(1);
  });

  it.each([
    ['1\t2\t.\tA', 'Line 7 has 4 columns'],
    ['', 'Line 7 has 1 column,'],
    ['1 2 . A C . . .', 'separated by spaces'],
  ])('refuses %j', (text, message) => {
    expect(() => scan(text)).toThrow(message);
  });
});

describe('checkSampleCount', () => {
  it('says how many columns there are and should be', () => {
    const { record, buf } = scan('1\t2\t.\tA\tC\t.\t.\t.\tGT\t0/1\t0/1');
    const check = (expected: number) => () =>
      checkSampleCount(record, countSamples(buf, record), expected, makeFindings());
    expect(check(2)).not.toThrow();
    expect(check(3)).toThrow('Line 7 has 11 columns; the #CHROM line has 12.');
    expect(check(1)).toThrow('Line 7 has 11 columns; the #CHROM line has 10.');
  });
});

describe('parsePosition', () => {
  it.each([
    ['0', 0],
    ['1', 1],
    ['248956422', 248956422],
    ['2147483647', 2147483647],
    ['2147483648', -1],
    ['99999999999', -1],
    ['', -1],
    ['-1', -1],
    ['+1', -1],
    ['1e3', -1],
    ['12a', -1],
    ['.', -1],
  ])('%j gives %i', (text, value) => {
    expect(parsePosition(bytes(text), 0, text.length)).toBe(value);
  });
});

describe('parseQual', () => {
  it.each([
    ['.', Number.NaN],
    ['100', 100],
    ['0', 0],
    ['342.88', Math.fround(342.88)],
    ['.5', 0.5],
    ['5.3e-10', Math.fround(5.3e-10)],
    ['2E+1', 20],
    ['-10', -10],
    ['inf', Number.POSITIVE_INFINITY],
    ['+Infinity', Number.POSITIVE_INFINITY],
    ['-INF', Number.NEGATIVE_INFINITY],
    ['NaN', Number.NaN],
    ['123456789012345678', Math.fround(123456789012345680)],
  ])('%s gives %f', (text, value) => {
    expect(parseQual(bytes(text), 0, text.length)).toBe(value);
  });

  it.each(['', 'quality', '5.', '1,5', '--1', '1e', '0x10', ' 5', '1_0'])('%j is no number', (text) => {
    expect(parseQual(bytes(text), 0, text.length)).toBeUndefined();
  });
});
