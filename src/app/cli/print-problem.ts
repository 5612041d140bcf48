import { maskCpr } from '../../platform/logging/index.ts';
import { type Problem, toProblem } from '../../platform/problem/index.ts';

/** A problem as lines for people: what, where, what was expected, what to do, the code to quote. */
export function formatProblem(problem: Problem): string {
  const { file, line, expected, action } = problem.extra ?? {};
  const where = file === undefined ? undefined : line === undefined ? file : `${file}, line ${line}`;
  const lines = [problem.detail];
  if (problem.detail !== problem.title) lines.unshift(problem.title);
  if (where !== undefined) lines.push(`  where:    ${where}`);
  else if (line !== undefined) lines.push(`  where:    line ${line}`);
  if (expected !== undefined) lines.push(`  expected: ${expected}`);
  if (action !== undefined) lines.push(`  do:       ${action}`);
  lines.push(`  code:     ${problem.code}`);
  return lines.join('\n');
}

/** Writes a problem to standard error: for people, or as one line of problem+json. */
export function printProblem(error: unknown, json: boolean): void {
  const problem = toProblem(error);
  // What was typed is often repeated, and may have been somebody's number.
  process.stderr.write(`${maskCpr(json ? JSON.stringify(problem) : formatProblem(problem))}\n`);
  if (problem.status >= 500 && problem.cause instanceof Error) process.stderr.write(`${problem.cause.stack ?? ''}\n`);
}
