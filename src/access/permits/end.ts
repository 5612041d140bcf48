import type { Db } from '../../platform/database/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { mintSystemScope, type Scope } from '../../trust/scope/index.ts';
import { applicationMachine, lapseIfOld, noteMissedDrifts } from '../applications/index.ts';
import { approvalMachine, approvalOf, dropOpenParts, requireOwnPart } from '../approvals/index.ts';
import {
  type CaseRow,
  casesInState,
  moveCase,
  notify,
  readCase,
  readCaseById,
  remindDue,
  turnOf,
  viewerFor,
} from '../cases/index.ts';
import type { PermitDeps } from './deps.ts';
import { closeGrants, openGrants } from './grants.ts';
import { type PermitState, permitMachine } from './status.ts';
import { findEnding, findOver, permitsOn, readPermit } from './store.ts';

interface Acting {
  actor: string;
  at: Date;
}

/** Moves a permit and with it what it opens; whoever reads under it is refused from the next request on. */
async function change(
  trx: Db,
  row: CaseRow,
  to: PermitState,
  acting: Acting,
  detail: Record<string, unknown>,
): Promise<CaseRow> {
  const moved = await moveCase(trx, permitMachine, row, { to, ...acting, detail });
  await closeGrants(trx, row.id, acting);
  if (to === 'active') {
    const permit = await readPermit(trx, moved);
    const from = acting.at > permit.from ? acting.at : permit.from;
    if (permit.until > from) await openGrants(trx, { ...permit, from }, acting.actor);
  }
  if (to !== 'active') await notify(trx, row.caseNo, turnOf({ ...row, waitsFor: 'applicant' }), 'ended', acting.at);
  return moved;
}

/**
 * Suspends a permit, lets it hold again, or takes it back. One audit entry.
 * @throws Problem IDUN_CASE_STATE
 */
export async function changePermit(
  deps: PermitDeps,
  scope: Scope,
  id: string,
  given: { to: 'suspended' | 'active' | 'revoked'; reason: string },
): Promise<CaseRow> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.permits.manage', clock);
  return await database.withActor(scope.actor, async (trx) => {
    const row = await readCase(trx, viewer, id.startsWith('pmt_') ? id : 'pmt_');
    const moved = await change(trx, row, given.to, { actor: viewer.actor, at: clock.now() }, { reason: given.reason });
    const access = { action: 'access.permits.change', object: id, detail: { to: given.to }, reason: given.reason };
    await recordAccess(trx, scope, access, clock);
    return moved;
  });
}

/** The project ends its own permit before its last day. One audit entry. */
export async function endPermit(deps: PermitDeps, scope: Scope, id: string, reason: string): Promise<CaseRow> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.applications.write', clock);
  return await database.withActor(scope.actor, async (trx) => {
    const row = await readCase(trx, viewer, id.startsWith('pmt_') ? id : 'pmt_');
    const moved = await change(trx, row, 'ended', { actor: viewer.actor, at: clock.now() }, { reason });
    await recordAccess(trx, scope, { action: 'access.permits.end', object: id, reason }, clock);
    return moved;
  });
}

/**
 * A body takes its yes back: the permits that rest on it are revoked at once; an application that has none yet is refused.
 * One audit entry.
 */
export async function revokePart(
  deps: PermitDeps,
  scope: Scope,
  id: string,
  reason: string,
): Promise<{ revoked: string[] }> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.approvals.decide', clock);
  return await database.withActor(scope.actor, async (trx) => {
    const row = await readCase(trx, viewer, id.startsWith('apv_') ? id : 'apv_');
    const approval = await approvalOf(trx, row);
    requireOwnPart(approval, { organisationNo: scope.organisationNo, operator: scope.actor.kind === 'operator' });
    const acting = { actor: viewer.actor, at: clock.now() };
    await moveCase(trx, approvalMachine, row, { to: 'revoked', ...acting, detail: { reason } });
    const application = await readCaseById(trx, row.partOf!);
    const revoked: string[] = [];
    for (const on of await permitsOn(trx, application.id)) {
      const permit = await readCaseById(trx, on);
      if (permit.state !== 'active' && permit.state !== 'suspended') continue;
      await change(trx, permit, 'revoked', acting, { reason, part: id, body: approval.bodyName });
      revoked.push(permit.id);
    }
    await refuseOpen(trx, application, acting);
    await recordAccess(
      trx,
      scope,
      { action: 'access.approvals.revoke', object: id, detail: { revoked }, reason },
      clock,
    );
    return { revoked };
  });
}

async function refuseOpen(trx: Db, application: CaseRow, acting: Acting): Promise<void> {
  const open = applicationMachine.transitions.some(({ from, to }) => from === application.state && to === 'refused');
  if (!open) return;
  await moveCase(trx, applicationMachine, application, { to: 'refused', ...acting });
  await dropOpenParts(trx, application.caseNo, acting.actor, acting.at);
}

const soon = 60 * 86_400_000;

export interface Upkeep {
  expired: number;
  endingSoon: number;
  lapsed: number;
  reminded: number;
  drifts: number;
}

/**
 * What the calendar asks of cases: permits expire, projects are told in time, what was let lie lapses, whoever is due is
 * reminded. Access itself ends by its date without this.
 */
export async function keepCases(deps: PermitDeps): Promise<Upkeep> {
  const { database, clock } = deps;
  const at = clock.now();
  const scope = await mintSystemScope(database.app, 'access.upkeep', { clock });
  const acting = { actor: 'system:access.upkeep', at };
  const done = await database.withActor(scope.actor, async (trx) => {
    const over = await findOver(trx, at);
    for (const id of over) {
      await change(trx, await readCaseById(trx, id), 'expired', acting, {});
      await recordAccess(trx, scope, { action: 'access.permits.expire', object: id }, clock);
    }
    const ending = await findEnding(trx, new Date(at.getTime() + soon));
    for (const id of ending) {
      const row = await readCaseById(trx, id);
      await notify(trx, row.caseNo, turnOf({ ...row, waitsFor: 'applicant' }), 'ends-soon', at);
    }
    let lapsed = 0;
    for (const row of await casesInState(trx, 'application', ['returned', 'agreement'])) {
      if (await lapseIfOld(trx, row, acting)) lapsed++;
    }
    return { expired: over.length, endingSoon: ending.length, lapsed, reminded: await remindDue(trx, at) };
  });
  return { ...done, drifts: await noteMissedDrifts(deps) };
}
