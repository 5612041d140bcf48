import { Problem, type ProblemSpec } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';

interface DatabaseError {
  code?: string;
  message?: string;
  detail?: string;
  constraint?: string;
}

/** What the database's refusals are in the catalogue: SQL states of the storage functions, and names of constraints. */
const byState: Readonly<Record<string, ProblemSpec>> = {
  ID011: errors.containerUnknown,
  ID012: errors.positionUnknown,
  ID013: errors.takesNot,
  ID014: errors.inUse,
  ID015: errors.nowhere,
  ID016: errors.placed,
  '40P01': errors.changed,
};

const byConstraint: Readonly<Record<string, [spec: ProblemSpec, text: string]>> = {
  stays_one_occupant: [errors.positionTaken, 'A specimen stands there.'],
  stays_one_position: [errors.placed, 'It stands somewhere else.'],
  containers_one_place: [errors.positionTaken, 'A container stands there.'],
  containers_barcode: [errors.containerTaken, 'Another container of the biobank has this barcode.'],
  containers_name: [errors.containerTaken, 'Another container there has this name.'],
  containers_within_capacity: [errors.full, 'No more fits into it.'],
};

/** Runs work on containers and positions, and tells what the database refused as a problem of the catalogue. */
export async function telling<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { code, message, detail, constraint } = error as DatabaseError;
    const named = constraint === undefined ? undefined : byConstraint[constraint];
    if (named !== undefined) throw new Problem(named[0], named[1], undefined, { cause: error });
    const spec = code === undefined ? undefined : byState[code];
    if (spec === undefined) throw error;
    const specimen = detail?.startsWith('spc_') ? { specimen: detail } : {};
    const said = code === '40P01' ? 'Two changed the same containers at once.' : `It was refused: ${message}.`;
    throw new Problem(spec, said, { ...specimen, ...(code === '40P01' && { action: 'Try again.' }) }, { cause: error });
  }
}
