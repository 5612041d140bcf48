import { describe, expect, it } from 'vitest';
import { NoAnswer, noAnswerCode, problemOf, readProblem } from './problem.ts';

describe('error answers', () => {
  it('keeps what, expected, action and code of a problem document', () => {
    const body = {
      title: 'The file does not fit the reference.',
      detail: 'a.vcf names 25 contigs.',
      code: 'IDUN_REFERENCE_MISMATCH',
      expected: 'GRCh38',
      action: 'Name another reference.',
      file: 'a.vcf',
      line: 12,
      secret: 'x',
    };
    const { secret: _, ...kept } = body;
    expect(problemOf(readProblem(422, body))).toEqual({ ...kept, status: 422 });
  });

  it('still has a status when the body is no problem document', () => {
    expect(problemOf(readProblem(502, null))).toEqual({ title: 'HTTP 502', status: 502 });
    expect(problemOf(readProblem(500, { title: 7, line: 'x' }))).toEqual({ title: 'HTTP 500', status: 500 });
  });

  it('tells a server that is away from a mistake in the page', () => {
    expect(problemOf(new NoAnswer()).code).toBe(noAnswerCode);
    expect(problemOf(new TypeError('x is undefined'))).toMatchObject({ code: 'IDUN_WEB_UNEXPECTED', status: 0 });
    expect(problemOf('odd').title).toBe('odd');
  });
});
