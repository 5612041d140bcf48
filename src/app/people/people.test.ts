import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../platform/config/index.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import { listAccess } from '../../trust/audit/index.ts';
import type { Role } from '../../trust/identity/index.ts';
import { createPeople, type Person, parseCpr, recordCprs } from '../../trust/people/index.ts';
import { type App, openApp } from '../compose.ts';
import { buildServer } from '../server.ts';
import { signInRoles } from '../testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-people-routes-'));
const number = '010190-5555';
let app: App;
let http: FastifyInstance;
let known: Person;
let double: Person;
let cookies: Record<string, string>;

beforeAll(async () => {
  app = await openApp(loadConfig({ data: join(folder, 'data') }, {}), silentLogger);
  const given = { givenName: 'Mor', familyName: 'Prøve', protected: true, sex: 'female' as const };
  [known, double] = (await createPeople(app.database.app, [given, {}])) as [Person, Person];
  const numbers = [{ personNo: known.personNo, cpr: parseCpr(number) }];
  await app.database.withActor({ kind: 'operator', id: 'test' }, (trx) => recordCprs(trx, app.cprKeys, numbers));
  http = await buildServer(app);
  cookies = await signInRoles(app.database.app, { coordinator: 'authority', clinician: 'department' });
}, 120_000);
afterAll(async () => {
  await http.close();
  await app.close();
  rmSync(folder, { recursive: true });
});

async function ask(role: Role, url: string, body?: object) {
  const headers = { host: 'localhost', cookie: cookies[role]!, origin: 'http://localhost' };
  const answer = await http.inject({ url, headers, ...(body === undefined ? {} : { method: 'POST', payload: body }) });
  expect(answer.body.replaceAll('-', '')).not.toContain(number.replace('-', ''));
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
}

test('a person is found by the number in the body; the number is in no answer and no log', async () => {
  const { body } = await ask('coordinator', '/api/people/identify', { text: number });
  expect(body.person).toMatchObject({ id: known.id, protected: true, sex: 'female' });
  expect((await ask('coordinator', '/api/people/identify', { text: '311299-9999' })).status).toBe(404);
  const entries = await listAccess(app.database.app, { limit: 100 });
  expect(entries.filter(({ action }) => action === 'people.identify')).toHaveLength(2);
  expect(JSON.stringify(entries)).not.toMatch(/5555|9999/);
});

test('a clinician reads own patients only', async () => {
  const refused = await ask('clinician', `/api/people/${known.id}`);
  expect([403, 404]).toContain(refused.status);
  expect(
    (await ask('clinician', '/api/people/merge', { from: double.id, into: known.id, reason: 'same' })).status,
  ).toBe(403);
});

test('identities are put right by whoever may, with a reason, and back again', async () => {
  const given = { from: double.id, into: known.id, reason: 'same number on paper' };
  expect((await ask('coordinator', '/api/people/merge', { ...given, reason: '' })).status).toBe(400);
  expect((await ask('coordinator', '/api/people/merge', given)).body).toEqual({ record: double.id, person: known.id });
  const read = await ask('coordinator', `/api/people/${double.id}`);
  expect(read.body.family.mergedInto).toBe(known.id);
  const parted = await ask('coordinator', '/api/people/unmerge', { record: double.id, reason: 'two after all' });
  expect(parted.body).toEqual({ record: double.id, person: known.id });
  expect((await ask('coordinator', '/api/people/unmerge', { record: double.id, reason: 'again' })).status).toBe(409);
});
