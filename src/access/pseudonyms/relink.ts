import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { namesOfActors } from '../../trust/identity/index.ts';
import { findByNumbers } from '../../trust/people/index.ts';
import { mintSystemScope, type Scope } from '../../trust/scope/index.ts';
import {
  type CaseRow,
  moveCase,
  openCase,
  readCase,
  readCaseById,
  viewerFor,
  visibleTo,
  wrongState,
} from '../cases/index.ts';
import { type PermitDeps, peopleOf, readPermit } from '../permits/index.ts';
import { errors } from './errors.ts';
import { pseudonymsFor } from './pseudonyms.ts';
import { relinkingMachine } from './status.ts';

export interface RelinkRequest {
  /** `pmt_…` of the project whose pseudonym it is. */
  permit: string;
  pseudonym: string;
  reason: string;
}

/**
 * Asks who is behind a pseudonym, for example to tell somebody of a finding that can be acted on. Nothing is looked up yet. One
 * audit entry.
 */
export async function askRelinking(deps: PermitDeps, scope: Scope, given: RelinkRequest): Promise<string> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.relinking.ask', clock);
  return await database.withActor(scope.actor, async (trx) => {
    const permit = await readCase(trx, viewer, given.permit.startsWith('pmt_') ? given.permit : 'pmt_');
    const row = await openCase(trx, relinkingMachine, {
      title: permit.title,
      partOfNo: permit.caseNo,
      projectNo: permit.projectNo,
      organisationNo: viewer.organisationNo,
      secretariatNo: permit.secretariatNo,
      actor: viewer.actor,
      at: clock.now(),
      demo: permit.demo,
    });
    await sql`insert into access.relinkings (case_no, pseudonym, permit, reason, asked_by)
      values (${row.caseNo}, ${given.pseudonym}, ${permit.id}, ${given.reason}, ${viewer.actor})`.execute(trx);
    const access = {
      action: 'access.relinking.ask',
      object: row.id,
      detail: { permit: permit.id },
      reason: given.reason,
    };
    await recordAccess(trx, scope, access, clock);
    return row.id;
  });
}

interface Stored {
  pseudonym: string;
  permit: string;
  reason: string;
  askedBy: string;
  agreedBy: string | null;
}

async function readRelinking(db: Db, caseNo: number): Promise<Stored> {
  const { rows } = await sql<Stored>`select pseudonym, permit, reason, asked_by as "askedBy", agreed_by as "agreedBy"
    from access.relinkings where case_no = ${caseNo}`.execute(db);
  return rows[0]!;
}

/**
 * A second person agrees or refuses. One audit entry.
 * @throws Problem IDUN_RELINKING_SAME_EYES where it is the one who asked
 */
export async function decideRelinking(
  deps: PermitDeps,
  scope: Scope,
  id: string,
  given: { agree: boolean; reason: string },
): Promise<CaseRow> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.relinking.agree', clock);
  return await database.withActor(scope.actor, async (trx) => {
    const row = await readRelinkingCase(trx, id);
    const { askedBy } = await readRelinking(trx, row.caseNo);
    if (askedBy === viewer.actor) {
      throw new Problem(errors.sameEyes, 'Whoever asked cannot agree.', { action: 'Ask the data protection officer.' });
    }
    const acting = { actor: viewer.actor, at: clock.now() };
    if (given.agree) {
      await sql`update access.relinkings set agreed_by = ${viewer.actor}, agreed_reason = ${given.reason}
        where case_no = ${row.caseNo}`.execute(trx);
    }
    const moved = await moveCase(trx, relinkingMachine, row, { to: given.agree ? 'agreed' : 'refused', ...acting });
    const access = {
      action: 'access.relinking.decide',
      object: id,
      detail: { agreed: given.agree },
      reason: given.reason,
    };
    await recordAccess(trx, scope, access, clock);
    return moved;
  });
}

async function readRelinkingCase(db: Db, id: string): Promise<CaseRow> {
  return await readCaseById(db, id.startsWith('rlk_') ? id : 'rlk_');
}

