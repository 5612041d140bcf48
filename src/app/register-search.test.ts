import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../platform/config/index.ts';
import { silentLogger } from '../platform/logging/index.ts';
import { columnsFolder, publishTables } from '../register/columns/index.ts';
import { generateNation, plantedAnswers } from '../register/nation/index.ts';
import type { Role } from '../trust/identity/index.ts';
import { ensureOrganisation } from '../trust/organisations/index.ts';
import { openApp } from './compose.ts';
import { buildServer } from './server.ts';
import { signInAs } from './testing.ts';

test('the register over HTTP: exact for an officer, in steps and held for a researcher, the same table as a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'idun-register-http-'));
  const app = await openApp(loadConfig({ data: join(folder, 'data') }, {}), silentLogger);
  const http = await buildServer(app);
  try {
    const tables = await generateNation({ folder: columnsFolder(app.config.dataDir), scale: 0.0002 });
    await app.database.withActor({ kind: 'system', id: 'test' }, (trx) =>
      publishTables(trx, { feed: 'generated-nation', world: 'generated', tables }),
    );
    const cookieOf = async (role: Role, kind: 'authority' | 'project') => {
      const organisation = await ensureOrganisation(app.database.app, { name: `A ${kind}`, kind });
      return (await signInAs(app.database.app, { name: role, role, organisation })).cookie;
    };
    const [officer, researcher] = [await cookieOf('coordinator', 'authority'), await cookieOf('researcher', 'project')];
    const ask = async (cookie: string, verb: string, payload: object, accept = 'application/json') => {
      const headers = { host: 'localhost', origin: 'http://localhost', cookie, accept };
      const answer = await http.inject({ method: 'POST', url: `/api/register/${verb}`, headers, payload });
      expect(answer.statusCode, answer.body).toBe(200);
      return answer.body;
    };
    const cases = { field: 'event', register: 'diagnoses', codes: ['DP99X'] };
    const query = { data: 'generated', conditions: [cases] };
    expect(JSON.parse(await ask(officer, 'count', { query }))).toMatchObject({
      persons: plantedAnswers.cases,
      roundedTo: 1,
    });
    const shown = JSON.parse(await ask(researcher, 'count', { query }));
    expect(Math.abs(shown.persons - plantedAnswers.cases)).toBeLessThanOrEqual(7);
    expect(shown.persons % 5).toBe(0);
    // All of them have been ill since 2010: the condition takes nobody away, and is told with the number of before.
    const same = { ...query, conditions: [cases, { field: 'birthYear', from: 1900 }] };
    expect(JSON.parse(await ask(researcher, 'count', { query: same }))).toMatchObject({
      persons: shown.persons,
      held: true,
    });
    const csv = await ask(researcher, 'cross', { query, rows: 'biobank', columns: 'type' }, 'text/csv');
    expect(csv.split('\r\n').slice(0, 2)).toEqual(['biobank,type,persons,specimens', 'Planted biobank,plasma,250,300']);
  } finally {
    await http.close();
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
