import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../platform/config/index.ts';
import { silentLogger } from '../platform/logging/index.ts';
import { addCodes } from '../register/codes/index.ts';
import type { Role } from '../trust/identity/index.ts';
import { ensureOrganisation } from '../trust/organisations/index.ts';
import { createPeople, parseCpr, recordCprs } from '../trust/people/index.ts';
import { mintOperatorScope } from '../trust/scope/index.ts';
import { openApp } from './compose.ts';
import { buildServer } from './server.ts';
import { signInAs } from './testing.ts';

const cpr = '610180-1111';
const description = {
  ...{ feed: 'diagnoses', title: 'Diagnoses', custodian: 'Authority', table: 'events', register: 'diagnoses' },
  files: ['d.csv'],
  columns: { person: { column: 'pnr', as: 'cpr' }, day: { column: 'day' }, code: { column: 'code', system: 'own' } },
  variables: [{ column: 'code', title: 'Code' }],
};

test('feeds over HTTP: loaded, refused with a report that names no number, read, retracted; the catalogue is public', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'idun-feeds-http-'));
  const app = await openApp(loadConfig({ data: join(folder, 'data') }, {}), silentLogger);
  const http = await buildServer(app);
  try {
    const { app: db } = app.database;
    const [person] = await createPeople(db, [{}]);
    await app.database.withActor({ kind: 'operator', id: 'test' }, (trx) =>
      recordCprs(trx, app.cprKeys, [{ personNo: person!.personNo, cpr: parseCpr(cpr) }]),
    );
    writeFileSync(join(folder, 'codes.csv'), 'code,text\nE11,Diabetes\nE119,Without\n');
    await addCodes(app.database, await mintOperatorScope(db, { actorId: 'test' }), {
      path: join(folder, 'codes.csv'),
      system: 'own',
    });
    const organisation = await ensureOrganisation(db, { name: 'Authority', kind: 'authority' });
    const cookieOf = async (role: Role) => (await signInAs(db, { name: role, role, organisation })).cookie;
    const [owner, coordinator] = [await cookieOf('register-owner'), await cookieOf('coordinator')];
    const ask = async (cookie: string | null, url: string, payload?: object) => {
      const headers = { host: 'localhost', origin: 'http://localhost', ...(cookie === null ? {} : { cookie }) };
      const answer = await http.inject({ url, headers, ...(payload ? { method: 'POST', payload } : {}) });
      expect(answer.body).not.toMatch(/610180-?1111/);
      return { status: answer.statusCode, body: answer.body.startsWith('{') ? JSON.parse(answer.body) : answer.body };
    };
    const given = (row: string) => ({ description, files: [{ name: 'd.csv', text: `pnr,day,code\n${row}\n` }] });
    expect((await ask(coordinator, '/api/register/feeds', given(`${cpr},2001-02-03,E11`))).status).toBe(403);
    const loaded = await ask(owner, '/api/register/feeds', given(`${cpr},2001-02-03,E11.9`));
    expect([loaded.status, loaded.body.version, loaded.body.report.kept]).toEqual([201, 1, 1]);
    const refused = await ask(owner, '/api/register/feeds', given(`${cpr},2001-02-03,Q1`));
    expect([refused.status, refused.body.code, refused.body.report.faults[0].places]).toEqual([
      ...[422, 'IDUN_FEED_REFUSED'],
      [{ file: 'd.csv', row: 2, column: 'code', found: 'Q1' }],
    ]);
    expect((await ask(owner, '/api/register/feeds')).body.items[0].newest.version).toBe(1);
    const shown = await ask(owner, '/api/register/feeds/diagnoses');
    expect(shown.body.versions.map(({ state }: { state: string }) => state)).toEqual(['refused', 'current']);
    const catalogue = await ask(null, '/api/register/catalogue');
    expect(catalogue.body.items[0]).toMatchObject({ feed: 'diagnoses', people: null, variables: [{ name: 'code' }] });
    expect((await ask(null, '/api/register/catalogue?format=csv')).body).toContain('diagnoses,diagnoses,Authority');
    const code = await ask(null, '/api/register/codes/own/E119');
    expect(code.body).toMatchObject({ text: 'Without', ancestors: ['E11'], below: 0 });
    expect((await ask(null, '/api/register/codes/own?q=diab')).body.items).toHaveLength(1);
    const retracted = await ask(owner, '/api/register/feeds/diagnoses/retract', { reason: 'sent by mistake' });
    expect([retracted.status, retracted.body.version]).toEqual([200, 1]);
    expect((await ask(null, '/api/register/catalogue')).body.items).toEqual([]);
  } finally {
    await http.close();
    await app.close();
    rmSync(folder, { recursive: true });
  }
}, 120_000);
