import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { readCaseById } from '../cases/index.ts';
import { errors } from './errors.ts';
import type { PermitDetail } from './model.ts';
import { openStates } from './status.ts';
import { readPermit } from './store.ts';

/** What somebody is about to do under a permit. */
export interface PermitNeed {
  /** `pmt_…` */
  permit: string;
  at: Date;
  /** A data set, by its id. */
  dataset?: string | undefined;
  /** Specimens of a biobank's collection. */
  specimens?: { resource: string; material?: string | undefined; count: number } | undefined;
  /** Specimens taken under it before. */
  already?: number | undefined;
}

/**
 * The permit, when it holds now and covers what is needed; areas call it in the transaction that hands something out.
 * @throws Problem IDUN_PERMIT_NOT_ACTIVE, IDUN_PERMIT_NOT_COVERED, IDUN_CASE_NOT_FOUND
 */
export async function requirePermit(db: Db, need: PermitNeed): Promise<PermitDetail> {
  const row = await readCaseById(db, need.permit.startsWith('pmt_') ? need.permit : 'pmt_');
  const permit = await readPermit(db, row);
  const holds = openStates.includes(permit.state) && permit.from <= need.at && need.at < permit.until;
  if (!holds) {
    throw new Problem(
      errors.notActive,
      `The permit is ${permit.state}; it holds until ${permit.until.toISOString()}.`,
      {
        action: 'Ask the coordinating centre, or apply for a renewal.',
      },
    );
  }
  const { dataset, specimens, already = 0 } = need;
  if (dataset !== undefined && !permit.content.data.some((one) => one.kind === 'dataset' && one.ref === dataset)) {
    throw notCovered('The data set is not in the permit.');
  }
  if (specimens !== undefined) {
    const lines = permit.content.specimens.filter(
      ({ resource, material }) =>
        resource === specimens.resource && (specimens.material === undefined || specimens.material === material),
    );
    const granted = lines.reduce((sum, { count }) => sum + count, 0);
    if (granted === 0) throw notCovered('Specimens of this collection and material are not in the permit.');
    if (already + specimens.count > granted) {
      throw notCovered(
        `The permit gives ${granted} specimens; ${already} were taken and ${specimens.count} are asked.`,
      );
    }
  }
  return permit;
}

/** Refusal of what a permit does not give. */
export function notCovered(detail: string): Problem {
  return new Problem(errors.notCovered, detail, { action: 'Apply for an amendment of the permit.' });
}
