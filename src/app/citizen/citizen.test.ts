import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArchive, processSubmission, receiveSubmission } from '../../genomes/archive/index.ts';
import { makeVcf } from '../../genomes/archive/testing.ts';
import { loadConfig } from '../../platform/config/index.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import { silentProgress } from '../../platform/progress/index.ts';
import { listAccess } from '../../trust/audit/index.ts';
import { listAgreements, publishForm, recordAgreement } from '../../trust/consent/index.ts';
import {
  addGuardians,
  addYears,
  changeCpr,
  civilDay,
  createPeople,
  type Person,
  parseCpr,
  recordBirth,
  recordDeath,
  recordName,
} from '../../trust/people/index.ts';
import { mintOperatorScope } from '../../trust/scope/index.ts';
import { type App, openApp } from '../compose.ts';
import { lapseConsents } from '../consent/withdraw-consent.ts';
import { mergeIdentities, unmergeIdentities } from '../people/index.ts';
import { buildServer } from '../server.ts';
import { signInAs } from '../testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-citizen-'));
const actor = { kind: 'operator', id: 'test' } as const;
const today = civilDay(new Date());
/** Numbers that must be in no answer. */
const numbers = ['0101905555', '010190-5555', '0202166666', '020216-6666'];
type Name = 'MOTHER' | 'CHILD' | 'TEEN' | 'STRANGER' | 'DOUBLE';
const names: readonly Name[] = ['MOTHER', 'CHILD', 'TEEN', 'STRANGER', 'DOUBLE'];
let app: App;
let http: FastifyInstance;
let people: Record<Name, Person>;
const cookies: Record<string, string> = {};

async function submit(name: string, samples: readonly Name[], dataset: string): Promise<void> {
  const path = join(folder, name);
  writeFileSync(
    path,
    makeVcf(
      samples.map((sample) => ({ name: sample, gt: (i) => (i % (names.indexOf(sample) + 2) === 0 ? '0/1' : '0/0') })),
    ),
  );
  const archive = openArchive({ database: app.database, objects: app.objects, dataDir: app.config.dataDir });
  const options = { dataset, source: 'research', personNamespace: 'test' } as const;
  const { id } = await receiveSubmission(archive, { files: [{ path, name, role: 'calls' }], options, actor });
  await processSubmission(archive, id, { actor, progress: silentProgress, workers: 0 });
}

async function signIn(name: Name): Promise<void> {
  const given = { name, role: 'citizen', organisation: null, person: people[name] } as const;
  cookies[name] = (await signInAs(app.database.app, given)).cookie;
}

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  app = await openApp(loadConfig({ data: join(folder, 'data') }, {}), silentLogger);
  const created = await createPeople(
    app.database.app,
    names.map((name) => ({ sex: 'female', identifiers: [{ namespace: 'test', value: name }] })),
  );
  people = Object.fromEntries(names.map((name, i) => [name, created[i]!])) as typeof people;
  const born = (years: number) => ({ date: addYears(today, -years), precision: 'day' as const });
  await app.database.withActor(actor, async (trx) => {
    await recordName(trx, people.MOTHER.personNo, { given: 'Mor', family: 'Prøve' }, actor);
    await changeCpr(trx, app.cprKeys, people.MOTHER.personNo, { cpr: parseCpr(numbers[1]!) }, actor);
    await changeCpr(trx, app.cprKeys, people.CHILD.personNo, { cpr: parseCpr(numbers[3]!) }, actor);
    await recordBirth(trx, people.CHILD.personNo, born(10), actor);
    await recordBirth(trx, people.TEEN.personNo, born(16), actor);
    for (const ward of [people.CHILD, people.TEEN]) {
      const guardian = { childNo: ward.personNo, guardianNo: people.MOTHER.personNo, validFrom: '2010-01-01' };
      await addGuardians(trx, [{ ...guardian, kind: 'custody' }], actor);
    }
  });
  await submit('cohort.vcf', ['MOTHER', 'CHILD', 'TEEN', 'STRANGER'], 'cohort');
  await submit('other.vcf', ['DOUBLE'], 'other');
  await sql`update genomes.genomes set state = 'current'`.execute(app.database.owner);
  await sql`update genomes.segments set live = true, from_version = coalesce(from_version, 1)`.execute(
    app.database.owner,
  );
  http = await buildServer(app);
  for (const name of names) await signIn(name);
}, 120_000);
afterAll(async () => {
  await http.close();
  await app.close();
  rmSync(folder, { recursive: true });
});

async function ask<T = unknown>(who: Name, url: string, body?: object): Promise<{ status: number; body: T }> {
  const headers = { host: 'localhost', cookie: cookies[who]!, origin: 'http://localhost' };
  const answer = await http.inject({ url, headers, ...(body === undefined ? {} : { method: 'POST', payload: body }) });
  for (const number of numbers) expect(answer.body).not.toContain(number);
  return { status: answer.statusCode, body: JSON.parse(answer.body) as T };
}

