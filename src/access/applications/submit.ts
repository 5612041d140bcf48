import { createHash } from 'node:crypto';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { canonicalJson, recordAccess } from '../../trust/audit/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { dropOpenParts } from '../approvals/index.ts';
import { type CaseRow, handCase, moveCase, viewerFor } from '../cases/index.ts';
import { checkAnswers, type Finding } from './check-form.ts';
import type { ApplicationDeps } from './deps.ts';
import { readApplicationCase, readWritable } from './draft.ts';
import { noteDrift } from './drift.ts';
import { errors } from './errors.ts';
import { requireForm } from './forms.ts';
import { matchResources, type ResourceMatch, secretariatOf } from './matches.ts';
import type { StoredApplication } from './model.ts';
import { applicationMachine } from './status.ts';
import { insertSubmission } from './store.ts';

/** SHA-256 of what is handed in: answers, what is applied for, the frozen cohort and question, and the form's version. */
export function hashSubmission({ formCode, formVersion, answers, request, frozen, question }: StoredApplication) {
  return createHash('sha256')
    .update(canonicalJson({ formCode, formVersion, answers, request, frozen, question }))
    .digest('hex');
}

/** What is missing before it can be handed in: of the form, and of what is applied for. */
export async function findMissing(db: Db, row: CaseRow, stored: StoredApplication): Promise<Finding[]> {
  const form = await requireForm(db, stored.formCode, stored.formVersion);
  const missing = checkAnswers(form.definition, stored.answers);
  const part = (field: string): Finding => ({ field, section: 'request', what: 'missing' });
  const { resources, specimens } = stored.request;
  const kinds = stored.answers['dataKinds'];
  const wantsSpecimens = Array.isArray(kinds) && kinds.includes('specimens');
  if (resources.length === 0) missing.push(part('resources'));
  if (wantsSpecimens && specimens.length === 0) missing.push(part('specimens'));
  if (specimens.some(({ resource }) => !resources.includes(resource))) missing.push(part('specimens.resource'));
  if (stored.frozen === null && stored.question === null && stored.request.persons === undefined)
    missing.push(part('cohort'));
  requireOneWorld(row, stored, await matchResources(db, row, stored));
  return missing;
}

// The demo nation's data are applied for by its projects only, and nobody mixes the two.
function requireOneWorld(
  row: CaseRow,
  { frozen, question }: StoredApplication,
  matches: readonly ResourceMatch[],
): void {
  const worlds = [
    ...matches.map(({ resource }) => resource.demo),
    ...(frozen === null ? [] : [frozen.definition.data === 'synthetic']),
    ...(question === null ? [] : [question.query.data !== 'real']),
  ];
  if (worlds.every((demo) => demo === row.demo)) return;
  throw new Problem(errors.world, 'What is applied for is partly made up and partly real.', {
    action: row.demo
      ? 'A project of the demo nation applies for made-up data.'
      : 'Take out what is of the demo nation.',
  });
}

/**
 * Hands an application in: complete by the form, kept word for word with its hash. One audit entry.
 * @throws Problem IDUN_APPLICATION_INCOMPLETE naming every field, IDUN_APPLICATION_NOT_WRITABLE, IDUN_APPLICATION_MIXED
 */
export async function submitApplication(deps: ApplicationDeps, scope: Scope, id: string): Promise<CaseRow> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.applications.write', clock);
  const row = await database.withActor(scope.actor, async (trx) => {
    const { row, stored } = await readWritable(trx, viewer, id);
    const missing = await findMissing(trx, row, stored);
    if (missing.length > 0) {
      throw new Problem(errors.incomplete, `${missing.length} things are missing or do not fit.`, {
        action: 'Answer them and hand it in again.',
        findings: missing,
      });
    }
    const hash = hashSubmission(stored);
    const at = clock.now();
    await insertSubmission(trx, stored, { hash, by: viewer.actor, at });
    const secretariatNo = await secretariatOf(trx, await matchResources(trx, row, stored));
    await handCase(trx, row.caseNo, secretariatNo);
    const handed = { ...row, secretariatNo };
    const moved = await moveCase(trx, applicationMachine, handed, {
      to: 'submitted',
      actor: viewer.actor,
      at,
      detail: { hash },
    });
    await recordAccess(trx, scope, { action: 'access.applications.submit', object: id, detail: { hash } }, clock);
    return moved;
  });
  await noteDrift(deps, id);
  return row;
}

/** Takes an application back; the parts that bodies have not said yet are dropped. One audit entry. */
export async function withdrawApplication(
  deps: ApplicationDeps,
  scope: Scope,
  id: string,
  reason: string,
): Promise<CaseRow> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.applications.write', clock);
  return await database.withActor(scope.actor, async (trx) => {
    const row = await readApplicationCase(trx, viewer, id);
    const at = clock.now();
    const moved = await moveCase(trx, applicationMachine, row, {
      to: 'withdrawn',
      actor: viewer.actor,
      at,
      detail: { reason },
    });
    await dropOpenParts(trx, row.caseNo, viewer.actor, at);
    await recordAccess(trx, scope, { action: 'access.applications.withdraw', object: id, reason }, clock);
    return moved;
  });
}
