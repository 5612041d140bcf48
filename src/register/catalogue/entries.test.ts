import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Collection } from '../../formats/miabis/index.ts';
import { systemClock } from '../../platform/clock/index.ts';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import type { Problem } from '../../platform/problem/index.ts';
import { trustMigrations } from '../../trust/migrations/index.ts';
import { ensureOrganisation } from '../../trust/organisations/index.ts';
import { type Act, mintOperatorScope, mintRequestScope, type Scope } from '../../trust/scope/index.ts';
import {
  addEntry,
  catalogueMigrations,
  changeEntry,
  exportFhir,
  exportTables,
  importEntries,
  listEntries,
  removeEntry,
  showEntry,
  stateOwn,
} from './index.ts';

let database: DatabaseHandle;
let operator: Scope;
const deps = () => ({ database, clock: systemClock });
beforeAll(async () => {
  database = await openTestDatabase([...trustMigrations, ...catalogueMigrations]);
  operator = await mintOperatorScope(database.app, { actorId: 'test' });
});
afterAll(() => database.close());

/** The scope of somebody in a role at an organisation. */
async function scopeFor(role: 'register-owner' | 'coordinator', name: string, act: Act): Promise<Scope> {
  const organisation = await ensureOrganisation(database.app, { name, kind: 'biobank' });
  const expiresAt = new Date(Date.now() + 3600_000);
  const session = {
    ...{ id: 'ses_x', kind: 'person' as const, accountId: `acc_${role}`, accountName: role, personId: null },
    ...{ holdingId: null, role, organisationNo: organisation.organisationNo, organisationId: organisation.id },
    ...{ organisation: name, purpose: 'operation', authentication: 'password' as const, tokenScopes: null },
    ...{ steppedUpUntil: expiresAt, demo: false, expiresAt },
  };
  return await mintRequestScope(database.app, { session, act, minimumCount: 5 });
}

const biobanks = (more = ''): string =>
  `id,name,country,juridical_person,description,network\nb1,First bank,DK,A region,Blood and more,n1\nb2,Second bank,SE,Another,,n1\n${more}`;
const collections = `id,name,biobank,materials,diagnosis_available,data_use,type,size\n${[
  'c1,Serum of old,b1,SERUM,"urn:miriam:icd:C50.4,urn:miriam:icd:E11",DUO_0000042,COHORT,100',
  'c2,Blocks,b1,TISSUE_PARAFFIN_EMBEDDED,urn:miriam:icd:C00-C97,DUO_0000042,HOSPITAL,2000',
  'c3,DNA,b2,"DNA,SERUM",ORPHA:3000,"DUO_0000006,DUO_0000021",RD,5',
  'c4,Ålborg plasma,b2,PLASMA,,,COHORT,',
].join('\n')}\n`;
const networks = 'id,name,common_network_elements\nn1,North,"mta,charter"\n';
const tables = { Biobanks: biobanks(), Collections: collections, Networks: networks };
const ids = (page: { items: { id: string }[] }): string[] => page.items.map(({ id }) => id);

