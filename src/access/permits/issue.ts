import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import {
  type Agreement,
  applicationMachine,
  countersign,
  noteDrift,
  personSchema,
  readApplication,
  readApplicationCase,
  type StoredApplication,
} from '../applications/index.ts';
import { findResources, type Resource } from '../approvals/index.ts';
import { type CaseRow, moveCase, notify, openCase, readCaseById, turnOf, viewerFor } from '../cases/index.ts';
import type { PermitDeps } from './deps.ts';
import { errors } from './errors.ts';
import { closeGrants, openGrants } from './grants.ts';
import type { PermitContent, PermitDetail } from './model.ts';
import { limitOf } from './people.ts';
import { permitMachine } from './status.ts';
import { insertVersion, readPermit } from './store.ts';

/** Purposes no permit is given for (EHDS art. 54) or that are not research; data, so that a jurist can read them. */
export const purposesRefused: readonly string[] = ['insurance', 'advertising', 'employment', 'credit'];

const publishMonths = 18;

function addMonths(date: Date, months: number): Date {
  const moved = new Date(date);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  return moved;
}

export interface IssueRequest {
  /** Hash of the agreement that was read. */
  hash: string;
  /** Reference of the contract with a company. */
  contract?: string | undefined;
  from?: Date | undefined;
}

/**
 * Signs for the centre and issues the permit, or the next version of the one the application is about: from its first instant
 * the project's people reach its data sets, or the people of them it names, and not one longer than its last. One audit entry.
 * @throws Problem IDUN_AGREEMENT_NOT_SIGNED, IDUN_CASE_STATE, IDUN_PERMIT_PERIOD
 */
export async function issuePermit(
  deps: PermitDeps,
  scope: Scope,
  applicationId: string,
  given: IssueRequest,
): Promise<PermitDetail> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.permits.manage', clock);
  const permit = await database.withActor(scope.actor, async (trx) => {
    const row = await readApplicationCase(trx, viewer, applicationId);
    const acting = { actor: viewer.actor, at: clock.now() };
    const agreement = await countersign(trx, row, { ...given, ...acting });
    const stored = await readApplication(trx, row.caseNo);
    const { from, until } = periodOf(agreement, given.from ?? acting.at);
    const resources = await findResources(trx, agreement.resources);
    const content = contentOf(stored, agreement, resources, { contract: given.contract ?? null, until });
    const permitCase = await caseOfPermit(trx, row, stored, acting);
    const limitNo = await limitOf(deps, trx, content);
    const version = { content, from, until, application: row.id, limitNo, by: viewer.actor, at: acting.at };
    await closeGrants(trx, permitCase.id, acting);
    const number = await insertVersion(trx, permitCase.caseNo, version);
    const detail = await readPermit(trx, permitCase);
    await openGrants(trx, detail, viewer.actor);
    await moveCase(trx, applicationMachine, row, { to: 'permitted', ...acting, detail: { permit: permitCase.id } });
    await notify(trx, permitCase.caseNo, turnOf({ ...row, waitsFor: 'applicant' }), 'decided', acting.at);
    const told = { application: row.id, version: number, until: until.toISOString(), agreement: agreement.hash };
    await recordAccess(trx, scope, { action: 'access.permits.issue', object: permitCase.id, detail: told }, clock);
    return detail;
  });
  await noteDrift(deps, applicationId);
  return permit;
}

// An amendment or renewal is a new version of its permit; everything else begins one.
async function caseOfPermit(
  trx: Db,
  row: CaseRow,
  { permit }: StoredApplication,
  acting: { actor: string; at: Date },
): Promise<CaseRow> {
  if (permit !== null) {
    const known = await readCaseById(trx, permit);
    if (known.state !== 'active') {
      throw new Problem(errors.notActive, `The permit that would change is ${known.state}.`, { action: 'Apply anew.' });
    }
    return known;
  }
  const { title, projectNo, secretariatNo, demo, caseNo } = row;
  return await openCase(trx, permitMachine, { title, projectNo, secretariatNo, demo, partOfNo: caseNo, ...acting });
}

function periodOf({ months, validUntil }: Agreement, from: Date): { from: Date; until: Date } {
  const planned = addMonths(from, months);
  const limit = validUntil === null ? planned : new Date(`${validUntil}T23:59:59Z`);
  const until = limit < planned ? limit : planned;
  if (until > from) return { from, until };
  throw new Problem(errors.period, 'A body’s yes ends before the permit would begin.', {
    action: 'Ask that body again.',
  });
}

function contentOf(
  { answers, frozen, question }: StoredApplication,
  agreement: Agreement,
  resources: readonly Resource[],
  { contract, until }: { contract: string | null; until: Date },
): PermitContent {
  const text = (key: string): string => (typeof answers[key] === 'string' ? (answers[key] as string) : '');
  const purposes = Array.isArray(answers['purposes']) ? answers['purposes'].map(String) : [];
  const refused = purposes.find((one) => purposesRefused.includes(one));
  if (refused !== undefined) throw new Problem(errors.purpose, `No permit is given for ${refused}.`);
  const bodyOf = new Map(resources.map((one) => [one.id, one.bodyNo]));
  const kinds = Array.isArray(answers['dataKinds']) ? answers['dataKinds'] : [];
  return {
    purposes,
    publicSummary: text('publicSummary'),
    publicStatement: text('publicStatement') || null,
    controller: text('controller'),
    people: Array.isArray(answers['people']) ? answers['people'].map((one) => personSchema.parse(one)) : [],
    data: resources.map(({ id, kind, ref, name, bodyName }) => ({ id, kind, ref, name, body: bodyName })),
    specimens: agreement.specimens.map((line) => ({ ...line, bodyNo: bodyOf.get(line.resource)! })),
    cohort: frozen,
    question,
    genetic: kinds.includes('genomes') || !['', 'none'].includes(text('genomeMapping')),
    ...{ environment: agreement.environment, conditions: agreement.conditions, references: agreement.references },
    ...{ fees: agreement.fees, payer: agreement.payer, contract, agreement: agreement.hash },
    publishBy: addMonths(until, publishMonths).toISOString().slice(0, 10),
  };
}
