import { describe, expect, it } from 'vitest';
import { toCsv, toTsv } from './take-away.ts';

describe('tables to take away', () => {
  it('writes TSV that keeps one row on one line', () => {
    expect(
      toTsv(
        ['chrom', 'note'],
        [
          ['1', 'a\tb\nc'],
          ['X', null],
        ],
      ),
    ).toBe('chrom\tnote\n1\ta b c\nX\t\n');
  });

  it('quotes CSV as RFC 4180 says', () => {
    expect(
      toCsv(
        ['a', 'b'],
        [
          ['x,y', 'say "no"'],
          [1.5, undefined],
        ],
      ),
    ).toBe('a,b\r\n"x,y","say ""no"""\r\n1.5,\r\n');
  });

  it('keeps protected cells protected and never starts a formula', () => {
    expect(toCsv(['ac'], [['<5']])).toBe('ac\r\n<5\r\n');
    expect(toCsv(['name'], [['=1+1'], ['@cmd'], [-3]])).toBe("name\r\n'=1+1\r\n'@cmd\r\n-3\r\n");
  });
});
