import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { OrganisationKind } from '../organisations/index.ts';
import { errors } from './errors.ts';
import { factsOf, type Role, type RolePurpose } from './roles.ts';

/** A role to be held. */
export interface NewHolding {
  account: { accountNo: number; kind: 'person' | 'service' };
  role: Role;
  /** null for a role that is held in no organisation. */
  organisation: { organisationNo: number; kind: OrganisationKind; name: string } | null;
  /** The role's usual one unless given. */
  purpose?: RolePurpose | undefined;
  until?: Date | undefined;
  /** Who grants it: an account's id, or the operator. */
  by: string;
  source?: 'granted' | 'claims';
}

function checkRole({ account, role, organisation }: NewHolding): void {
  const { heldIn, service = false } = factsOf(role);
  const where = heldIn.length === 0 ? 'no organisation' : `an organisation of kind ${heldIn.join(', ')}`;
  const placed = organisation === null ? heldIn.length === 0 : heldIn.includes(organisation.kind);
  if (!placed) {
    throw new Problem(errors.roleMisplaced, `The role ${role} cannot be held there.`, { expected: where });
  }
  if (service !== (account.kind === 'service')) {
    throw new Problem(errors.roleMisplaced, `The role ${role} is for ${service ? 'programs' : 'people'}.`, {
      expected: `an account of a ${service ? 'service' : 'person'}`,
    });
  }
}

/** Gives an account a role. @returns the holding's id. @throws Problem IDUN_ROLE_MISPLACED */
export async function grantHolding(trx: Db, given: NewHolding, clock: Clock = systemClock): Promise<string> {
  checkRole(given);
  const now = clock.now();
  const id = newId('hol');
  await sql`insert into trust.role_holdings (id, account_no, role, organisation_no, purpose, valid_from, valid_to,
      granted_by, granted_at, source)
    values (${id}, ${given.account.accountNo}, ${given.role}, ${given.organisation?.organisationNo ?? null},
      ${given.purpose ?? factsOf(given.role).purpose}, ${now}, ${given.until ?? null}, ${given.by}, ${now},
      ${given.source ?? 'granted'})`.execute(trx);
  return id;
}
