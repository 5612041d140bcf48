import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { OrganisationKind } from '../organisations/index.ts';
import { errors } from './errors.ts';
import { holdsAt } from './holding-validity.ts';
import { factsOf, type Role, type RolePurpose } from './roles.ts';

/** A role to be held. */
export interface NewHolding {
  account: { accountNo: number; kind: 'person' | 'service' };
  role: Role;
  /** null for a role that is held in no organisation. */
  organisation: { organisationNo: number; kind: OrganisationKind; name: string; closedAt?: Date | null } | null;
  /** The role's usual one unless given. */
  purpose?: RolePurpose | undefined;
  until?: Date | undefined;
  /** Who grants it: an account's id, or the operator. */
  by: string;
  source?: 'granted' | 'claims';
}

function checkRole({ account, role, organisation }: NewHolding): void {
  if (organisation?.closedAt != null) {
    throw new Problem(errors.roleMisplaced, `${organisation.name} is closed.`, { action: 'Choose one that is open.' });
  }
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

/** A role somebody holds or held. */
export interface Holding {
  /** `hol_…` */
  id: string;
  accountId: string;
  accountName: string;
  role: string;
  organisationNo: number | null;
  organisationId: string | null;
  organisation: string | null;
  purpose: string;
  from: Date;
  until: Date | null;
  grantedBy: string;
  source: 'granted' | 'claims';
  endReason: string | null;
  reviewedAt: Date | null;
}

const heldBy = (column: 'id' | 'name') =>
  sql`(select a.${sql.ref(column)} from trust.accounts a where a.account_no = h.account_no)`;

/** Of `role_holdings h left join organisations o`. */
export const holdingColumns = sql`h.id, ${heldBy('id')} as "accountId", ${heldBy('name')} as "accountName", h.role,
  h.organisation_no as "organisationNo", o.id as "organisationId", o.name as organisation, h.purpose,
  h.valid_from as "from", h.valid_to as until, h.granted_by as "grantedBy", h.source, h.end_reason as "endReason",
  h.reviewed_at as "reviewedAt"`;

/** One holding. @throws Problem IDUN_HOLDING_NOT_FOUND */
export async function findHolding(db: Db, id: string): Promise<Holding> {
  const { rows } = await sql<Holding>`select ${holdingColumns} from trust.role_holdings h
    left join trust.organisations o using (organisation_no) where h.id = ${id}`.execute(db);
  if (rows[0] !== undefined) return rows[0];
  throw new Problem(errors.holdingNotFound, 'No holding of a role has this id.');
}

/** Which holdings are asked for. */
export interface HoldingQuery {
  /** null: everywhere. */
  within: ReadonlySet<number> | null;
  role?: string | undefined;
  /** Those that end before this; all that hold now unless given. */
  endingBefore?: Date | undefined;
}

/** The holdings that hold now, those that end first before the others. */
export async function listHoldings(db: Db, query: HoldingQuery, clock: Clock = systemClock): Promise<Holding[]> {
  const { within, role = null, endingBefore = null } = query;
  const now = clock.now();
  const { rows } = await sql<Holding>`select ${holdingColumns} from trust.role_holdings h
    left join trust.organisations o using (organisation_no)
    where ${holdsAt(now)}
      and (${within === null} or h.organisation_no = any(${[...(within ?? [])]}::int[]))
      and (${role}::text is null or h.role = ${role})
      and (${endingBefore}::timestamptz is null or h.valid_to < ${endingBefore})
    order by h.valid_to nulls last, h.holding_no`.execute(db);
  return rows;
}

/** Ends a holding now, unless it has ended. Whoever is in that role is out of it at their next request. */
export async function endHolding(
  trx: Db,
  id: string,
  { by, reason }: { by: string; reason: string },
  clock: Clock = systemClock,
): Promise<void> {
  const now = clock.now();
  await sql`update trust.role_holdings set valid_to = greatest(${now}::timestamptz, valid_from), ended_by = ${by},
      end_reason = ${reason}
    where id = ${id} and (valid_to is null or valid_to > ${now})`.execute(trx);
}
