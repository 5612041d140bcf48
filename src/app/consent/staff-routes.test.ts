import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../platform/config/index.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import { listAccess } from '../../trust/audit/index.ts';
import { isOptedOut, publishForm } from '../../trust/consent/index.ts';
import type { Role } from '../../trust/identity/index.ts';
import { addGuardians, createPeople, type Person } from '../../trust/people/index.ts';
import { type App, openApp } from '../compose.ts';
import { buildServer } from '../server.ts';
import { signInRoles } from '../testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-staff-consent-'));
const actor = { kind: 'operator', id: 'test' } as const;
let app: App;
let http: FastifyInstance;
let adult: Person;
let child: Person;
let mother: Person;
let dead: Person;
let cookies: Record<string, string>;

beforeAll(async () => {
  app = await openApp(loadConfig({ data: join(folder, 'data') }, {}), silentLogger);
  const day = (date: string) => ({ date, precision: 'day' as const });
  [adult, child, mother, dead] = (await createPeople(app.database.app, [
    { name: 'Voksen', born: day('1980-01-01') },
    { name: 'Barn', born: day('2020-01-01') },
    { name: 'Mor', born: day('1985-01-01') },
    { name: 'Død', born: day('1930-01-01'), died: day('2020-01-01') },
  ])) as [Person, Person, Person, Person];
  await app.database.withActor(actor, async (trx) => {
    const custody = { childNo: child.personNo, guardianNo: mother.personNo, kind: 'custody' as const };
    await addGuardians(trx, [{ ...custody, validFrom: '2020-01-01' }], actor);
    await publishForm(trx, { code: 'bank', kind: 'biobank', titleDa: 'Biobank', titleEn: 'Biobank' });
  });
  http = await buildServer(app);
  cookies = await signInRoles(app.database.app, {
    coordinator: 'authority',
    'register-owner': 'biobank',
    clinician: 'department',
    researcher: 'project',
  });
}, 120_000);
afterAll(async () => {
  await http.close();
  await app.close();
  rmSync(folder, { recursive: true });
});

async function ask(role: Role, url: string, body?: object) {
  const headers = { host: 'localhost', cookie: cookies[role]!, origin: 'http://localhost' };
  const answer = await http.inject({ url, headers, ...(body === undefined ? {} : { method: 'POST', payload: body }) });
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
}

const letter = { channel: 'letter', reason: 'Letter of 3 November, signed' };
const out = { scope: 'genetic', out: true, ...letter };

test('an opt-out by letter holds at once, with how it came and why, and stands in the log under its reason', async () => {
  const url = `/api/people/${adult.id}/choices`;
  expect((await ask('coordinator', url, { scope: 'genetic', out: true })).status).toBe(400);
  expect((await ask('coordinator', url, out)).body).toMatchObject({ changed: true });
  expect(await isOptedOut(app.database.app, adult.personNo)).toBe(true);
  expect((await ask('coordinator', url, out)).body).toMatchObject({ changed: false });
  await ask('coordinator', url, {
    scope: 'genetic',
    out: false,
    channel: 'phone',
    reason: 'Called, changed their mind',
  });
  const { body } = await ask('coordinator', `/api/people/${adult.id}/consent`);
  expect(body.choices[0]).toMatchObject({ scope: 'genetic', out: false });
  expect(body.history).toMatchObject([
    { what: 'opt-in', channel: 'phone', reason: 'Called, changed their mind', source: 'staff' },
    { what: 'opt-out', ...letter, source: 'staff' },
  ]);
  const entries = await listAccess(app.database.app, { limit: 100 });
  expect(entries.map(({ action }) => action)).toEqual(expect.arrayContaining(['consent.opt-out', 'consent.opt-in']));
});

test('whoever may not decide is not written down as having decided', async () => {
  const url = `/api/people/${child.id}/choices`;
  const refused = { code: 'IDUN_CONSENT_NOT_YOURS_TO_DECIDE' };
  expect((await ask('coordinator', url, out)).body).toMatchObject(refused);
  expect((await ask('coordinator', url, { ...out, statedBy: 'guardian', guardian: adult.id })).body).toMatchObject(
    refused,
  );
  const bySomeone = { ...out, statedBy: 'guardian', guardian: mother.id };
  expect((await ask('coordinator', url, bySomeone)).body).toMatchObject({ changed: true });
  expect((await ask('coordinator', `/api/people/${dead.id}/choices`, out)).body).toMatchObject(refused);
});

test('biobank staff write down a consent on a form and its end; others may not', async () => {
  const given = await ask('register-owner', `/api/people/${adult.id}/agreements`, { form: 'bank', ...letter });
  expect([given.status, given.body.agreement]).toMatchObject([201, { state: 'in-force', channel: 'letter' }]);
  const end = `/api/people/${adult.id}/agreements/${given.body.agreement.id}/withdraw`;
  expect((await ask('register-owner', end.replace(adult.id, mother.id), letter)).status).toBe(404);
  expect((await ask('register-owner', end, letter)).body).toMatchObject({
    changed: true,
    agreement: { state: 'withdrawn' },
  });
  expect((await ask('researcher', `/api/people/${adult.id}/choices`, out)).status).toBe(403);
  expect([403, 404]).toContain((await ask('clinician', `/api/people/${adult.id}/choices`, out)).status);
});
