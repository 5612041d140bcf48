import { expect, test } from 'vitest';
import type { FhirResource } from '../fhir/index.ts';
import {
  type Catalogue,
  checkEntry,
  emptyCatalogue,
  readCore,
  readDirectory,
  readFhir,
  readTable,
  type Table,
  writeCore,
  writeDirectory,
  writeFhir,
} from './index.ts';

const contact = { firstName: 'Ida', lastName: 'Holm', email: 'ida@bank.example', phone: '+45 12345678', country: 'DK' };
const full: Catalogue = {
  ...emptyCatalogue(),
  biobank: [
    {
      ...{ id: 'bank-1', name: 'Bank, the first', acronym: 'B1', url: 'https://bank.example', country: 'DK', contact },
      ...{ juristicPerson: 'A region', description: 'Holds "all" of it.\nTwo lines.', infrastructure: ['samples'] },
      ...{ organisational: ['registries'], bioprocessing: ['genomics', 'other'], quality: [{ standard: 'ISO 20387' }] },
    },
  ],
  collection: [
    {
      ...{ id: 'bank-1:serum', biobank: 'bank-1', name: 'Serum', description: 'Old serum', contact, country: 'DK' },
      ...{
        sex: ['male', 'female'],
        ageLow: 6,
        ageLowUnit: 'months',
        ageHigh: 90,
        ageHighUnit: 'years',
        sampleSource: 'human',
      },
      ...{
        datasetTypes: ['genomic'],
        sampleTypes: ['serum', 'nasal-swab'],
        temperatures: ['-18-35'],
        status: 'active',
      },
      ...{ settings: ['care'], designs: ['birth-cohort'], access: ['commercial'], subjects: 1200, inclusion: ['age'] },
      ...{ publications: ['doi:10.1/x'], studies: ['study-1'] },
      diseases: [{ ontology: 'ICD-10', code: 'C50', description: 'Breast' }, { text: 'Rare, unnamed' }],
    },
  ],
  study: [
    { id: 'study-1', name: 'A study', status: 'ended', sampleTypes: ['dna'], sex: ['female'], publications: ['p'] },
  ],
  network: [
    {
      ...{
        id: 'net',
        name: 'A network',
        juristicPerson: 'A region',
        countries: ['DK', 'SE'],
        contact,
        status: 'active',
      },
      ...{ members: ['bank-1', 'Somebody elsewhere'], topics: ['mta'], types: ['biobanks'] },
    },
  ],
};
const tablesOf = async (texts: Record<string, string>): Promise<Record<string, Table>> =>
  Object.fromEntries(
    await Promise.all(Object.entries(texts).map(async ([name, text]) => [name, await readTable(text)])),
  );

test('MIABIS Core tables say what the catalogue says; only a word that MIABIS lacks becomes its own', async () => {
  const { tables, losses } = writeCore(full);
  expect(losses).toEqual([
    { kind: 'collection', id: 'bank-1:serum', field: 'sampleTypes', value: 'Nasal swab', written: 'Swab' },
  ]);
  const { catalogue, faults } = readCore(await tablesOf(tables));
  expect(faults.filter(({ wrong }) => wrong)).toEqual([]);
  const [collection] = full.collection;
  // A collection's country is its biobank's.
  const { country: _, ...own } = { ...collection!, sampleTypes: ['serum', 'swab'] };
  expect(catalogue).toEqual({ ...full, collection: [own] });
  const coded = tables['networks']!.replace('Network status', 'MIABIS-NETWORK-09');
  expect(readCore(await tablesOf({ networks: coded })).catalogue.network).toEqual(full.network);
});

test('FHIR says what the catalogue says, and words go along with codes that tell less', () => {
  const bundle = writeFhir(full);
  const resources = (bundle['entry'] as { resource: FhirResource }[]).map(({ resource }) => resource);
  expect(new Set(resources.map(({ id }) => id)).size).toBeLessThan(resources.length);
  for (const { id } of resources) expect(id).toMatch(/^[A-Za-z0-9.-]{1,64}$/);
  const { catalogue, leftOut, faults } = readFhir(resources.reverse());
  expect([leftOut, faults.filter(({ wrong }) => wrong)]).toEqual([[], []]);
  expect(catalogue).toEqual(full);
});

test('the Directory has no gestational weeks, no words for a disease: what is lost is told', async () => {
  const { tables, losses } = writeDirectory(full);
  expect(losses.map(({ field, value }) => `${field}: ${value}`)).toEqual([
    'datasetTypes: Genomic dataset',
    'diseases: Rare, unnamed',
  ]);
  expect(tables['Collections']).toContain(',6,1080,MONTH,');
  const { catalogue } = readDirectory(await tablesOf(tables));
  expect(catalogue.collection[0]).toMatchObject({ ageLow: 6, ageHigh: 1080, sampleTypes: ['serum', 'nasal-swab'] });
  expect(catalogue.biobank[0]).toMatchObject({ contact, description: full.biobank[0]!.description });
});

test('an entry is refused for what is wrong and told what MIABIS misses', () => {
  const { entry, faults } = checkEntry('collection', { id: 'x', name: 'X', sex: ['male'], ageLow: 40, ageHigh: 18 });
  expect(entry).toBeNull();
  expect(faults.filter(({ kind }) => kind === 'wrong')).toEqual([
    { kind: 'wrong', attribute: 'MIABIS-COLLECTION-10', field: 'ageHigh', expected: 'not below Age Low' },
  ]);
  expect(faults.filter(({ kind }) => kind === 'missing').map(({ attribute }) => attribute)).toEqual([
    ...['MIABIS-COLLECTION-05', 'MIABIS-COLLECTION-06', 'MIABIS-COLLECTION-13', 'MIABIS-COLLECTION-14'],
  ]);
  expect(checkEntry('biobank', { id: 'a b', name: 'X', country: 'Denmark', url: 'javascript:1' }).faults).toMatchObject(
    [...[{ field: 'id' }, { field: 'url', attribute: 'MIABIS-BIOBANK-04' }, { field: 'country' }]],
  );
});

test('a row that cannot be read names table, line, column and what was expected', async () => {
  const text =
    'id,name,materials,age_low,diagnosis_available,contact\nc1,One,"DNA,JAM",x,urn:miriam:icd:C50,nobody\nc1,Two,,,,\n';
  const { catalogue, faults } = readDirectory({ Collections: await readTable(text) });
  expect(catalogue.collection).toMatchObject([{ id: 'c1', name: 'One', sampleTypes: ['dna'] }]);
  expect(faults.filter(({ wrong }) => wrong)).toMatchObject([
    { table: 'Collections', line: 2, column: 'materials', found: 'JAM', expected: expect.stringContaining('SERUM') },
    { line: 2, column: 'age_low', found: 'x', expected: 'a whole number' },
    { line: 2, column: 'contact', found: 'nobody' },
    { line: 3, column: 'id', found: 'c1', expected: 'an ID once' },
  ]);
});
