import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cprAt, openTestRegister, type TestRegister } from '../testing.ts';

let register: TestRegister;
beforeAll(async () => {
  register = await openTestRegister();
});
afterAll(() => register.close());

const described = {
  ...{ feed: 'hospital', title: 'Hospital', custodian: 'Test hospital', format: 'fhir', namespace: 'hospital' },
  systems: { 'http://hl7.org/fhir/sid/icd-10': { list: 'own', prefix: 'D' } },
  unknownPeople: 'provisional',
};
const coded = (code: string, system = 'http://hl7.org/fhir/sid/icd-10') => ({ coding: [{ system, code }] });
const bundle = (...resources: object[]) =>
  JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) });

const condition = (id: string, subject: string, code: string, more = {}) => ({
  ...{ resourceType: 'Condition', id, subject: { reference: subject } },
  ...{ code: coded(code), onsetDateTime: '2001-02-03T10:00:00+01:00', ...more },
});
const patients = [
  {
    ...{ resourceType: 'Patient', id: 'known', gender: 'female', birthDate: '1950-03-01' },
    identifier: [{ system: 'urn:oid:1.2.208.176.1.2', value: cprAt(0) }],
    address: [{ state: 'Nord', city: 'Nordby' }],
  },
  { resourceType: 'Patient', id: 'new', gender: 'other', birthDate: '1970' },
];

test('bundles in any order: people by number or provisional, events by register, codes of the lists', async () => {
  const files = {
    // What happened comes before whom it happened to.
    'h/1.json': bundle(
      condition('c1', 'Patient/known', 'E11.0'),
      condition('c2', 'urn:uuid:new', 'C50'),
      condition('c3', 'Patient/new', 'C50', { verificationStatus: coded('refuted', 'x') }),
      condition('c4', 'Patient/new', '73211009', { code: coded('73211009', 'http://snomed.info/sct') }),
      {
        ...{ resourceType: 'MedicationRequest', status: 'active', authoredOn: '2003-04-05' },
        ...{ subject: { reference: 'Patient/new' }, medicationReference: { reference: 'Medication/m' } },
      },
    ),
    'h/2.json.gz': gzipSync(bundle(...patients, { resourceType: 'Medication', id: 'm', code: coded('A10', 'atc') })),
    'h/3.ndjson': [
      {
        ...{ resourceType: 'Specimen', id: 's', subject: { reference: 'Patient/new' }, type: coded('BuffyCoat', 'x') },
        collection: { collectedDateTime: '2011-04', quantity: { value: 1.5, unit: 'mL' } },
        identifier: [{ value: 'T-1' }],
        extension: [{ url: 'https://x/sample-collection-extension', valueIdentifier: { value: 'col-1' } }],
        processing: [{ extension: [{ url: 'https://x/StorageTemperature', valueCodeableConcept: coded('RT', 'x') }] }],
      },
    ]
      .map((one) => JSON.stringify(one))
      .join('\n'),
  };
  const loaded = await register.load({ ...described, files: ['h/*'] }, files);
  expect(loaded.report.faults).toEqual([]);
  expect(loaded.report).toMatchObject({ rows: 7, kept: 7, people: 2, unknown: { provisional: 1 } });
  const events = await register.rows('hospital', 'events');
  const fresh = events.find(({ code }) => code === 'A10')!['person'];
  expect(events).toEqual(
    expect.arrayContaining([
      { person: 0, day: '2001-02-03', code: 'DE110', kind: '' },
      { person: fresh, day: '2001-02-03', code: 'DC50', kind: '' },
      { person: fresh, day: '2001-02-03', code: '73211009', kind: '' },
      { person: fresh, day: '2003-04-05', code: 'A10', kind: '' },
    ]),
  );
  expect(await register.rows('hospital', 'specimens')).toEqual([
    {
      ...{
        person: fresh,
        day: '2011-04-01',
        type: 'buffy-coat',
        collection: 'col-1',
        temperature: 'room temperature',
        volume_ul: 1500,
      },
      ...{ biobank: '', thaws: 0, sprec: '', state: '', consent: '', custodian_id: 'T-1' },
    },
  ]);
  expect(await register.rows('hospital', 'persons')).toContainEqual({
    ...{ person: 0, born: '1950-03-01', sex: 'female', region: 'Nord', municipality: 'Nordby', died: null },
  });
});