test('an import is shown, found by what it says, and brought up to date', async () => {
  const first = await importEntries(deps(), operator, {
    format: 'directory',
    source: 'elsewhere',
    tables,
    dryRun: true,
  });
  expect([first.added, (await listEntries(database.app, 'biobank', {}, {})).total]).toEqual([7, 0]);
  const done = await importEntries(deps(), operator, { format: 'directory', source: 'elsewhere', tables });
  expect(done).toMatchObject({
    added: 7,
    changed: 0,
    same: 0,
    withdrawn: 0,
    read: { biobank: 2, collection: 4, network: 1 },
  });

  const list = (filter: Parameters<typeof listEntries>[2], request = {}) =>
    listEntries(database.app, 'collection', filter, request);
  // Every filter narrows, two narrow together, and a facet's own choice does not narrow its counts.
  expect(ids(await list({ material: 'SERUM'.toLowerCase() }))).toEqual(['c3', 'c1']);
  expect(ids(await list({ material: ['serum', 'plasma'], biobank: 'b2' }))).toEqual(['c3', 'c4']);
  for (const [disease, found] of [
    ['C50', ['c2', 'c1']],
    ['DC504', ['c2', 'c1']],
    ['C509', ['c2']],
    ['E11.9', []],
    ['orpha:3000', ['c3']],
    ['ORPHA:30', ['c3']],
    ['Q99', []],
  ] as const) {
    expect(ids(await list({ disease })), disease).toEqual(found);
  }
  expect(ids(await list({ chapter: 'C00-D48', condition: 'DUO:0000042' }))).toEqual(['c2', 'c1']);
  const faceted = await list({ material: 'serum' }, { facets: ['material', 'condition', 'biobank'] });
  expect(faceted.facets!['material']).toContainEqual({ value: 'tissue-ffpe', count: 1 });
  expect(faceted.facets!['condition']).toEqual([
    ...[
      { value: 'DUO:0000006', count: 1 },
      { value: 'DUO:0000021', count: 1 },
      { value: 'DUO:0000042', count: 1 },
    ],
  ]);
  expect([faceted.total, faceted.unfiltered]).toEqual([2, 4]);
  // Pages hold still while something is added.
  const page = await list({}, { limit: 2, sort: '-biobank' });
  await addEntry(deps(), operator, { kind: 'collection', record: { id: 'new', name: 'Aaa', biobank: 'b2' } });
  expect([...ids(page), ...ids(await list({}, { limit: 2, sort: '-biobank', after: page.next! }))]).toEqual([
    'c4',
    'c3',
    'c2',
    'c1',
  ]);
  expect(ids(await list({ q: 'ÅLBORG' }))).toEqual(['c4']);

  const bank = await showEntry(database.app, 'biobank', 'b1');
  expect(bank.collections.map(({ id, specimens }) => [id, specimens])).toEqual([
    ['c2', 2000],
    ['c1', 100],
  ]);
  expect(bank.networks).toEqual([{ kind: 'network', id: 'n1', name: 'North', translated: null }]);
  expect(bank.filled.missing.map(({ attribute }) => attribute)).toEqual(['MIABIS-BIOBANK-07']);
  expect((await showEntry(database.app, 'network', 'n1')).members.map(({ id }) => id)).toEqual(['b1', 'b2']);

  // What is written over an entry stays over the next import; what is gone there goes here.
  await changeEntry(
    deps(),
    operator,
    { kind: 'collection', id: 'c1' },
    { version: 1, changes: { description: 'Ours' } },
  );
  const later = { ...tables, Collections: collections.replace('Serum of old', 'Serum').replace(/c4,.*\n/, '') };
  const again = await importEntries(deps(), operator, { format: 'directory', source: 'elsewhere', tables: later });
  expect(again).toMatchObject({ added: 0, changed: 1, same: 5, withdrawn: 1, kept: [] });
  expect((await showEntry(database.app, 'collection', 'c1')).record).toMatchObject({
    name: 'Serum',
    description: 'Ours',
  });
  await expect(showEntry(database.app, 'collection', 'c4')).rejects.toThrow(/withdrawn/);
  const refused = importEntries(deps(), operator, {
    format: 'directory',
    source: 'elsewhere',
    tables: { ...later, Biobanks: biobanks('b3,Third,Denmark,,,\n') },
  });
  await expect(refused).rejects.toMatchObject({ code: 'IDUN_CATALOGUE_REFUSED', extra: { file: 'Biobanks', line: 4 } });
  expect((await listEntries(database.app, 'biobank', {}, {})).total).toBe(2);

  // Out again and in again elsewhere: the same.
  const { tables: out } = await exportTables(database.app, 'directory');
  const back = await importEntries(deps(), operator, {
    format: 'directory',
    source: 'elsewhere',
    tables: out,
    dryRun: true,
  });
  expect([back.added, back.withdrawn, back.kept]).toEqual([0, 0, [{ kind: 'collection', id: 'new' }]]);
  const fhir = await exportFhir(database.app);
  expect((fhir['entry'] as unknown[]).length).toBeGreaterThan(10);
});

test('each keeps their own: the custodian theirs, the centre what nobody keeps', async () => {
  const [owner, other, centre] = await Promise.all([
    scopeFor('register-owner', 'Own bank', 'register.catalogue.keep'),
    scopeFor('register-owner', 'Other bank', 'register.catalogue.keep'),
    scopeFor('coordinator', 'Centre', 'register.catalogue.keep'),
  ]);
  const of = { kind: 'biobank' as const, id: 'own' };
  await addEntry(deps(), owner, { kind: 'biobank', record: { id: 'own', name: 'Own' } });
  await expect(addEntry(deps(), other, { kind: 'biobank', record: { id: 'own', name: 'Mine' } })).rejects.toMatchObject(
    { code: 'IDUN_CATALOGUE_TAKEN' },
  );
  const code = async (work: Promise<unknown>): Promise<string> =>
    await work.then(
      () => 'done',
      (error: Problem) => error.code,
    );
  const change = { version: 1, changes: { name: 'New', url: 'https://own.example' } };
  expect(await code(changeEntry(deps(), other, of, change))).toBe('IDUN_CATALOGUE_NOT_YOURS');
  expect(await code(changeEntry(deps(), centre, of, change))).toBe('IDUN_CATALOGUE_NOT_YOURS');
  expect(await code(changeEntry(deps(), centre, { kind: 'biobank', id: 'b2' }, change))).toBe('done');
  expect(await code(changeEntry(deps(), owner, of, { ...change, changes: { country: 'Denmark' } }))).toBe(
    'IDUN_CATALOGUE_ENTRY',
  );
  expect(await code(changeEntry(deps(), owner, of, { ...change, changes: { id: 'x' } }))).toBe('IDUN_CATALOGUE_ENTRY');
  expect(await code(changeEntry(deps(), owner, of, change))).toBe('done');
  expect(await code(changeEntry(deps(), owner, of, change))).toBe('IDUN_CATALOGUE_CHANGED');
  await changeEntry(deps(), owner, of, { version: 2, changes: { url: null } });
  expect((await showEntry(database.app, 'biobank', 'own')).record).toEqual({ id: 'own', name: 'New' });
  // A scope of another act is none for this one.
  const reading = await scopeFor('coordinator', 'Centre', 'register.catalogue.import');
  await expect(changeEntry(deps(), reading, of, change)).rejects.toMatchObject({ code: 'IDUN_SCOPE_ACT' });
  expect(await code(removeEntry(deps(), owner, of, 'closed'))).toBe('done');
  expect(await code(showEntry(database.app, 'biobank', 'own'))).toBe('IDUN_CATALOGUE_NOT_FOUND');
});

