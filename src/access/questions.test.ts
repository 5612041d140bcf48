import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guardDatabase } from '../platform/database/index.ts';
import { recordOptOut } from '../trust/consent/index.ts';
import {
  acceptComplete,
  beginApplication,
  saveDraft,
  submitApplication,
  withdrawApplication,
} from './applications/index.ts';
import { listNotices, viewerFor } from './cases/index.ts';
import { answer, ask, passOn, showEnquiry } from './enquiries/index.ts';
import type { TestCentre, Who } from './testing.ts';
import { type Journey, openJourney } from './testing-journey.ts';
import { publishRegister, type RegisterTube } from './testing-register.ts';

let journey: Journey;
let centre: TestCentre;
beforeAll(async () => {
  journey = await openJourney();
  centre = journey.centre;
}, 180_000);
afterAll(() => journey.close());

test('a question to the register is frozen with its people and specimens; each stage says who and what went, and why', async () => {
  const { deps, nation } = centre;
  const { rows } = await sql<{ no: number }>`select person_no as no from trust.people
    where person_no not in (select person_no from trust.consent_choices where person_no is not null) order by 1 limit 12`.execute(
    nation.archive.db.owner,
  );
  const tubes = (used: number): RegisterTube[] =>
    rows.flatMap(({ no }, at) =>
      [0, 1, 2].map((tube) => ({
        person: no,
        id: `t${at}-${tube}`,
        state: tube === 0 && at < used ? ('depleted' as const) : ('available' as const),
      })),
    );
  await publishRegister(deps, tubes(0));
  const query = { data: 'real', conditions: [{ field: 'specimen', type: ['serum'], volumeUl: { from: 100 } }] };
  const write = await centre.as('researcher', 'access.applications.write');
  const register = await centre.as('researcher', 'register.search');
  const title = 'Proteins in serum';
  const begin = (asked: object) =>
    beginApplication(deps, write, { title, question: { name: 'Serum', query: asked } }, { register });
  await expect(begin({ conditions: [{ field: 'height' }] })).rejects.toMatchObject({ code: 'IDUN_REGISTER_QUERY' });
  const { id, revision } = await begin(query);
  const frozen = (await journey.stateOf(id)).question!;
  expect(frozen).toMatchObject({ name: 'Serum', persons: { persons: 12 }, specimens: { persons: 36 } });
  expect([frozen.queryHash, frozen.membersHash].every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
  expect((await journey.stateOf(id, 'researcher')).question!.persons).toEqual({ persons: 10 });
  // Whom it meant is behind the second wall.
  const blind = guardDatabase(deps.database).app;
  expect((await sql`select 1 from access.frozen_members`.execute(blind)).rows).toEqual([]);
  const request = { resources: [journey.resources.blood.id], specimens: journey.wanted().specimens };
  await saveDraft(deps, write, id, { revision, answers: journey.answers(), request });
  await submitApplication(deps, write, id);

  // Two of its people opt out, and three tubes of others are used up, before the committee is asked.
  for (const { no } of rows.slice(10)) {
    await deps.database.withActor(write.actor, (trx) => recordOptOut(trx, no, write.actor, { scope: 'material' }));
  }
  await publishRegister(deps, tubes(3));
  await acceptComplete(deps, await centre.as('coordinator', 'access.applications.process'), id);
  const told = (await journey.stateOf(id)).drifts.map(({ stage, of, text }) => `${stage} ${of} ${text}`);
  expect(told).toEqual([
    'submitted specimens 36 → 36: the same specimens',
    'submitted people 12 → 12: the same people',
    'ethics specimens 36 → 27: 6 opted out, 3 used up',
    'ethics people 12 → 10: 2 opted out',
  ]);
  // Two people are too few to be told to the applicant; what is told of tubes is rounded.
  const [specimens, people] = (await journey.stateOf(id, 'researcher')).drifts.slice(-2).map(({ text }) => text);
  expect([specimens, people]).toEqual(['35 → 25: 5 opted out, 5 used up', '10 → 10: <3 opted out']);
  // Taken out again, and in again: the same question gives the same hash, and other people another.
  await withdrawApplication(deps, write, id, 'Another design.');
  const again = (await journey.stateOf((await begin(query)).id)).question!;
  expect(again.queryHash).toBe(frozen.queryHash);
  expect(again.membersHash).not.toBe(frozen.membersHash);
}, 60_000);

test('a question goes to who knows, with its context; notices reach the right person', async () => {
  const { deps } = centre;
  const scope = await centre.as('researcher', 'access.enquiries.use');
  const about = {
    title: 'Is there serum of 2010?',
    topic: 'collection',
    text: 'We need old serum.',
    context: { resource: journey.resources.blood.id },
  };
  const { id, state } = await ask(deps, scope, about);
  expect(state).toBe('passed-on');
  const told = async (who: Who) => {
    const viewer = await viewerFor(
      deps.database.app,
      await centre.as(who, 'access.applications.read'),
      'access.applications.read',
      deps.clock,
    );
    return (await listNotices(deps.database.app, viewer, 500)).filter((one) => one.case === id).map(({ why }) => why);
  };
  expect(await told('biobank')).toEqual(['your-turn']);
  expect(await told('other biobank')).toEqual([]);
  await passOn(deps, await centre.as('biobank', 'access.enquiries.answer'), id, null);
  expect(await told('secretary')).toEqual(['your-turn']);
  expect(await told('coordinator')).toEqual([]);
  await answer(deps, await centre.as('secretary', 'access.enquiries.answer'), id, 'There is; see the catalogue.');
  expect(await told('researcher')).toEqual(['your-turn']);
  const detail = await showEnquiry(deps, scope, id);
  expect(detail.context).toEqual({ resource: journey.resources.blood.id });
  const draft = { title: 'Old serum', enquiry: id };
  const begun = await beginApplication(deps, await centre.as('researcher', 'access.applications.write'), draft);
  expect(await showEnquiry(deps, scope, id)).toMatchObject({ state: 'closed', application: begun.id });
  expect(detail.events.filter(({ kind }) => kind === 'message').map(({ name }) => name)).toHaveLength(2);
});