test.each([
  ['a code that is not in the list', bundle(...patients, condition('c', 'Patient/new', 'Q99')), 'code', 3],
  ['no day', bundle(...patients, condition('c', 'Patient/new', 'E11', { onsetDateTime: undefined })), 'missing', 3],
  ['nobody', bundle(condition('c', '', 'E11')), 'missing', 1],
  ['half a bundle', bundle(...patients).slice(0, -20), 'cut-off', 0],
  ['no resource', JSON.stringify({ resourceType: 'Bundle', entry: [{ resource: { id: 'x' } }] }), 'cut-off', 1],
])('%s refuses the feed and names the entry', async (_what, content, kind, row) => {
  const { state, report } = await register.load({ ...described, files: ['bad.json'] }, { 'bad.json': content });
  expect([state, report.faults.map((one) => [one.kind, one.places[0]!.file, one.places[0]!.row])]).toEqual([
    'refused',
    [[kind, 'bad.json', row]],
  ]);
});

const shared = join(import.meta.dirname, '../../../../../shared/data/biobank');

if (!existsSync(shared)) console.warn('Synthea’s bundles are not checked: ../shared/data/biobank is absent.');
describe.skipIf(!existsSync(join(shared, 'blaze-etl')))('example files', () => {
  test('the bundles that come in the wrong order', async () => {
    const files = Object.fromEntries(
      readdirSync(join(shared, 'blaze-etl')).map((name) => [
        `etl/${name}`,
        readFileSync(join(shared, 'blaze-etl', name)),
      ]),
    );
    const loaded = await register.load(
      { ...described, feed: 'etl', files: ['etl/*.json'], accept: { missing: 1 } },
      files,
    );
    // Its condition has no day.
    expect([loaded.state, loaded.report.faults.map(({ kind, rows }) => [kind, rows])]).toEqual([
      'current',
      [['missing', 1]],
    ]);
    const people = new Set(
      [...(await register.rows('etl', 'specimens')), ...(await register.rows('etl', 'persons'))].map(
        ({ person }) => person,
      ),
    );
    expect(people.size).toBe((await register.rows('etl', 'persons')).length);
    expect((await register.rows('etl', 'specimens')).length).toBeGreaterThan(1);
  });

  test('Synthea: as many rows as there are resources of each kind', async () => {
    const folder = join(shared, 'blaze-synthea');
    const names = readdirSync(folder)
      .filter((name) => name.endsWith('.bz2'))
      .slice(0, 8);
    const texts = names.map((name) => execFileSync('bzip2', ['-dc', join(folder, name)], { maxBuffer: 1 << 28 }));
    const files = Object.fromEntries(names.map((name, i) => [`synthea/${name.slice(0, -4)}`, texts[i]!]));
    const loaded = await register.load({ ...described, feed: 'synthea', files: ['synthea/*.json'] }, files);
    expect([loaded.state, loaded.report.faults.filter(({ accepted }) => !accepted)]).toEqual(['current', []]);
    const entries = texts.flatMap(
      (text) => (JSON.parse(text.toString()) as { entry: { resource: { resourceType: string } }[] }).entry,
    );
    const count = (type: string) => entries.filter(({ resource }) => resource.resourceType === type).length;
    const published = await register.published('synthea');
    const rows = (kind: string) =>
      published.filter((one) => one.register === kind).reduce((sum, one) => sum + one.rows, 0);
    expect(rows('diagnoses')).toBe(count('Condition'));
    expect(rows('observations')).toBe(count('Observation'));
    expect(rows('procedures')).toBe(count('Procedure'));
    expect(await register.rows('synthea', 'persons')).toHaveLength(count('Patient'));
  });
});