test('an own biobank says what it is, its custodian what else is to be known', async () => {
  const { organisationNo } = await ensureOrganisation(database.app, { name: 'Own bank', kind: 'biobank' });
  const link = { world: 'real', biobank: 'Bank', collection: null } as const;
  const own = (name: string, juristicPerson = 'Own bank') => ({
    kind: 'biobank' as const,
    stated: { id: 'bbk_1', name, juristicPerson },
    ...{ link, organisationNo, demo: false },
  });
  expect(await stateOwn(deps(), [own('Bank')])).toBe(1);
  expect(await stateOwn(deps(), [own('Bank')])).toBe(0);
  const owner = await scopeFor('register-owner', 'Own bank', 'register.catalogue.keep');
  await changeEntry(
    deps(),
    owner,
    { kind: 'biobank', id: 'bbk_1' },
    { version: 1, changes: { country: 'DK', name: 'The bank' } },
  );
  expect(await stateOwn(deps(), [own('Bank', 'New owner')])).toBe(1);
  const { record, link: shown } = await showEntry(database.app, 'biobank', 'bbk_1');
  expect([record, shown]).toEqual([
    { id: 'bbk_1', name: 'The bank', juristicPerson: 'New owner', country: 'DK' },
    link,
  ]);
  // Taken back, the biobank's own word is shown again.
  await changeEntry(deps(), owner, { kind: 'biobank', id: 'bbk_1' }, { version: 3, changes: { name: null } });
  const taken = (await showEntry(database.app, 'biobank', 'bbk_1')).record as Collection;
  expect(taken.name).toBe('Bank');
  expect(await stateOwn(deps(), [])).toBe(1);
});

const directory = join(import.meta.dirname, '../../../../shared/data/biobank/molgenis-directory/demo');
if (!existsSync(directory)) console.warn('The Directory’s demo is not imported: ../shared/data/biobank is absent.');

test.skipIf(!existsSync(directory))(
  'the Directory’s own demo comes in whole, is found by its names, and is the same twice',
  async () => {
    const files = readdirSync(directory).filter((name) => /\.csv(\.gz)?$/.test(name));
    const read = (name: string): string => {
      const bytes = readFileSync(join(directory, name));
      return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
    };
    const own = Object.fromEntries(files.map((name) => [name.replace(/\.csv(\.gz)?$/, ''), read(name)]));
    const given = { format: 'directory', source: 'directory-demo', tables: own } as const;
    // The first cell of a row: ids hold no quotes or separators.
    const idsOf = (table: string) =>
      own[table]!.trim()
        .split(/\r?\n/)
        .slice(1)
        .map((line) => line.split(',')[0]!);
    const named = ['Biobanks', 'Collections', 'Networks', 'Studies', 'Services'].flatMap(idsOf);
    expect(named.length).toBeGreaterThan(8);
    const taken = await importEntries(deps(), operator, given);
    expect([taken.added, taken.facts]).toEqual([named.length, idsOf('CollectionFacts').length]);
    for (const table of ['Biobanks', 'Collections', 'Networks', 'Studies'] as const) {
      const kind = { Biobanks: 'biobank', Collections: 'collection', Networks: 'network', Studies: 'study' } as const;
      for (const id of idsOf(table))
        expect(await showEntry(database.app, kind[table], id)).toMatchObject({ record: { id } });
    }
    const again = await importEntries(deps(), operator, given);
    expect([again.added, again.changed, again.same, again.withdrawn]).toEqual([0, 0, named.length, 0]);
  },
);
