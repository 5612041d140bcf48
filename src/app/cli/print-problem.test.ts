import { expect, test } from 'vitest';
import { Problem } from '../../platform/problem/index.ts';
import { formatProblem } from './print-problem.ts';

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
  expect(formatProblem(new Problem(spec, 'No.', { line: 3 }))).toContain('  where:    line 3');
});