interface Items {
  items: unknown[];
}

/** What everybody is told now: persons counted, and the carriers of the first variant. */
async function counted(): Promise<{ persons: number; ac: number }> {
  const scope = await mintOperatorScope(app.database.app, { actorId: 'test', purpose: 'statistics' });
  const { rows } = await sql<{ name: string }>`select name from genomes.refs`.execute(app.database.app);
  const reference = rows[0]!.name;
  const [answer] = await app.variants.show(scope, { reference, variant: '7-1000-A-G' });
  return { persons: (await app.variants.totals(scope, reference)).persons, ac: answer!.groups[0]!.ac ?? -1 };
}

test('a citizen sees themselves and the children they decide for; a sixteen-year-old’s own page is theirs', async () => {
  const { body } = await ask<{ person: unknown; wards: { id: string }[] }>('MOTHER', '/api/me');
  expect(body.person).toMatchObject({ id: people.MOTHER.id, name: 'Mor Prøve', mayDecide: { optOut: true } });
  const wards = new Map(body.wards.map((ward) => [ward.id, ward]));
  expect([...wards.keys()].sort()).toEqual([people.CHILD.id, people.TEEN.id].sort());
  expect(wards.get(people.CHILD.id)).toMatchObject({
    age: 10,
    relation: 'custody',
    mayDecide: { optOut: true, see: true },
  });
  expect(wards.get(people.TEEN.id)).toMatchObject({ mayDecide: { optOut: false, project: true, see: false } });
  for (const [who, url] of [
    ['MOTHER', people.TEEN.id],
    ['MOTHER', people.STRANGER.id],
    ['STRANGER', people.CHILD.id],
    ['CHILD', people.MOTHER.id],
  ] as const) {
    for (const page of ['data', 'uses', 'choices', 'history', 'agreements']) {
      expect((await ask(who, `/api/me/${page}?person=${url}`)).status).toBe(403);
    }
  }
});

test('what is stored and what uses it, for oneself and a child', async () => {
  await sql`insert into genomes.dataset_terms
      (dataset_no, purpose, article6, article9, national_law, retention, valid_from, stated_by, reason)
    select dataset_no, 'Research in rare disease', '6(1)(e)', '9(2)(j)', 'a law', 'ten years', now(), 'test', 'test'
    from genomes.datasets where name = 'cohort'`.execute(app.database.owner);
  const { body } = await ask('MOTHER', `/api/me/data?person=${people.CHILD.id}`);
  expect(body).toMatchObject({
    person: people.CHILD.id,
    genomes: [{ dataset: 'cohort', source: 'research', counted: true, notCounted: null }],
    submissions: [{ dataset: 'cohort', files: 1 }],
    datasets: [
      {
        ...{ name: 'cohort', genomes: 1, left: false, purpose: 'Research in rare disease' },
        legalBasis: 'GDPR art. 6(1)(e), 9(2)(j); a law',
      },
    ],
    samplesHeld: 'not-connected',
  });
  const uses = await ask<Items>('MOTHER', '/api/me/uses');
  expect(uses.body.items).toMatchObject([
    {
      kind: 'dataset',
      name: 'cohort',
      purpose: 'Research in rare disease',
      inUse: true,
      stopped: null,
      canLeave: true,
    },
  ]);
});

test('a choice holds in the very next answer of the counts, and comes back', async () => {
  const before = await counted();
  expect(before.persons).toBe(5);
  const out = await ask('MOTHER', '/api/me/choices', { scope: 'genetic', out: true });
  expect(out.body).toMatchObject({ changed: true, choice: { out: true, source: 'citizen' } });
  expect(await counted()).toEqual({ persons: 4, ac: before.ac - 1 });
  const child = { person: people.CHILD.id, scope: 'genetic', out: true };
  expect((await ask('MOTHER', '/api/me/choices', child)).body).toMatchObject({ choice: { source: 'guardian' } });
  expect((await ask('MOTHER', '/api/me/data')).body).toMatchObject({
    genomes: [{ counted: false, notCounted: 'opted-out' }],
  });
  expect(await counted()).toEqual({ persons: 3, ac: before.ac - 2 });
  expect((await ask('MOTHER', '/api/me/choices', { scope: 'material', out: true })).body).toMatchObject({
    changed: true,
  });
  for (const body of [
    { scope: 'genetic', out: false },
    { ...child, out: false },
  ])
    await ask('MOTHER', '/api/me/choices', body);
  expect(await counted()).toEqual(before);
  const { body } = await ask('MOTHER', '/api/me/choices');
  expect(body).toMatchObject({
    choices: [
      { scope: 'genetic', out: false },
      { scope: 'material', out: true },
    ],
  });
  const history = (await ask<{ items: { what: string }[] }>('MOTHER', '/api/me/history')).body.items.map(
    ({ what }) => what,
  );
  expect(history.slice(0, 3)).toEqual(['history.opt-in', 'history.opt-out', 'history.opt-out']);
});

