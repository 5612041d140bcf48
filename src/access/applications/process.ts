import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import {
  type Approval,
  type Asked,
  approvalsOf,
  askBody,
  type Body,
  dropOpenParts,
  type Stage,
} from '../approvals/index.ts';
import {
  type CaseRow,
  moveCase,
  notify,
  partyOf,
  turnOf,
  viewerFor,
  writeMessage,
  wrongState,
} from '../cases/index.ts';
import { draftAgreement } from './agreement.ts';
import type { ApplicationDeps } from './deps.ts';
import { readApplicationCase } from './draft.ts';
import { noteDrift } from './drift.ts';
import { errors } from './errors.ts';
import { askedOf, matchResources } from './matches.ts';
import { bodiesFor } from './needed-bodies.ts';
import { type ApplicationState, applicationMachine, stages } from './status.ts';
import { readApplication, writeAgreement } from './store.ts';

interface Acting {
  actor: string;
  at: Date;
}

/** Sends an application back with what is missing; its applicant is told. One audit entry. */
export async function returnApplication(
  deps: ApplicationDeps,
  scope: Scope,
  id: string,
  text: string,
): Promise<CaseRow> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.applications.process', clock);
  return await database.withActor(scope.actor, async (trx) => {
    const row = await readApplicationCase(trx, viewer, id);
    const acting = { actor: viewer.actor, at: clock.now() };
    await writeMessage(trx, row, { kind: 'message', text, ...acting });
    const moved = await moveCase(trx, applicationMachine, row, {
      to: 'returned',
      ...acting,
      detail: { missing: text },
    });
    await recordAccess(trx, scope, { action: 'access.applications.return', object: id }, clock);
    return moved;
  });
}

/** Finds an application complete: the first bodies are asked. One audit entry. @throws Problem IDUN_APPLICATION_NO_BODY */
export async function acceptComplete(deps: ApplicationDeps, scope: Scope, id: string): Promise<CaseRow> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.applications.process', clock);
  const moved = await database.withActor(scope.actor, async (trx) => {
    const row = await readApplicationCase(trx, viewer, id);
    if (row.state !== 'submitted') throw wrongState(row, 'ethics');
    const next = await goOn(trx, row, { actor: viewer.actor, at: clock.now() });
    await recordAccess(
      trx,
      scope,
      { action: 'access.applications.accept', object: id, detail: { to: next.state } },
      clock,
    );
    return next;
  });
  await noteDrift(deps, id);
  return moved;
}

/** Moves an application to the next stage at which somebody is asked, or to its agreement. */
async function goOn(trx: Db, row: CaseRow, acting: Acting): Promise<CaseRow> {
  const stored = await readApplication(trx, row.caseNo);
  const matches = await matchResources(trx, row, stored);
  const asked = {
    kind: stored.kind,
    answers: stored.answers,
    resources: matches.map(({ resource }) => resource),
    demo: row.demo,
  };
  const from = (stages as readonly string[]).indexOf(row.state) + 1;
  for (const stage of stages.slice(from)) {
    const bodies = await bodiesFor(trx, stage, asked);
    if (bodies.length === 0) continue;
    const moved = await moveCase(trx, applicationMachine, row, { to: stage, ...acting });
    const parts: [Body, Asked][] = bodies.map((body) => [body, askedOf(body, row, stored, matches)]);
    for (const [body, part] of parts) await askBody(trx, moved, body, { asked: part, ...acting });
    return moved;
  }
  const approvals = await approvalsOf(trx, row.caseNo);
  await writeAgreement(trx, row.caseNo, await draftAgreement(trx, stored, approvals));
  return await moveCase(trx, applicationMachine, row, { to: 'agreement', ...acting });
}

/** What follows from the parts that were said at the stage an application is in; undefined: somebody has not answered. */
export function outcomeOf(stage: Stage, approvals: readonly Approval[]): 'go-on' | 'refused' | undefined {
  const parts = approvals.filter((one) => one.stage === stage && one.state !== 'dropped');
  const said = (state: Approval['state']) => parts.filter((one) => one.state === state).length;
  const no = said('refused') + said('revoked');
  // One committee's or authority's no ends it. A custodian's no is only about what is theirs.
  if (stage !== 'custodians' && no > 0) return 'refused';
  if (said('given') + no < parts.length) return undefined;
  return said('given') > 0 ? 'go-on' : 'refused';
}

/** Moves an application along after a body has said its part, where that decides its stage. */
export async function followParts(trx: Db, row: CaseRow, acting: Acting): Promise<CaseRow> {
  const stage = stages.find((one) => one === row.state);
  if (stage === undefined) return row;
  const outcome = outcomeOf(stage, await approvalsOf(trx, row.caseNo));
  if (outcome === undefined) return row;
  if (outcome === 'go-on') return await goOn(trx, row, acting);
  return await refuse(trx, row, acting);
}

async function refuse(trx: Db, row: CaseRow, acting: Acting): Promise<CaseRow> {
  const moved = await moveCase(trx, applicationMachine, row, { to: 'refused', ...acting });
  await dropOpenParts(trx, row.caseNo, acting.actor, acting.at);
  await notify(trx, row.caseNo, turnOf({ ...row, waitsFor: 'applicant' }), 'decided', acting.at);
  return moved;
}

const lapseAfter = 180 * 86_400_000;
const lapsing: readonly ApplicationState[] = ['returned', 'agreement'];

/** Ends what its applicant has let lie for half a year. */
export async function lapseIfOld(trx: Db, row: CaseRow, acting: Acting): Promise<boolean> {
  if (!lapsing.includes(row.state as ApplicationState)) return false;
  if (acting.at.getTime() - row.enteredAt.getTime() < lapseAfter) return false;
  await moveCase(trx, applicationMachine, row, { to: 'lapsed', ...acting });
  return true;
}

/** A message to those of a case, or a note among those who handle it. One audit entry. */
export async function writeToCase(
  deps: ApplicationDeps,
  scope: Scope,
  id: string,
  given: { text: string; note: boolean },
): Promise<void> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.applications.read', clock);
  const party = partyOf(viewer);
  await database.withActor(scope.actor, async (trx) => {
    const row = await readApplicationCase(trx, viewer, id);
    if (party === null || (given.note && party === 'applicant')) {
      throw new Problem(errors.notApplicant, 'Notes are written by those who handle the application.');
    }
    const at = clock.now();
    await writeMessage(trx, row, { kind: given.note ? 'note' : 'message', text: given.text, actor: viewer.actor, at });
    const to =
      party === 'applicant'
        ? ({ ...row, waitsFor: 'coordinator' } as const)
        : ({ ...row, waitsFor: 'applicant' } as const);
    if (!given.note) await notify(trx, row.caseNo, turnOf(to), 'message', at);
    await recordAccess(
      trx,
      scope,
      { action: 'access.applications.write', object: id, detail: { note: given.note } },
      clock,
    );
  });
}
