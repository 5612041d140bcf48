import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import { listAccess } from '../../trust/audit/index.ts';
import { trustMigrations } from '../../trust/migrations/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { mintTestScope, testSession } from '../../trust/scope/testing.ts';
import { readQuery } from '../search/index.ts';
import { questionMigrations } from './index.ts';
import { changeQuestion, keepQuestion, listQuestions, removeQuestion, showQuestion } from './kept-questions.ts';

let database: DatabaseHandle;
beforeAll(async () => {
  database = await openTestDatabase([...trustMigrations, ...questionMigrations]);
  await sql`insert into trust.organisations (id, name, kind) values ('org_a', 'Unit A', 'project'), ('org_b', 'Unit B', 'project')`.execute(
    database.owner,
  );
});
afterAll(() => database.close());

async function scopeOf(accountId: string, organisation?: string): Promise<Scope> {
  const { rows } = await sql<{ no: number }>`select organisation_no as no from trust.organisations
    where id = ${organisation ?? ''}`.execute(database.owner);
  const session = testSession({ role: 'researcher', accountId, organisationNo: rows[0]?.no ?? null });
  return await mintTestScope(database.app, session, 'register.search', 3);
}

const question = readQuery({ data: 'real', conditions: [{ field: 'sex', any: ['female'] }] });

test('a question is its owner’s; shared, the organisation opens it and only the owner changes it', async () => {
  const [owner, colleague, other] = [
    await scopeOf('acc_owner', 'org_a'),
    await scopeOf('acc_colleague', 'org_a'),
    await scopeOf('acc_other', 'org_b'),
  ];
  const kept = await keepQuestion(database, owner, { name: 'Women', question, sharing: 'private' });
  expect(kept).toMatchObject({ name: 'Women', question, mine: true, sharing: 'private', organisation: 'Unit A' });
  expect(kept.questionHash).toMatch(/^[0-9a-f]{64}$/);
  for (const scope of [colleague, other]) {
    expect(await listQuestions(database, scope)).toEqual([]);
    await expect(showQuestion(database, scope, kept.id)).rejects.toMatchObject({ code: 'IDUN_QUESTION_NOT_FOUND' });
    await expect(removeQuestion(database, scope, kept.id)).rejects.toMatchObject({ code: 'IDUN_QUESTION_NOT_FOUND' });
  }

  const asked = readQuery({ data: 'synthetic', conditions: [{ field: 'genome', is: true }] });
  const changed = await changeQuestion(database, owner, kept.id, { sharing: 'organisation', question: asked });
  expect(changed).toMatchObject({ name: 'Women', question: asked, sharing: 'organisation' });
  expect(changed.questionHash).not.toBe(kept.questionHash);
  expect(await showQuestion(database, colleague, kept.id)).toMatchObject({ mine: false, question: asked });
  await expect(changeQuestion(database, colleague, kept.id, { name: 'Mine' })).rejects.toMatchObject({
    code: 'IDUN_QUESTION_NOT_OWNER',
  });
  expect(await listQuestions(database, other)).toEqual([]);

  await removeQuestion(database, owner, kept.id);
  expect(await listQuestions(database, owner)).toEqual([]);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from register.questions`.execute(database.owner);
  expect(rows[0]!.n).toBe(1);
});

test('nobody shares where they are in no organisation, and each act is on the record', async () => {
  const alone = await scopeOf('acc_alone');
  await expect(
    keepQuestion(database, alone, { name: 'Shared', question, sharing: 'organisation' }),
  ).rejects.toMatchObject({ code: 'IDUN_QUESTION_NOT_ALLOWED' });
  const { id } = await keepQuestion(database, alone, { name: 'Own', note: 'why', question, sharing: 'private' });
  await showQuestion(database, alone, id);
  const items = await listAccess(database.app, { limit: 50 });
  const actions = items.filter(({ object }) => object === id).map(({ action }) => action);
  expect(actions.sort()).toEqual(['register.questions.keep', 'register.questions.show']);
});
