import { expect, test } from 'vitest';
import { csvLine } from './index.ts';

test('fields with commas, quotes and line ends are quoted as RFC 4180 says', () => {
  expect(csvLine(['a', 'b,c', 'say "x"', 'two\nlines', 7, null, true])).toBe(
    'a,"b,c","say ""x""","two\nlines",7,,true\r\n',
  );
});

test('what a spreadsheet would run is written as text, and numbers stay numbers', () => {
  expect(csvLine(['=1+1', '+45', '@x', '-cmd', '-1', -1])).toBe("'=1+1,'+45,'@x,'-cmd,-1,-1\r\n");
});
