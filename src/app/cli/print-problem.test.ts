import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Problem } from '../../platform/problem/index.ts';
import { asProblem, formatProblem } from './print-problem.ts';

const spec = { code: 'IDUN_TEST_COLUMNS', status: 422, title: 'A line has too few columns.' } as const;

test('a problem says what, where, what was expected, what to do, and its code', () => {
  const problem = new Problem(spec, 'The line has 4 columns.', {
    file: 'a.vcf',
    line: 12,
    expected: 'at least 8 columns',
    action: 'Write the file again.',
  });
  expect(formatProblem(problem)).toBe(
    [
      'A line has too few columns.',
      'The line has 4 columns.',
      '  where:    a.vcf, line 12',
      '  expected: at least 8 columns',
      '  do:       Write the file again.',
      '  code:     IDUN_TEST_COLUMNS',
    ].join('\n'),
  );
});

test('what is not known is left out, and nothing is said twice', () => {
  expect(formatProblem(new Problem(spec, spec.title))).toBe(`${spec.title}\n  code:     IDUN_TEST_COLUMNS`);
  const faults = [
    { line: 4, column: 'ml', fault: 'is not a number' },
    { table: 'Biobanks', line: null, column: 'id', expected: 'an id', wrong: true },
    { table: 'Biobanks', line: 2, column: 'x', expected: 'y', wrong: false },
    ...Array.from({ length: 30 }, (_, line) => ({ line, column: 'a', fault: 'is empty' })),
  ];
  const listed = formatProblem(new Problem(spec, 'No.', { faults })).split('\n');
  expect(listed.slice(2, 4)).toEqual(['    line 4, ml: is not a number', '    Biobanks, id: expected an id']);
  expect([listed.length, listed.at(-2)]).toEqual([24, '    … and 12 more']);
  expect(formatProblem(new Problem(spec, 'No.', { line: 3 }))).toContain('  where:    line 3');
});

test('a file of the command that is not there, or a folder, is said in words; files of Idun’s own are not', () => {
  const caught = (path: string): unknown => {
    try {
      return readFileSync(path);
    } catch (error) {
      return error;
    }
  };
  const missing = join(tmpdir(), 'idun-nothing.csv');
  expect(asProblem(caught(missing), ['register', 'codes', 'add', missing])).toMatchObject({
    ...{ code: 'IDUN_CLI_FILE', detail: 'Nothing lies there.' },
    extra: { file: missing, action: 'Check the spelling and the folder.' },
  });
  expect(asProblem(caught(tmpdir()), ['add', tmpdir()])).toMatchObject({
    ...{ detail: 'A folder lies there.', extra: { file: tmpdir() } },
  });
  const own = caught(missing);
  expect(asProblem(own, ['register', 'codes', 'list'])).toBe(own);
});
