import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { numbersWithin } from './tree.ts';

/** Where somebody administers: everywhere, or in their organisation and below it. */
export interface Administered {
  /** null: everywhere. */
  within: ReadonlySet<number> | null;
}

/** Who administers, as far as this question goes; a session has it. */
export interface Administrator {
  kind: 'operator' | 'person' | 'service';
  organisationNo: number | null;
}

/** The operator and the administrators of a national authority act everywhere, others in their own organisation and below. */
export async function administeredBy(db: Db, { kind, organisationNo }: Administrator): Promise<Administered> {
  if (kind === 'operator') return { within: null };
  if (organisationNo === null) return { within: new Set() };
  const { rows } = await sql<{ kind: string }>`select kind from trust.organisations
    where organisation_no = ${organisationNo} and part_of_no is null`.execute(db);
  return { within: rows[0]?.kind === 'authority' ? null : await numbersWithin(db, organisationNo) };
}

/** @throws Problem IDUN_ORGANISATION_NOT_YOURS unless the organisation is administered; null is so only by who acts everywhere */
export function assertAdministered({ within }: Administered, organisationNo: number | null): void {
  if (within === null || (organisationNo !== null && within.has(organisationNo))) return;
  throw new Problem(errors.notYours, 'You administer your own organisation and what lies below it.', {
    action: 'Ask an administrator of the authority.',
  });
}
