import { sql } from 'kysely';
import { z } from 'zod';
import type { Clock } from '../../platform/clock/index.ts';
import type { DatabaseHandle, Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { namesOfActors } from '../../trust/identity/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { type Body, bodiesByNo, factsOfBody, findBody, findResources, listBodies } from '../approvals/index.ts';
import {
  type CaseEvent,
  type CaseRow,
  handCase,
  moveCase,
  openCase,
  partyOf,
  passCase,
  readCase,
  readEvents,
  type Viewer,
  viewerFor,
  writeMessage,
} from '../cases/index.ts';
import { errors } from './errors.ts';
import { enquiryMachine } from './status.ts';
import { topics } from './topics.ts';

export interface EnquiryDeps {
  database: DatabaseHandle;
  clock: Clock;
}

/** What a question is about, taken along from the page it was asked on. */
export const contextSchema = z.strictObject({
  resource: z.string().regex(/^rsc_/).optional(),
  cohort: z.string().regex(/^coh_/).optional(),
  application: z.string().regex(/^apl_/).optional(),
  page: z.string().max(200).optional(),
});
export type EnquiryContext = z.output<typeof contextSchema>;

export interface NewEnquiry {
  title: string;
  topic: string;
  text: string;
  context?: EnquiryContext | undefined;
}

/**
 * Asks a question. It goes to whoever knows: the body of the collection it is about, or the coordinating centre. One audit entry.
 * @throws Problem IDUN_ENQUIRY_TOPIC
 */
export async function ask({ database, clock }: EnquiryDeps, scope: Scope, given: NewEnquiry): Promise<CaseRow> {
  const viewer = await viewerFor(database.app, scope, 'access.enquiries.use', clock);
  const acting = { actor: viewer.actor, at: clock.now() };
  return await database.withActor(scope.actor, async (trx) => {
    const to = await recipientOf(trx, given);
    const project = await projectOf(trx, viewer.organisationNo);
    const row = await openCase(trx, enquiryMachine, {
      title: given.title,
      projectNo: viewer.organisationNo,
      secretariatNo: to?.secretariatNo ?? null,
      ...{ ...acting, demo: project?.demo ?? false, quiet: to !== null },
    });
    await sql`insert into access.enquiries (case_no, topic, body, context)
      values (${row.caseNo}, ${given.topic}, ${to?.id ?? null}, ${JSON.stringify(given.context ?? {})}::jsonb)`.execute(
      trx,
    );
    await writeMessage(trx, row, { kind: 'message', text: given.text, ...acting });
    const now = to === null ? row : await passTo(trx, row, to, acting);
    await recordAccess(
      trx,
      scope,
      { action: 'access.enquiries.ask', object: row.id, detail: { topic: given.topic } },
      clock,
    );
    return now;
  });
}

async function projectOf(db: Db, no: number | null): Promise<{ demo: boolean } | undefined> {
  const { rows } = await sql<{
    demo: boolean;
  }>`select demo from trust.organisations where organisation_no = ${no}`.execute(db);
  return rows[0];
}

async function recipientOf(db: Db, { topic, context }: NewEnquiry): Promise<Body | null> {
  const known = topics.find(({ key }) => key === topic);
  if (known === undefined) {
    throw new Problem(errors.topic, 'No topic has this name.', { expected: topics.map(({ key }) => key).join(', ') });
  }
  if (known.to === 'centre') return null;
  if (known.to === 'resource') {
    if (context?.resource === undefined) return null;
    const [resource] = await findResources(db, [context.resource]);
    return (await bodiesByNo(db, [resource!.bodyNo]))[0] ?? null;
  }
  // One body of the kind knows; where there are several somebody must choose.
  const bodies = await listBodies(db, { kinds: [known.to] });
  return bodies.length === 1 ? bodies[0]! : null;
}

async function passTo(trx: Db, row: CaseRow, body: Body, acting: { actor: string; at: Date }): Promise<CaseRow> {
  const { role } = factsOfBody(body.kind);
  await passCase(trx, row.caseNo, body.organisationNo);
  await handCase(trx, row.caseNo, body.secretariatNo);
  await sql`update access.enquiries set body = ${body.id} where case_no = ${row.caseNo}`.execute(trx);
  const passed = {
    ...row,
    organisationNo: body.organisationNo,
    organisation: body.name,
    secretariatNo: body.secretariatNo,
  };
  return await moveCase(trx, enquiryMachine, passed, {
    to: 'passed-on',
    ...acting,
    bodyRole: role,
    detail: { body: body.id },
  });
}

/** Passes a question on to a body, or back to the centre. One audit entry. */
export async function passOn(
  { database, clock }: EnquiryDeps,
  scope: Scope,
  id: string,
  bodyId: string | null,
): Promise<CaseRow> {
  const viewer = await viewerFor(database.app, scope, 'access.enquiries.answer', clock);
  return await database.withActor(scope.actor, async (trx) => {
    const row = await readEnquiry(trx, viewer, id);
    const acting = { actor: viewer.actor, at: clock.now() };
    await recordAccess(trx, scope, { action: 'access.enquiries.pass-on', object: id, detail: { body: bodyId } }, clock);
    if (bodyId === null) return await moveCase(trx, enquiryMachine, row, { to: 'open', ...acting });
    return await passTo(trx, row, await findBody(trx, bodyId), acting);
  });
}

/** Answers a question. One audit entry. @throws Problem IDUN_ENQUIRY_NOT_YOURS where it waits for somebody else */
export async function answer(
  { database, clock }: EnquiryDeps,
  scope: Scope,
  id: string,
  text: string,
): Promise<CaseRow> {
  const viewer = await viewerFor(database.app, scope, 'access.enquiries.answer', clock);
  return await database.withActor(scope.actor, async (trx) => {
    const row = await readEnquiry(trx, viewer, id);
    if (viewer.part === 'body' && row.state === 'open') throw new Problem(errors.notYours, 'The centre answers it.');
    const acting = { actor: viewer.actor, at: clock.now() };
    await writeMessage(trx, row, { kind: 'message', text, ...acting });
    const moved = await moveCase(trx, enquiryMachine, row, { to: 'answered', ...acting });
    await recordAccess(trx, scope, { action: 'access.enquiries.answer', object: id }, clock);
    return moved;
  });
}

/** The researcher asks on, or is content. One audit entry. @param text absent: it is closed */
export async function goOnOrClose(
  { database, clock }: EnquiryDeps,
  scope: Scope,
  id: string,
  text: string | undefined,
): Promise<CaseRow> {
  const viewer = await viewerFor(database.app, scope, 'access.enquiries.use', clock);
  return await database.withActor(scope.actor, async (trx) => {
    const row = await readEnquiry(trx, viewer, id);
    const acting = { actor: viewer.actor, at: clock.now() };
    if (text !== undefined) await writeMessage(trx, row, { kind: 'message', text, ...acting });
    // Whoever asks on while nobody has answered only adds to the question.
    const to = text === undefined ? 'closed' : 'open';
    const moved =
      text !== undefined && row.state !== 'answered'
        ? row
        : await moveCase(trx, enquiryMachine, row, { to, ...acting });
    await recordAccess(trx, scope, { action: 'access.enquiries.follow', object: id, detail: { to } }, clock);
    return moved;
  });
}

/** A question that became an application. */
export async function closeWith(trx: Db, viewer: Viewer, id: string, application: string, at: Date): Promise<void> {
  const row = await readEnquiry(trx, viewer, id);
  await sql`update access.enquiries set application = ${application} where case_no = ${row.caseNo}`.execute(trx);
  if (row.state !== 'open' && row.state !== 'answered') return;
  await moveCase(trx, enquiryMachine, row, { to: 'closed', actor: viewer.actor, at, detail: { application } });
}

/** An enquiry as its reader sees it. */
export interface EnquiryDetail {
  id: string;
  title: string;
  state: string;
  topic: string;
  body: string | null;
  organisation: string | null;
  project: string | null;
  context: EnquiryContext;
  application: string | null;
  dueAt: Date | null;
  openedAt: Date;
  events: (CaseEvent & { name: string | null })[];
  party: string | null;
}

/** One enquiry with its messages. One audit entry. */
export async function showEnquiry({ database, clock }: EnquiryDeps, scope: Scope, id: string): Promise<EnquiryDetail> {
  const act = scope.role === 'researcher' ? 'access.enquiries.use' : 'access.enquiries.answer';
  const viewer = await viewerFor(database.app, scope, act, clock);
  const row = await readEnquiry(database.app, viewer, id);
  await recordAccess(database.app, scope, { action: 'access.enquiries.show', object: id }, clock);
  const { rows } = await sql<
    Pick<EnquiryDetail, 'topic' | 'body' | 'context' | 'application'>
  >`select topic, body, context, application
    from access.enquiries where case_no = ${row.caseNo}`.execute(database.app);
  const events = await readEvents(database.app, row.caseNo, { notes: viewer.part !== 'applicant' });
  const names = await namesOfActors(
    database.app,
    events.map(({ actor }) => actor),
  );
  const { title, state, organisation, project, dueAt, openedAt } = row;
  return {
    ...{ id, title, state, organisation, project, dueAt, openedAt, ...rows[0]!, party: partyOf(viewer) },
    events: events.map((event) => ({ ...event, name: names.get(event.actor) ?? null })),
  };
}

async function readEnquiry(db: Db, viewer: Viewer, id: string): Promise<CaseRow> {
  return await readCase(db, viewer, id.startsWith('enq_') ? id : 'enq_');
}
