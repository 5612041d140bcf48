import { Problem, type ProblemSpec } from '../problem/index.ts';

interface DatabaseError {
  code?: string;
  message?: string;
  detail?: string;
  constraint?: string;
}

/** What a database's own refusals are in a catalogue of problems. */
export interface Refusals {
  /** By SQL state; that of a deadlock, 40P01, is told with `together` and that trying again helps. */
  byState: Readonly<Record<string, ProblemSpec>>;
  /** By name of the constraint, with what it means. */
  byConstraint: Readonly<Record<string, readonly [spec: ProblemSpec, text: string]>>;
  together: string;
}

/** @returns runs work, and tells what the database refused as a problem; an error that is in neither table is thrown on */
export function tellRefusals({ byState, byConstraint, together }: Refusals) {
  return async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      const { code, message, detail, constraint } = error as DatabaseError;
      const named = constraint === undefined ? undefined : byConstraint[constraint];
      if (named !== undefined) throw new Problem(named[0], named[1], undefined, { cause: error });
      const spec = code === undefined ? undefined : byState[code];
      if (spec === undefined) throw error;
      if (code === '40P01') throw new Problem(spec, together, { action: 'Try again.' }, { cause: error });
      const specimen = detail?.startsWith('spc_') ? { specimen: detail } : {};
      throw new Problem(spec, `It was refused: ${message}.`, specimen, { cause: error });
    }
  };
}
