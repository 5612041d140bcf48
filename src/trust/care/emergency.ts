import { appendEvent } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../audit/index.ts';
import { resolvePerson } from '../people/index.ts';
import { assertScope, readAs, type Scope } from '../scope/index.ts';
import type { CareDeps } from './deps.ts';
import { errors } from './errors.ts';
import { type EmergencyOpening, emergencyLifetime } from './model.ts';
import { closeReview, findOpen, insertOpening, readOpenings } from './store.ts';

export interface EmergencyRequest {
  /** `per_…`, an identifier, or a civil registration number. */
  person: string;
  /** Why it cannot wait, in one's own words. */
  reason: string;
  /** `acc_…` and name of who opens. */
  account: { id: string; name: string };
}

/** What whoever opened is told. */
export interface Opened {
  id: string;
  person: string;
  closesAt: Date;
}

/**
 * Opens one patient to one person for four hours, without a care relation. It closes by itself. The citizen reads of it in the
 * log; it waits for the data protection officer until it is reviewed.
 * @throws Problem IDUN_PERSON_UNKNOWN, IDUN_CARE_PERSON
 */
export async function openInEmergency(deps: CareDeps, scope: Scope, request: EmergencyRequest): Promise<Opened> {
  assertScope(scope, 'care.break-glass', deps.clock);
  const { account, reason } = request;
  if (scope.actor.kind !== 'person') {
    throw new Problem(
      errors.person,
      'An emergency opening is a person’s own act; the operator and programs have none.',
    );
  }
  const openedAt = deps.clock.now();
  return await deps.database.withActor(scope.actor, async (trx) => {
    const { id: person, personNo } = await resolvePerson(trx, request.person, deps.cprKeys);
    const open = await findOpen(trx, { personNo, accountId: account.id, at: openedAt });
    if (open !== undefined) return { id: open.id, person, closesAt: open.closesAt };
    const closesAt = new Date(openedAt.getTime() + emergencyLifetime);
    const by = { accountId: account.id, accountName: account.name, organisationNo: scope.organisationNo };
    const id = await insertOpening(trx, { personNo, ...by, reason, openedAt, closesAt });
    const detail = { closesAt: closesAt.toISOString() };
    const access = { action: 'care.emergency.open', object: id, detail, subjects: [person], reason };
    await recordAccess(trx, scope, access, deps.clock);
    await appendEvent(trx, { topic: 'care.emergency-opened', aggregate: `person:${personNo}`, payload: { id } });
    return { id, person, closesAt };
  });
}

/** Emergency openings for whoever reviews them, newest first. One audit entry. */
export async function listOpenings(
  deps: CareDeps,
  scope: Scope,
  request: { waiting?: boolean | undefined; limit?: number | undefined } = {},
): Promise<EmergencyOpening[]> {
  const db = readAs(deps.database.app, scope, 'care.break-glass.review', deps.clock);
  const openings = await readOpenings(db, { waiting: request.waiting, limit: request.limit ?? 200 });
  const subjects = [...new Set(openings.map(({ person }) => person))];
  await recordAccess(deps.database.app, scope, { action: 'care.emergency.list', object: 'emergencies', subjects });
  return openings;
}

/**
 * Says whether an opening was justified. Nobody reviews their own.
 * @throws Problem IDUN_CARE_OPENING_UNKNOWN, IDUN_CARE_OWN_OPENING, IDUN_CARE_REVIEWED
 */
export async function reviewOpening(
  deps: CareDeps,
  scope: Scope,
  id: string,
  review: { outcome: 'justified' | 'unjustified'; note: string },
): Promise<EmergencyOpening> {
  assertScope(scope, 'care.break-glass.review', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const [opening] = await readOpenings(trx, { id, limit: 1 });
    if (opening === undefined) throw new Problem(errors.openingUnknown, 'No emergency opening has this id.');
    if (opening.account === scope.actor.id) {
      throw new Problem(errors.ownOpening, 'Whoever opened a patient in an emergency cannot review it.');
    }
    const by = `${scope.actor.kind}:${scope.actor.id}`;
    const at = deps.clock.now();
    if (!(await closeReview(trx, id, { ...review, at, by }))) {
      throw new Problem(errors.reviewed, `It was found ${opening.outcome ?? 'reviewed'} before.`);
    }
    const detail = { outcome: review.outcome };
    const access = {
      action: 'care.emergency.review',
      object: id,
      detail,
      subjects: [opening.person],
      reason: review.note,
    };
    await recordAccess(trx, scope, access, deps.clock);
    return (await readOpenings(trx, { id, limit: 1 }))[0]!;
  });
}
