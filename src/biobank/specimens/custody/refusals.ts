import { Problem, type ProblemSpec } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';

interface DatabaseError {
  code?: string;
  message?: string;
  detail?: string;
  constraint?: string;
}

/** What the database's own refusals are in the catalogue: SQL states of the custody functions, and names of constraints. */
const byState: Readonly<Record<string, ProblemSpec>> = {
  ID001: errors.unknown,
  ID002: errors.state,
  ID003: errors.notEnough,
  ID004: errors.tree,
  ID005: errors.donor,
  '40P01': errors.changed,
};

const byConstraint: Readonly<Record<string, [spec: ProblemSpec, text: string]>> = {
  specimens_biobank_no_barcode_key: [errors.codeTaken, 'Another specimen of the biobank has this barcode.'],
  specimen_codes_biobank_no_namespace_code_key: [errors.codeTaken, 'Another specimen of the biobank has this code.'],
  specimens_amount_check: [errors.notEnough, 'There is less than that left.'],
  specimens_check: [errors.notEnough, 'What is left and what children have would be more than there was.'],
};

/** Runs work on specimens, and tells what the database refused as a problem of the catalogue. */
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
    if (code === '40P01') throw new Problem(spec, 'Two changed the same specimens at once.', { action: 'Try again.' });
    throw new Problem(spec, `It was refused: ${message}.`, specimen, { cause: error });
  }
}
