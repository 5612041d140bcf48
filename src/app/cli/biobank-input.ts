import { readFileSync } from 'node:fs';
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

/** The text of a file, or of standard input for `-`. */
export const readFile = (path: string): string => readFileSync(path === '-' ? 0 : resolve(path), 'utf8');
/** A JSON file; refused with its name when it is not JSON. */
export const readJson = (path: string): unknown => {
  try {
    return JSON.parse(readFile(path));
  } catch (error) {
    throw new Problem(biobankErrors.badInput, error instanceof Error ? error.message : String(error), {
      file: basename(path),
    });
  }
};
