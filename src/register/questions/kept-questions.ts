import { createHash } from 'node:crypto';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { canonicalJson, recordAccess } from '../../trust/audit/index.ts';
import { assertScope, type Scope } from '../../trust/scope/index.ts';
import type { Query } from '../search/index.ts';
import { errors } from './errors.ts';
import type { KeptQuestion, QuestionChange, Sharing } from './model.ts';
import * as store from './store.ts';

const object = 'register';

function readerOf(scope: Scope): store.Reader {
  assertScope(scope, 'register.search');
  if (scope.actor.kind === 'public') {
    throw new Problem(errors.notAllowed, 'Questions are kept for those who have signed in.');
  }
  return { owner: `${scope.actor.kind}:${scope.actor.id}`, organisationNo: scope.organisationNo };
}

const hashOf = (question: Query): string => createHash('sha256').update(canonicalJson(question)).digest('hex');

/** The questions of the asker, and those shared in their organisation. One audit entry. */
export async function listQuestions({ app }: DatabaseHandle, scope: Scope): Promise<KeptQuestion[]> {
  const reader = readerOf(scope);
  await recordAccess(app, scope, { action: 'register.questions.list', object });
  return await store.readQuestions(app, reader);
}

/** One question. One audit entry. @throws Problem IDUN_QUESTION_NOT_FOUND, also for one that is not to be seen */
export async function showQuestion({ app }: DatabaseHandle, scope: Scope, id: string): Promise<KeptQuestion> {
  const question = await find(app, readerOf(scope), id);
  await recordAccess(app, scope, { action: 'register.questions.show', object: id });
  return question;
}

async function find(db: DatabaseHandle['app'], reader: store.Reader, id: string): Promise<KeptQuestion> {
  const [question] = await store.readQuestions(db, reader, id);
  if (question) return question;
  throw new Problem(errors.notFound, 'No question of yours or of your organisation has this id.', {
    action: 'Ask its owner to share it.',
  });
}

function refuseUnshareable(reader: store.Reader, sharing: Sharing | undefined): void {
  if (sharing !== 'organisation' || reader.organisationNo !== null) return;
  throw new Problem(errors.notAllowed, 'A question is shared in an organisation, and this visit is of none.');
}

/** Keeps a question under a name. One audit entry. */
export async function keepQuestion(
  database: DatabaseHandle,
  scope: Scope,
  given: { name: string; note?: string | undefined; question: Query; sharing: Sharing },
): Promise<KeptQuestion> {
  const reader = readerOf(scope);
  refuseUnshareable(reader, given.sharing);
  const id = newId('que');
  const questionHash = hashOf(given.question);
  await database.withActor(scope.actor, async (trx) => {
    await store.insertQuestion(trx, reader, { ...given, id, note: given.note ?? null, questionHash });
    await recordAccess(trx, scope, { action: 'register.questions.keep', object: id, detail: { query: questionHash } });
  });
  return await find(database.app, reader, id);
}

/** Changes a question; only its owner may. One audit entry. */
export async function changeQuestion(
  database: DatabaseHandle,
  scope: Scope,
  id: string,
  change: QuestionChange,
): Promise<KeptQuestion> {
  const reader = await ownerOf(database, scope, id);
  refuseUnshareable(reader, change.sharing);
  const { name = null, note = null, sharing = null, question = null } = change;
  const questionHash = question === null ? null : hashOf(question);
  await database.withActor(scope.actor, async (trx) => {
    await store.updateQuestion(trx, id, { name, note, sharing, question, questionHash });
    const detail = { changed: Object.keys(change), ...(questionHash === null ? {} : { query: questionHash }) };
    await recordAccess(trx, scope, { action: 'register.questions.change', object: id, detail });
  });
  return await find(database.app, reader, id);
}

/** Takes a question out of the lists; only its owner may. One audit entry. */
export async function removeQuestion(database: DatabaseHandle, scope: Scope, id: string): Promise<void> {
  await ownerOf(database, scope, id);
  await database.withActor(scope.actor, async (trx) => {
    await store.hideQuestion(trx, id);
    await recordAccess(trx, scope, { action: 'register.questions.remove', object: id });
  });
}

async function ownerOf({ app }: DatabaseHandle, scope: Scope, id: string): Promise<store.Reader> {
  const reader = readerOf(scope);
  const { mine } = await find(app, reader, id);
  if (mine) return reader;
  throw new Problem(errors.notOwner, 'Only its owner changes a question; everybody it is shared with may open it.', {
    action: 'Keep a copy of your own.',
  });
}
