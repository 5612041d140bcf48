import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCollection } from '../../biobank/specimens/index.ts';
import { openTestBiobank, type TestBiobank } from '../../biobank/specimens/testing.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import { columnMigrations, readPublished, TableReader } from '../../register/columns/index.ts';
import { askRegister, openRegister, readAsk, searchMigrations } from '../../register/search/index.ts';
import { listAgreements, publishForm, recordAgreement, withdrawAgreement } from '../../trust/consent/index.ts';
import { mintSystemScope } from '../../trust/scope/index.ts';
import { publishOwnBiobank } from './publish-own-biobank.ts';
import { watchOwnBiobank } from './watch-own-biobank.ts';

const actor = { kind: 'system', id: 'test' } as const;
let biobank: TestBiobank;
beforeAll(async () => {
  biobank = await openTestBiobank([...columnMigrations, ...searchMigrations]);
});
afterAll(() => biobank.close());

const depsOf = () => ({ database: biobank.database, dataDir: biobank.dataDir });
const published = async () => await readPublished(biobank.database.app, biobank.dataDir, 'real');

test('the own biobank is a feed: its specimens as they are, published when something has happened', async () => {
  const people = biobank.people;
  await biobank.register([
    { type: 'serum', person_no: people[0]!.personNo },
    { type: 'dna', person_no: people[3]!.personNo },
  ]);
  expect(await publishOwnBiobank(depsOf())).toBe(2);
  const first = await published();
  const [table] = first.tables;
  const reader = new TableReader({ ...table!, table: 'own_specimens' });
  expect([...reader.column('person')]).toEqual([people[0]!.personNo, people[3]!.personNo]);
  expect([...reader.column('type')].map((word) => reader.words('type')[word])).toEqual(['serum', 'dna']);
  expect(reader.texts('custodian_id').every((id) => id.startsWith('spc_'))).toBe(true);
  // Nothing has happened: no new version.
  await publishOwnBiobank(depsOf());
  expect((await published()).version).toBe(first.version);

  const all = readAsk('count', { query: { conditions: [{ field: 'specimen', thaws: { to: 3 } }] } });
  const register = openRegister(depsOf());
  const scope = await mintSystemScope(biobank.database.app, 'test');
  const count = async (): Promise<number | null> =>
    (await askRegister(register, scope, 'count', all).catch(() => ({ persons: 0 }))).persons;
  expect(await count()).toBe(2);

  const stop = watchOwnBiobank(depsOf(), silentLogger);
  await biobank.register([{ type: 'plasma', person_no: people[1]!.personNo }]);
  const began = Date.now();
  for (let n = 0; n < 100 && (await count()) !== 3; n++) await sleep(50);
  expect(Date.now() - began).toBeLessThan(3000);
  await stop();
  expect(await count()).toBe(3);
  // What has changed is a table beside the one that was written first.
  const { tables } = await published();
  expect(tables[0]!.hash).toBe(table!.hash);
  expect(tables.length).toBe(2);

  // What donors agreed to is in the register, and what they took back.
  const form = { code: 'bank', kind: 'biobank', titleDa: 'B', titleEn: 'B', uses: ['research', 'recontact'] } as const;
  const asked = await biobank.database.withActor(actor, async (trx) => {
    await publishForm(trx, form);
    await recordAgreement(trx, { personNo: people[4]!.personNo, form: 'bank', givenBy: 'self', actor });
    return await createCollection(trx, biobank.bank, { name: 'Asked', form: 'bank' });
  });
  await biobank.register(
    [4, 5].map((n) => ({ type: 'saliva', person_no: people[n]!.personNo, collection_no: asked.collectionNo })),
  );
  const consents = async () => {
    const { query } = readAsk('count', { query: { conditions: [{ field: 'specimen', type: ['saliva'] }] } });
    const { facets } = await askRegister(register, scope, 'facets', readAsk('facets', { query, facets: ['consent'] }));
    return Object.fromEntries(facets.consent!.map(({ value, specimens }) => [value, specimens]));
  };
  await publishOwnBiobank(depsOf());
  expect(await consents()).toEqual({ research: 1, recontact: 1, none: 1 });
  const [given] = await listAgreements(biobank.database.app, people[4]!.personNo);
  await biobank.database.withActor(actor, (trx) => withdrawAgreement(trx, given!.id, actor));
  await publishOwnBiobank(depsOf());
  expect(await consents()).toEqual({ none: 2 });

  // After a day all are written again.
  const later = new Date(Date.now() + 25 * 3600_000);
  expect(await publishOwnBiobank(depsOf(), later)).toBe(5);
  expect((await published()).tables.map(({ rows }) => rows)).toEqual([5]);
  expect(await count()).toBe(5);
  await register.close();
});
