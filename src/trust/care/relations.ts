import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../audit/index.ts';
import { findOrganisation } from '../organisations/index.ts';
import { resolvePerson } from '../people/index.ts';
import { assertPerson, assertScope, reaches, readAs, type Scope } from '../scope/index.ts';
import type { CareDeps } from './deps.ts';
import { errors } from './errors.ts';
import { type CareRelation, longestRelation, type RelationKind, usualEnd } from './model.ts';
import { ownPatients } from './patients.ts';
import { closeRelation, findLiveRelation, findRelation, insertRelation, readRelations } from './store.ts';

export interface RelationRequest {
  /** `per_…`, an identifier, or a civil registration number. */
  person: string;
  kind: RelationKind;
  /** The usual end of its kind when not given. */
  until?: Date | undefined;
  /** The department, by id or name; one's own when not given. Another only for the operator, or a conference of whoever treats. */
  organisation?: string | undefined;
}

/**
 * A department takes part in a patient's treatment from now until a date. Asking again for what holds already changes nothing.
 * @throws Problem IDUN_CARE_NOT_YOUR_DEPARTMENT, IDUN_CARE_CONFERENCE_ONLY, IDUN_CARE_PERIOD, IDUN_PERSON_UNKNOWN
 */
export async function beginRelation(deps: CareDeps, scope: Scope, request: RelationRequest): Promise<CareRelation> {
  assertScope(scope, 'care.relation.manage', deps.clock);
  const { kind } = request;
  const from = deps.clock.now();
  const until = request.until ?? usualEnd(kind, from);
  const asked = await numberOf(deps, request.organisation);
  const toOthers = kind === 'conference' && scope.role === 'clinician';
  const organisationNo = toOthers && asked !== undefined ? asked : departmentOf(scope, asked);
  if (scope.role === 'network-member' && kind !== 'conference') {
    throw new Problem(errors.conferenceOnly, `A member of a network cannot make a ${kind}.`, {
      action: 'Make a conference, or ask the department that treats the patient.',
    });
  }
  if (until <= from || until.getTime() - from.getTime() > longestRelation) {
    throw new Problem(errors.period, 'The end is not after the beginning, or more than two years away.');
  }
  return await deps.database.withActor(scope.actor, async (trx) => {
    const { id: person, personNo } = await resolvePerson(trx, request.person, deps.cprKeys);
    assertPerson(scope, personNo, deps.clock);
    if (toOthers && organisationNo !== scope.organisationNo) await requireTreated(trx, deps, scope, personNo);
    const live = await findLiveRelation(trx, { personNo, organisationNo, kind, at: from });
    const begunBy = `${scope.actor.kind}:${scope.actor.id}`;
    const same = live !== undefined && live.until >= until;
    const id = same ? live.id : await insertRelation(trx, { personNo, organisationNo, kind, from, until, begunBy });
    const detail = { kind, until: until.toISOString(), ...(same ? { unchanged: true } : {}) };
    await recordAccess(
      trx,
      scope,
      { action: 'care.relation.begin', object: id, detail, subjects: [person] },
      deps.clock,
    );
    return (await readRelations(trx, { id, reached: sql`true`, limit: 1 }))[0]!;
  });
}

async function numberOf(deps: CareDeps, organisation: string | undefined): Promise<number | undefined> {
  if (organisation === undefined) return undefined;
  return (await findOrganisation(deps.database.app, organisation)).organisationNo;
}

/** The department a relation is to. Only the operator makes one for a department that is not the scope's own. */
function departmentOf(scope: Scope, asked: number | undefined): number {
  const own = scope.organisationNo;
  if (scope.actor.kind === 'operator' && asked !== undefined) return asked;
  if (own !== null && (asked === undefined || asked === own)) return own;
  throw new Problem(errors.notYourDepartment, 'The department is not that of your role.', {
    action: 'Ask a clinician there, or change to your role in that department.',
  });
}

// Whoever treats a patient may take the case to a network's conference, and nobody else may.
async function requireTreated(trx: Db, deps: CareDeps, scope: Scope, personNo: number): Promise<void> {
  const { organisationNo } = scope;
  const treated = await ownPatients(trx, { organisationNo, accountId: null }, deps.clock.now());
  if (treated.has(personNo)) return;
  throw new Problem(
    errors.notYourDepartment,
    'Only the department that treats a patient takes the case to a conference.',
  );
}

/**
 * Ends a care relation; the department's access ends with the commit.
 * @throws Problem IDUN_CARE_RELATION_UNKNOWN, IDUN_CARE_NOT_YOUR_DEPARTMENT
 */
export async function endRelation(deps: CareDeps, scope: Scope, id: string, reason: string): Promise<void> {
  assertScope(scope, 'care.relation.manage', deps.clock);
  await deps.database.withActor(scope.actor, async (trx) => {
    const relation = await findRelation(trx, id);
    if (relation === undefined) throw new Problem(errors.relationUnknown, 'No care relation has this id.');
    assertPerson(scope, relation.personNo, deps.clock);
    if (scope.actor.kind !== 'operator') departmentOf(scope, relation.organisationNo);
    const by = `${scope.actor.kind}:${scope.actor.id}`;
    const ended = await closeRelation(trx, id, { at: deps.clock.now(), by, reason });
    const access = { action: 'care.relation.end', object: id, detail: { ended }, subjects: [relation.person], reason };
    await recordAccess(trx, scope, access, deps.clock);
  });
}

export interface RelationsRequest {
  person?: string | undefined;
  /** Also those that have ended or not begun. */
  all?: boolean | undefined;
  limit?: number | undefined;
}

/** Care relations: of one's own department to whoever treats patients, of everybody to oversight. One audit entry. */
export async function listRelations(
  deps: CareDeps,
  scope: Scope,
  request: RelationsRequest = {},
): Promise<CareRelation[]> {
  const db = readAs(deps.database.app, scope, 'care.relation.read', deps.clock);
  const ofDepartment = scope.population.kind === 'everyone' ? {} : { organisationNo: scope.organisationNo };
  const relations = await readRelations(db, {
    person: request.person,
    ...ofDepartment,
    ...(request.all ? {} : { at: deps.clock.now() }),
    reached: reaches(scope, sql`c.person_no`, undefined, deps.clock),
    limit: request.limit ?? 200,
  });
  const subjects = [...new Set(relations.map(({ person }) => person))];
  const access = { action: 'care.relation.list', object: 'care-relations', subjects };
  await recordAccess(deps.database.app, scope, access, deps.clock);
  return relations;
}
