import { describe, expect, test } from 'vitest';
import { Problem, toProblem } from './index.ts';

const spec = { code: 'IDUN_TEST_BAD', status: 422, title: 'Bad.' } as const;

describe('Problem', () => {
  test('is an RFC 9457 document with its place, without undefined members', () => {
    const problem = new Problem(spec, 'Line 3 has two columns.', { file: 'a.vcf', line: 3, expected: undefined });
    expect(JSON.parse(JSON.stringify(problem))).toEqual({
      type: 'urn:idun:problem:IDUN_TEST_BAD',
      code: 'IDUN_TEST_BAD',
      status: 422,
      title: 'Bad.',
      detail: 'Line 3 has two columns.',
      file: 'a.vcf',
      line: 3,
    });
  });

  test('keeps the code and the place of a format error', () => {
    const thrown = Object.assign(new Error('Too few columns.'), {
      code: 'IDUN_VCF_COLUMNS',
      place: { file: 'a.vcf', line: 9 },
    });
    const problem = toProblem(thrown);
    expect(problem.toJSON()).toMatchObject({ code: 'IDUN_VCF_COLUMNS', status: 422, file: 'a.vcf', line: 9 });
  });

  test('hides the inside of an unexpected error but keeps it as the cause', () => {
    const inner = new Error('password=secret');
    const problem = toProblem(inner);
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(problem.cause).toBe(inner);
  });
});
