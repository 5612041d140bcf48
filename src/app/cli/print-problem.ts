import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { maskCpr } from '../../platform/logging/index.ts';
import { Problem, toProblem } from '../../platform/problem/index.ts';

const noFile = { code: 'IDUN_CLI_FILE', status: 400, title: 'A file of the command cannot be read.' } as const;
const unreadable: Readonly<Record<string, readonly [what: string, action: string]>> = {
  ENOENT: ['Nothing lies there.', 'Check the spelling and the folder.'],
  ENOTDIR: ['A file stands where a folder was named.', 'Check the spelling and the folder.'],
  EISDIR: ['A folder lies there.', 'Name a file in it.'],
  EACCES: ['This user may not read it.', 'Give read permission, or run as the user who may read it.'],
};

/** What the system says of a file that was named on the command line, in words; anything else as it is. */
export function asProblem(error: unknown, args: readonly string[]): unknown {
  const { code = '', path } = error as NodeJS.ErrnoException;
  const told = unreadable[code];
  if (told === undefined) return error;
  // Reading a folder does not say which.
  const isNamed = (one: string): boolean => (path === undefined ? isFolder(one) : resolve(one) === path);
  const file = args.find((one) => !one.startsWith('-') && isNamed(one));
  if (file === undefined) return error;
  const [what, action] = told;
  return new Problem(noFile, what, { file, expected: 'a file that can be read', action });
}

const isFolder = (path: string): boolean => statSync(resolve(path), { throwIfNoEntry: false })?.isDirectory() ?? false;

/** A fault as a problem document lists it; areas name different parts of its place. */
interface ListedFault {
  table?: string;
  line?: number | null;
  column?: string | null;
  fault?: string;
  expected?: string;
  /** False: what was left out, which is no reason to refuse. */
  wrong?: boolean;
}
const mostFaults = 20;

function faultLines({ extra }: Problem): string[] {
  const listed = Array.isArray(extra?.['faults']) ? (extra['faults'] as ListedFault[]) : [];
  const faults = listed.filter(({ wrong }) => wrong !== false);
  const shown = faults.slice(0, mostFaults).map(({ table, line, column, fault, expected }) => {
    const place = [table, line == null ? undefined : `line ${line}`, column].filter((one) => one != null && one !== '');
    return `    ${place.join(', ')}: ${fault ?? `expected ${expected}`}`;
  });
  const more = faults.length - shown.length;
  return more > 0 ? [...shown, `    … and ${more} more`] : shown;
}

/** A problem as lines for people: what, where, what was expected, what to do, the code to quote. */
export function formatProblem(problem: Problem): string {
  const { file, line, expected, action } = problem.extra ?? {};
  const where = file === undefined ? undefined : line === undefined ? file : `${file}, line ${line}`;
  const lines = [problem.detail];
  if (problem.detail !== problem.title) lines.unshift(problem.title);
  if (where !== undefined) lines.push(`  where:    ${where}`);
  else if (line !== undefined) lines.push(`  where:    line ${line}`);
  if (expected !== undefined) lines.push(`  expected: ${expected}`);
  lines.push(...faultLines(problem));
  if (action !== undefined) lines.push(`  do:       ${action}`);
  lines.push(`  code:     ${problem.code}`);
  return lines.join('\n');
}

/** Writes a problem to standard error: for people, or as one line of problem+json. */
export function printProblem(error: unknown, json: boolean): void {
  const problem = toProblem(asProblem(error, process.argv.slice(2)));
  // What was typed is often repeated, and may have been somebody's number.
  process.stderr.write(`${maskCpr(json ? JSON.stringify(problem) : formatProblem(problem))}\n`);
  if (problem.status >= 500 && problem.cause instanceof Error) process.stderr.write(`${problem.cause.stack ?? ''}\n`);
}
