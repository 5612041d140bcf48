import { protectCount } from '../../register/cohorts/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import type { DisclosureRule, Scope } from '../../trust/scope/index.ts';
import { type Answers, readApplication, type ShownQuestion, showQuestion } from '../applications/index.ts';
import { type CaseEvent, readCase, readCaseById, readEvents, viewerFor } from '../cases/index.ts';
import type { PermitDeps } from './deps.ts';
import type { PermitContent, PermitDetail } from './model.ts';
import { readPermit } from './store.ts';

/** A permit as its reader may see it: the number of people is under their rule. */
export type ShownPermit = Omit<PermitDetail, 'content' | 'projectNo' | 'limitNo'> & {
  content: Omit<PermitContent, 'cohort' | 'question'> & {
    question: ShownQuestion | null;
    cohort:
      | (Omit<NonNullable<PermitContent['cohort']>, 'persons'> & { persons: number | null; protected?: string })
      | null;
  };
  /** What it opens is limited to the people it names. */
  limited: boolean;
  events: CaseEvent[];
};

/** One permit. One audit entry. @throws Problem IDUN_CASE_NOT_FOUND */
export async function showPermit(deps: PermitDeps, scope: Scope, id: string): Promise<ShownPermit> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.permits.read', clock);
  const row = await readCase(database.app, viewer, id.startsWith('pmt_') ? id : 'pmt_');
  await recordAccess(database.app, scope, { action: 'access.permits.show', object: id }, clock);
  const { projectNo: _, limitNo, ...permit } = protect(await readPermit(database.app, row), scope.disclosure);
  return {
    ...permit,
    limited: limitNo !== null,
    events: await readEvents(database.app, row.caseNo, { notes: viewer.part !== 'applicant' }),
  };
}

function protect(
  permit: PermitDetail,
  rule: DisclosureRule,
): Omit<ShownPermit, 'events' | 'limited'> & Pick<PermitDetail, 'projectNo' | 'limitNo'> {
  const { cohort, question } = permit.content;
  return {
    ...permit,
    content: {
      ...permit.content,
      cohort: cohort && { ...cohort, ...protectCount(cohort.persons, rule) },
      question: question && showQuestion(question, rule),
    },
  };
}

/** The answers and what is asked for of the application a permit rests on now, to begin an amendment or a renewal with. */
export async function basisOfChange(deps: PermitDeps, scope: Scope, id: string) {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.applications.write', clock);
  const row = await readCase(database.app, viewer, id.startsWith('pmt_') ? id : 'pmt_');
  const permit = await readPermit(database.app, row);
  const application = await readCaseById(database.app, permit.application);
  const { answers, request, formCode } = await readApplication(database.app, application.caseNo);
  return {
    permit: row.id,
    title: row.title,
    answers: answers as Answers,
    request,
    form: formCode,
    frozen: permit.content.cohort,
    frozenQuestion: permit.content.question,
  };
}
