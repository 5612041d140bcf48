import { tellRefusals } from '../../../platform/database/index.ts';
import type { ProblemSpec } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';

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
export const telling = tellRefusals({
  byState,
  byConstraint,
  together: 'Two changed the same specimens at once.',
});
