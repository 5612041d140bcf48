import { tellRefusals } from '../../platform/database/index.ts';
import type { ProblemSpec } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';

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
export const telling = tellRefusals({
  byState,
  byConstraint,
  together: 'Two changed the same containers at once.',
});
