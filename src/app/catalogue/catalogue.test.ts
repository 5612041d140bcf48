import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBiobank, createCollection } from '../../biobank/specimens/index.ts';
import { loadConfig } from '../../platform/config/index.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import type { Role } from '../../trust/identity/index.ts';
import { ensureOrganisation } from '../../trust/organisations/index.ts';
import { openApp } from '../compose.ts';
import { buildServer } from '../server.ts';
import { signInAs } from '../testing.ts';
import { describeOwnBiobanks } from './describe-own-biobanks.ts';

test('an own biobank is in the catalogue by itself, its owner writes on it, and the public reads, finds and takes it away', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'idun-catalogue-'));
  const app = await openApp(loadConfig({ data: join(folder, 'data') }, {}), silentLogger);
  const http = await buildServer(app);
  try {
    const { app: db } = app.database;
    const organisation = await ensureOrganisation(db, { name: 'A hospital', kind: 'biobank' });
    const other = await ensureOrganisation(db, { name: 'Another', kind: 'biobank' });
    const given = {
      name: 'Own bank',
      organisationNo: organisation.organisationNo,
      basis: 'law',
      by: 'test',
      at: new Date(),
    };
    const made = await app.database.withActor({ kind: 'operator', id: 'test' }, async (trx) => {
      const bank = await createBiobank(trx, given);
      return { bank, collection: await createCollection(trx, bank, { name: 'Serum' }) };
    });
    // Once for its first description; a second look finds nothing to change.
    expect([await describeOwnBiobanks(app.database), await describeOwnBiobanks(app.database)]).toEqual([2, 0]);
    const cookieOf = async (role: Role, at = organisation) =>
      (await signInAs(db, { name: `${role} ${at.name}`, role, organisation: at })).cookie;
    const [owner, stranger, coordinator] = [
      await cookieOf('register-owner'),
      await cookieOf('register-owner', other),
      await cookieOf('coordinator', other),
    ];
    const ask = async (
      cookie: string | null,
      url: string,
      payload?: object,
      method: 'POST' | 'PATCH' | 'DELETE' = 'POST',
    ) => {
      const headers = { host: 'localhost', origin: 'http://localhost', ...(cookie === null ? {} : { cookie }) };
      const answer = await http.inject({
        url: `/api/catalogue/${url}`,
        headers,
        ...(payload ? { method, payload } : {}),
      });
      return { status: answer.statusCode, body: /^[{[]/.test(answer.body) ? answer.json() : answer.body };
    };
    const { id } = made.collection;
    expect((await ask(null, 'biobanks')).body.items).toMatchObject([
      { id: made.bank.id, name: 'Own bank', collections: 1 },
    ]);
    expect((await ask(null, `collections/${id}`)).body).toMatchObject({ origin: 'own', biobank: { name: 'Own bank' } });

    const change = { version: 1, changes: { sampleTypes: ['serum'], description: 'Old', duo: ['DUO:0000042'] } };
    const patch = (cookie: string | null) => ask(cookie, `collections/${id}`, change, 'PATCH');
    expect([(await patch(null)).status, (await patch(stranger)).status, (await patch(coordinator)).status]).toEqual([
      401, 403, 403,
    ]);
    expect((await patch(owner)).body).toMatchObject({ version: 2, record: { name: 'Serum', description: 'Old' } });
    expect((await patch(owner)).body.code).toBe('IDUN_CATALOGUE_CHANGED');
    const wrong = await ask(owner, `collections/${id}`, { version: 2, changes: { sampleTypes: ['jam'] } }, 'PATCH');
    expect([wrong.status, wrong.body.code, wrong.body.faults[0].attribute]).toEqual([
      422,
      'IDUN_CATALOGUE_ENTRY',
      'MIABIS-COLLECTION-14',
    ]);
    expect((await ask(null, 'collections?material=serum&condition=DUO:0000042')).body.total).toBe(1);
    expect((await ask(null, 'collections?material=plasma')).body.total).toBe(0);
    expect((await ask(owner, `collections/${id}/versions`)).body.items).toHaveLength(2);
    expect((await ask(null, `collections/${id}/versions`)).status).toBe(401);

    // The form is data; what is written is checked field by field before it is kept, and only by those who keep it.
    const { kinds } = (await ask(null, 'forms')).body;
    expect(kinds.collection.find((one: { field: string }) => one.field === 'sampleTypes')).toMatchObject({
      ...{ filling: 'choice', attribute: 'MIABIS-COLLECTION-14', many: true, asked: true },
      list: { keys: expect.arrayContaining(['serum']) },
    });
    const record = { id, name: 'Serum', biobank: made.bank.id, contact: { email: 'nobody' }, ageLow: 3, ageHigh: 2 };
    const checked = await ask(owner, 'check', { kind: 'collection', record });
    expect(checked.body.faults).toMatchObject([{ kind: 'wrong', field: 'contact.email' }]);
    const later = { ...record, contact: { email: 'a@b.dk' } };
    const { faults, filled } = (await ask(owner, 'check', { kind: 'collection', record: later })).body;
    expect([faults.filter((one: { kind: string }) => one.kind === 'wrong'), filled]).toMatchObject([
      [{ field: 'ageHigh' }],
      null,
    ]);
    expect((await ask(null, 'check', { kind: 'collection', record })).status).toBe(401);
    const kept = (await ask(owner, 'kept')).body.items;
    expect(kept.map((one: { id: string }) => one.id).sort()).toEqual([made.bank.id, id].sort());
    expect((await ask(stranger, 'kept')).body.items).toEqual([]);
    expect((await ask(stranger, `collections/${id}/draft`)).status).toBe(403);
    expect((await ask(owner, `collections/${id}/draft`)).body).toMatchObject({
      ...{ version: 2, origin: 'own', stated: { name: 'Serum' }, edited: { description: 'Old' } },
      versions: [
        { version: 2, by: 'register-owner A hospital', fields: ['description', 'duo', 'sampleTypes'] },
        { version: 1, by: null },
      ],
    });
    const foreign = { kind: 'collection', record: { id: 'x1', name: 'Mine in yours', biobank: made.bank.id } };
    expect((await ask(stranger, 'entries', foreign)).body.code).toBe('IDUN_CATALOGUE_NOT_YOURS');
    // Two at once: one comes first, and the other is told so.
    const both = await Promise.all(
      ['One', 'Two'].map((description) =>
        ask(owner, `collections/${id}`, { version: 2, changes: { description } }, 'PATCH'),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);

    const tables = [{ name: 'Biobanks.csv', text: 'id,name,country\nb1,Foreign,SE\n' }];
    const bring = { format: 'directory', source: 'elsewhere', tables };
    expect((await ask(owner, 'import', bring)).status).toBe(403);
    expect((await ask(coordinator, 'import', { ...bring, dryRun: true })).body).toMatchObject({
      changes: [{ kind: 'biobank', id: 'b1', name: 'Foreign', change: 'added' }],
    });
    expect((await ask(coordinator, 'import', bring)).body).toMatchObject({ added: 1, withdrawn: 0 });
    const renamed = [{ name: 'Biobanks.csv', text: 'id,name,country,acronym\nb1,Foreign again,SE,F\n' }];
    expect((await ask(coordinator, 'import', { ...bring, tables: renamed, dryRun: true })).body.changes).toMatchObject([
      { id: 'b1', change: 'changed', fields: ['acronym', 'name'] },
    ]);
    const bad = await ask(coordinator, 'import', {
      ...bring,
      tables: [{ name: 'Biobanks', text: 'id,name,country\nb 1,X,Sweden\n' }],
    });
    expect([bad.status, bad.body.file, bad.body.line]).toEqual([422, 'Biobanks', 2]);
    const tried = await ask(coordinator, 'import', {
      ...{ ...bring, dryRun: true },
      tables: [{ name: 'Biobanks', text: 'id,name,country\nb 1,X,Sweden\n' }],
    });
    expect([tried.status, tried.body.refused, tried.body.faults[0].table]).toEqual([
      200,
      expect.any(String),
      'Biobanks',
    ]);
    // What is taken out comes in again as it was.
    const bundle = (await ask(null, 'fhir')).body;
    const again = await ask(coordinator, 'import', { format: 'fhir', source: 'ourselves', bundle, dryRun: true });
    expect(again.body).toMatchObject({ added: 0, kept: expect.arrayContaining([{ kind: 'collection', id }]) });
    expect((await ask(null, 'tables/core/collections.csv')).body).toContain(`${id},,Serum,`);
    expect((await ask(null, 'tables/core/none')).body).toMatchObject({ code: 'IDUN_CATALOGUE_FORMAT' });
    expect((await ask(coordinator, 'biobanks/b1', { reason: 'left the network' }, 'DELETE')).status).toBe(204);
    expect((await ask(null, 'biobanks/b1')).status).toBe(404);
  } finally {
    await http.close();
    await app.close();
    rmSync(folder, { recursive: true });
  }
});