test('who may not decide is told why, and nothing changes', async () => {
  const choice = { scope: 'genetic', out: true };
  const own = await ask('CHILD', '/api/me/choices', choice);
  expect(own).toMatchObject({ status: 403, body: { reason: 'reason.guardian-decides' } });
  expect((await ask('TEEN', '/api/me/choices')).body).toMatchObject({ mayChange: true });
  expect((await ask('MOTHER', '/api/me/choices', { ...choice, person: people.TEEN.id })).status).toBe(403);
  const died = { date: today, precision: 'day' } as const;
  const state = (value: typeof died | null) =>
    app.database.withActor(actor, (trx) => recordDeath(trx, people.CHILD.personNo, value, actor));
  await state(died);
  const dead = await ask('MOTHER', '/api/me/choices', { ...choice, person: people.CHILD.id });
  expect(dead).toMatchObject({ status: 403, body: { reason: 'reason.deceased' } });
  await state(null);
  expect((await http.inject({ url: '/api/me' })).statusCode).toBe(401);
});

test('withdrawing a consent ends its project at once; one whose time is over ends by itself', async () => {
  const before = await counted();
  await app.database.withActor(actor, async (trx) => {
    const titles = { kind: 'project', titleDa: 'Prøvekohorten', titleEn: 'Test cohort' } as const;
    await publishForm(trx, { code: 'cohort', dataset: 'cohort', ...titles });
    await publishForm(trx, { code: 'year', dataset: 'cohort', validMonths: 12, ...titles });
    await recordAgreement(trx, { personNo: people.MOTHER.personNo, form: 'cohort', givenBy: 'self', actor });
    const givenAt = new Date('2020-01-01');
    await recordAgreement(trx, { personNo: people.STRANGER.personNo, form: 'year', givenBy: 'self', givenAt, actor });
  });
  const { body } = await ask<{ items: { id: string }[] }>('MOTHER', '/api/me/agreements');
  expect(body.items).toMatchObject([{ form: { code: 'cohort', version: 1 }, state: 'in-force', mayWithdraw: true }]);
  const { id } = body.items[0]!;
  expect((await ask('STRANGER', `/api/me/agreements/${id}/withdraw`, {})).status).toBe(403);
  const ended = await ask('MOTHER', `/api/me/agreements/${id}/withdraw`, {});
  expect(ended.body).toMatchObject({ changed: true, agreement: { state: 'withdrawn', mayWithdraw: false } });
  expect(await counted()).toEqual({ persons: before.persons - 1, ac: before.ac - 1 });
  expect((await ask<Items>('MOTHER', '/api/me/uses')).body.items[0]).toMatchObject({
    stopped: 'left-dataset',
    inUse: false,
  });
  expect(await app.database.withActor(actor, lapseConsents)).toBe(1);
  expect((await counted()).persons).toBe(before.persons - 2);
  const [lapsed] = await listAgreements(app.database.app, people.STRANGER.personNo);
  expect(lapsed).toMatchObject({ state: 'lapsed', endedAt: new Date('2021-01-01') });
  expect((await ask('TEEN', '/api/me/datasets/leave', { dataset: 'cohort' })).status).toBe(403);
  const child = await ask('MOTHER', '/api/me/datasets/leave', { dataset: 'cohort', person: people.CHILD.id });
  expect(child.body).toMatchObject({ changed: true, genomes: 1 });
  expect((await counted()).persons).toBe(before.persons - 3);
});

test('records merged into one person are counted once and share every no; parted they are two again', async () => {
  const before = await counted();
  const [from, into] = [people.DOUBLE.id, people.TEEN.id];
  await app.database.withActor(actor, (trx) => mergeIdentities(trx, { from, into, reason: 'same', actor }));
  expect((await counted()).persons).toBe(before.persons - 1);
  const { body } = await ask<{ person: string; genomes: unknown[] }>('DOUBLE', '/api/me/data');
  expect(body.person).toBe(people.TEEN.id);
  expect(body.genomes).toHaveLength(2);
  await ask('TEEN', '/api/me/choices', { scope: 'genetic', out: true });
  expect((await counted()).persons).toBe(before.persons - 2);
  await app.database.withActor(actor, (trx) => unmergeIdentities(trx, { record: from, reason: 'not', actor }));
  // Which of the two said it nobody knows: both stay out until they say otherwise.
  expect((await counted()).persons).toBe(before.persons - 2);
  for (const who of ['TEEN', 'DOUBLE'] as const) {
    expect((await ask(who, '/api/me/choices', { scope: 'genetic', out: false })).body).toMatchObject({ changed: true });
  }
  expect(await counted()).toEqual(before);
});

test('every look and every choice is in the log of the person it is about', async () => {
  const entries = await listAccess(app.database.app, { subject: people.CHILD.id });
  const actions = new Set(entries.map(({ action }) => action));
  expect([...actions]).toEqual(expect.arrayContaining(['citizen.data', 'consent.opt-out', 'datasets.leave']));
});
