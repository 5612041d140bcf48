import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { BiobankDeps } from '../../biobank/specimens/index.ts';
import { systemClock } from '../../platform/clock/index.ts';
import { Problem, type ProblemSpec } from '../../platform/problem/index.ts';
import type { CliContext } from './context.ts';

/** What the commands of the biobank complain of. */
export const biobankErrors = {
  badInput: { code: 'IDUN_CLI_BIOBANK', status: 400, title: 'The command cannot be carried out like this.' },
} as const satisfies Record<string, ProblemSpec>;

/** What the biobank's functions need, from the command's data directory. */
export async function biobankDeps(context: CliContext): Promise<BiobankDeps> {
  const { database, cprKeys } = await context.app();
  return { database, cprKeys, clock: systemClock };
}

/** @throws Problem when no file that can be read lies there */
export function requireInput(path: string): void {
  const refuse = (detail: string, action: string): never => {
    throw new Problem(biobankErrors.badInput, detail, { file: path, expected: 'a file that can be read', action });
  };
  try {
    if (statSync(resolve(path)).isDirectory())
      refuse('A folder lies there.', 'Name one file in it; each file is taken by itself.');
    accessSync(resolve(path), constants.R_OK);
  } catch (error) {
    if (error instanceof Problem) throw error;
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    refuse(
      isMissing ? 'There is no such file.' : 'The file cannot be read by this user.',
      isMissing ? 'Check the spelling and the folder.' : 'Give read permission, or run as the user who may read it.',
    );
  }
}

/** The text of a file, or of standard input for `-`. @throws Problem when there is none */
export function readFile(path: string): string {
  if (path !== '-') requireInput(path);
  return readFileSync(path === '-' ? 0 : resolve(path), 'utf8');
}
/** A JSON file; refused with its name when it is not JSON. */
export const readJson = (path: string): unknown => {
  const text = readFile(path);
  try {
    return JSON.parse(text);
  } catch {
    // What the parser says quotes the file, which may be another than was meant, with people in it.
    throw new Problem(biobankErrors.badInput, 'The file is not JSON.', {
      file: basename(path),
      expected: 'an object as docs/guides/biobank.md shows',
      action: 'Look for a missing quote, comma or bracket.',
    });
  }
};