/**
 * Opens an agreed relinking, once, by whoever asked: the person's id. It is looked up among the people of the permit's cohort, and
 * the entry in the log names them, so that they can see it. One audit entry.
 * @throws Problem IDUN_RELINKING_NOT_ASKER, IDUN_RELINKING_LAPSED, IDUN_PSEUDONYM_UNKNOWN, IDUN_CASE_STATE
 */
export async function openRelinking(deps: PermitDeps, scope: Scope, id: string): Promise<{ person: string }> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.relinking.ask', clock);
  const system = await mintSystemScope(database.app, 'access.relinking', { clock });
  return await database.withActor(system.actor, async (trx) => {
    const row = await readRelinkingCase(trx, id);
    const asked = await readRelinking(trx, row.caseNo);
    if (asked.askedBy !== viewer.actor) throw new Problem(errors.notAsker, 'Somebody else asked.');
    const at = clock.now();
    if (row.state !== 'agreed') throw wrongState(row, 'opened');
    if (row.dueAt !== null && row.dueAt < at) {
      throw new Problem(errors.lapsed, 'It could be opened for two days.', { action: 'Ask again.' });
    }
    const person = await findPerson(trx, deps, { ...asked, projectNo: row.projectNo! });
    await moveCase(trx, relinkingMachine, row, { to: 'opened', actor: viewer.actor, at });
    await sql`update access.relinkings set opened_at = ${at} where case_no = ${row.caseNo}`.execute(trx);
    const detail = { permit: asked.permit, agreedBy: asked.agreedBy };
    const access = { action: 'access.relinking.open', object: id, detail, subjects: [person], reason: asked.reason };
    await recordAccess(trx, scope, access, clock);
    return { person };
  });
}

async function findPerson(
  trx: Db,
  deps: PermitDeps,
  asked: { permit: string; pseudonym: string; projectNo: number },
): Promise<string> {
  const { content } = await readPermit(trx, await readCaseById(trx, asked.permit));
  const numbers = (await peopleOf(deps, trx, content)) ?? [];
  const people = (await findByNumbers(trx, numbers)).map(({ id }) => id);
  const names = await pseudonymsFor(trx, deps, asked.projectNo, people);
  const found = people[names.indexOf(asked.pseudonym)];
  if (found !== undefined) return found;
  throw new Problem(errors.unknown, 'It is nobody’s of the permit’s cohort.', {
    action: 'Check it letter by letter; people who were erased cannot be found any more.',
  });
}

/** A request to relink, as those who decide read it; the pseudonym and the reason, and never who it is. */
export interface RelinkingRow {
  id: string;
  state: string;
  title: string;
  permit: string;
  pseudonym: string;
  reason: string;
  askedBy: string;
  agreedBy: string | null;
  askedByName: string | null;
  agreedByName: string | null;
  /** The asker of this list asked for it, and may open it. */
  mine: boolean;
  openedAt: Date | null;
  enteredAt: Date;
}

/** Requests to relink that the asker has a part in. One audit entry. */
export async function listRelinkings(
  deps: PermitDeps,
  scope: Scope,
  act: 'access.relinking.ask' | 'access.relinking.agree',
): Promise<RelinkingRow[]> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, act, clock);
  await recordAccess(database.app, scope, { action: 'access.relinking.list', object: 'relinkings' }, clock);
  const all = act === 'access.relinking.agree';
  const { rows } = await sql<
    Omit<RelinkingRow, 'askedByName' | 'agreedByName' | 'mine'>
  >`select c.id, c.state, c.title, r.permit, r.pseudonym, r.reason, r.asked_by as "askedBy",
      r.agreed_by as "agreedBy", r.opened_at as "openedAt", c.entered_at as "enteredAt"
    from access.relinkings r join access.cases c using (case_no)
    where ${all} or ${visibleTo(viewer)} order by c.case_no desc limit 200`.execute(database.app);
  const names = await namesOfActors(
    database.app,
    rows.flatMap(({ askedBy, agreedBy }) => [askedBy, ...(agreedBy === null ? [] : [agreedBy])]),
  );
  return rows.map((row) => ({
    ...row,
    askedByName: names.get(row.askedBy) ?? null,
    agreedByName: row.agreedBy === null ? null : (names.get(row.agreedBy) ?? null),
    mine: row.askedBy === viewer.actor,
  }));
}
