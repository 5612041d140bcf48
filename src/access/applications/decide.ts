import type { Db } from '../../platform/database/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import {
  approvalMachine,
  approvalOf,
  type Decision,
  requireOwnPart,
  requireStated,
  writeDecision,
} from '../approvals/index.ts';
import {
  type CaseRow,
  moveCase,
  notify,
  readCase,
  readCaseById,
  turnOf,
  type Viewer,
  viewerFor,
  writeMessage,
} from '../cases/index.ts';
import type { ApplicationDeps } from './deps.ts';
import { noteDrift } from './drift.ts';
import { followParts } from './process.ts';

/** The part of the asker's body. @throws Problem IDUN_CASE_NOT_FOUND, IDUN_DECISION_NOT_YOURS */
async function ownPart(trx: Db, scope: Scope, viewer: Viewer, id: string) {
  const row = await readCase(trx, viewer, id.startsWith('apv_') ? id : 'apv_');
  const approval = await approvalOf(trx, row);
  requireOwnPart(approval, { organisationNo: scope.organisationNo, operator: scope.actor.kind === 'operator' });
  return { row, approval };
}

/**
 * A body says yes or no to its part; the application goes on when its stage is decided. One audit entry.
 * @throws Problem IDUN_DECISION_INCOMPLETE, IDUN_DECISION_NOT_YOURS, IDUN_CASE_STATE
 */
export async function decidePart(
  deps: ApplicationDeps,
  scope: Scope,
  id: string,
  given: { to: 'given' | 'refused'; decision: Decision },
): Promise<CaseRow> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.approvals.decide', clock);
  const application = await database.withActor(scope.actor, async (trx) => {
    const { row, approval } = await ownPart(trx, scope, viewer, id);
    if (given.to === 'given') requireStated(approval, given.decision);
    const acting = { actor: viewer.actor, at: clock.now() };
    await writeDecision(trx, row, { ...given, ...acting });
    const whole = await readCaseById(trx, row.partOf!);
    await notify(trx, whole.caseNo, turnOf({ ...whole, waitsFor: 'applicant' }), 'decided', acting.at);
    const detail = { application: whole.id, body: approval.body, said: given.to };
    await recordAccess(trx, scope, { action: 'access.approvals.decide', object: id, detail }, clock);
    return await followParts(trx, whole, acting);
  });
  await noteDrift(deps, application.id);
  return application;
}

/** A body asks the applicant before it decides, or the applicant answers; the deadline begins again. One audit entry. */
export async function askApplicant(deps: ApplicationDeps, scope: Scope, id: string, text: string): Promise<CaseRow> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.approvals.decide', clock);
  return await database.withActor(scope.actor, async (trx) => {
    const { row } = await ownPart(trx, scope, viewer, id);
    const acting = { actor: viewer.actor, at: clock.now() };
    await writeMessage(trx, row, { kind: 'message', text, ...acting });
    const moved = await moveCase(trx, approvalMachine, row, { to: 'question', ...acting });
    await recordAccess(trx, scope, { action: 'access.approvals.ask', object: id }, clock);
    return moved;
  });
}

/** The applicant answers a body's question. One audit entry. */
export async function answerBody(deps: ApplicationDeps, scope: Scope, id: string, text: string): Promise<CaseRow> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.applications.write', clock);
  return await database.withActor(scope.actor, async (trx) => {
    const row = await readCase(trx, viewer, id.startsWith('apv_') ? id : 'apv_');
    const acting = { actor: viewer.actor, at: clock.now() };
    await writeMessage(trx, row, { kind: 'message', text, ...acting });
    const moved = await moveCase(trx, approvalMachine, row, { to: 'asked', ...acting });
    await recordAccess(trx, scope, { action: 'access.approvals.answer', object: id }, clock);
    return moved;
  });
}
