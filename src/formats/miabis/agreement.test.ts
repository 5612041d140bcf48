import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../error.ts';
import type { FhirResource } from '../fhir/index.ts';
import {
  attributes,
  emptyCatalogue,
  flatColumns,
  flatRowsOfXml,
  keyOf,
  type ListName,
  lists,
  readDirectory,
  readExchange,
  readFhir,
  readTable,
  type Table,
  writeDirectory,
  writeFhir,
} from './index.ts';
import { countAt, fshCardinalities, fshInstance, fshNames } from './testing.ts';

const shared = join(import.meta.dirname, '../../../../shared/data/biobank');
const there = (name: string): boolean => existsSync(join(shared, name));
const all = ['miabis', 'miabis-on-fhir', 'molgenis-directory', 'miabis-exchange'].every(there);
if (!all) console.warn('MIABIS agreement not checked: ../shared/data/biobank is absent.');

const filesIn = (folder: string): string[] =>
  readdirSync(join(shared, folder)).map((name) => join(shared, folder, name));
const tablesIn = async (folder: string, names?: readonly string[]): Promise<Record<string, Table>> => {
  const tables: Record<string, Table> = {};
  for (const file of filesIn(folder)) {
    const name = basename(file).replace(/\.\w+$/, '');
    if (names === undefined || names.includes(name)) tables[name] = await readTable(readFileSync(file, 'utf8'));
  }
  return tables;
};

describe.skipIf(!all)('MIABIS Core 3 as published', () => {
  const pages = {
    biobank: 'Biobank',
    collection: 'Collection',
    study: 'ResearchResource',
    network: 'Network',
  } as const;
  test.each(Object.entries(pages))('attributes of a %s: codes, names and allowed values', (kind, page) => {
    const text = readFileSync(join(shared, `miabis/core-v3/Data-describing-${page}.md`), 'utf8');
    const rows = [...text.matchAll(/^\|\s*(MIABIS-[A-Z]+-\d+)\s*\|([^\n]*)$/gm)].map(([, code, rest]) => ({
      code: code!.replace(/-(\d)$/, '-0$1'),
      cells: rest!.split('|').map((cell) => cell.trim()),
    }));
    const own = attributes[kind as keyof typeof attributes];
    expect(own.map(({ code, name }) => [code, name])).toEqual(rows.map(({ code, cells }) => [code, cells[0]]));
    let compared = 0;
    for (const [i, { form }] of own.entries()) {
      if (typeof form !== 'object') continue;
      const { cells } = rows[i]!;
      const allowed = (cells.slice(3).find((cell) => cell.includes(', ')) ?? cells.at(-1)!).replace(
        /^Can be several values: /,
        '',
      );
      // "Common sample access, policy" is one value there, parted by a comma too many.
      const words = allowed
        .replace('sample access, policy', 'sample access policy')
        .split(/,\s+/)
        .map((word) => word.replace(/\.$/, ''));
      const known = words.flatMap((word) => keyOf(form.list, word) ?? `unknown ${word}`);
      const core = lists[form.list].values.filter(({ core: other }) => other === null).map(({ key }) => key);
      expect(known, own[i]!.code).toEqual(core);
      compared++;
    }
    expect(compared).toBeGreaterThan(1);
  });

  test('code systems of MIABIS on FHIR have no other codes', () => {
    const systems = new Map<string, string[]>(
      filesIn('miabis-on-fhir/codeSystems').map((file) => {
        const text = readFileSync(file, 'utf8');
        return [/^Id: *(\S+)/m.exec(text)![1]!, [...text.matchAll(/^\*\s+#(\S+)/gm)].map(([, code]) => code!)];
      }),
    );
    const named = Object.values(lists).filter(({ fhirSystem }) => fhirSystem !== null);
    expect(named.length).toBe(13);
    for (const { fhirSystem, values } of named) {
      const own = new Set(values.flatMap(({ fhir }) => fhir ?? []));
      expect([...own].sort(), fhirSystem!).toEqual([...(systems.get(fhirSystem!) ?? [])].sort());
    }
  });

  test('codes of the Directory’s lists are known', async () => {
    const names: Readonly<Record<string, ListName>> = {
      ...{ MaterialTypes: 'sampleType', DataCategories: 'datasetType', CollectionTypes: 'design', SexTypes: 'sex' },
      ...{
        AgeUnits: 'ageUnit',
        StorageTemperatureTypes: 'temperature',
        CommonNetworkElements: 'topic',
        AgeRanges: 'ageRange',
      },
    };
    const tables = await tablesIn('molgenis-directory/ontologies', Object.keys(names));
    for (const [table, list] of Object.entries(names)) {
      const codes = tables[table]!.rows.map(({ cells }) => cells['name']!).filter((code) => code !== '*');
      // A misspelling of "Not available" in one list is known by the other's code.
      expect(
        codes.filter((code) => keyOf(list, code) === undefined),
        table,
      ).toEqual([]);
    }
  });
});

describe.skipIf(!all)('the Directory’s demo', () => {
  test('every table is read, and written again says the same', async () => {
    const tables = await tablesIn('molgenis-directory/demo');
    const { catalogue, faults, leftOut } = readDirectory(tables);
    expect(faults.filter(({ wrong }) => wrong)).toEqual([]);
    expect(leftOut).toEqual([
      ...['Address', 'Catalogs', 'ContactPersonsNationalNodes', 'DataServices', 'Endpoints', 'NationalNodes'],
      ...['Organisations', 'Publishers'],
    ]);
    const { biobank, collection, network, study, service, facts } = catalogue;
    expect([biobank, collection, network, study, service, facts].map(({ length }) => length)).toEqual([
      3, 3, 3, 1, 2, 123,
    ]);
    expect(biobank[1]).toMatchObject({
      quality: [{ standard: 'iso-20166-2', level: 'accredited' }],
      contact: { lastName: 'Biobank2' },
    });
    expect(collection[0]!.diseases).toEqual([
      { ontology: 'ORPHA', code: '100001' },
      { ontology: 'ORPHA', code: '101009' },
    ]);
    expect(network[2]!.members).toHaveLength(4);

    const written = writeDirectory(catalogue);
    expect(written.losses).toEqual([]);
    const again: Record<string, Table> = {};
    for (const [name, text] of Object.entries(written.tables)) again[name] = await readTable(text);
    expect(readDirectory(again)).toEqual({
      catalogue,
      faults: faults.map((one) => ({ ...one, line: expect.any(Number) })),
      leftOut: [],
    });

    // Cell by cell: what stood in the Directory's own tables stands in ours.
    let cells = 0;
    const auto = new Set(['QualityInfoBiobanks id', 'QualityInfoCollections id', 'AlsoKnownIn label']);
    for (const [name, { rows }] of Object.entries(tables)) {
      if (leftOut.includes(name)) continue;
      const key =
        name === 'QualityInfoServices' ? 'qualityStandard' : name.startsWith('Quality') ? 'quality_standard' : 'id';
      for (const { cells: wanted } of rows) {
        const own = again[name]!.rows.find((row) => row.cells[key] === wanted[key])?.cells ?? {};
        for (const [column, cell] of Object.entries(wanted)) {
          if (cell === '' || auto.has(`${name} ${column}`) || (name === 'Biobanks' && column === 'services')) continue;
          expect(own[column]?.replaceAll('"', ''), `${name} ${wanted[key]} ${column}`).toBe(cell.replaceAll('"', ''));
          cells++;
        }
      }
    }
    expect(cells).toBeGreaterThan(1200);
    // And by way of FHIR: what its profiles have is the same, whatever else is lost.
    const { catalogue: back } = readFhir(resourcesOf(writeFhir(catalogue)));
    for (const [i, one] of back.collection.entries()) expect(collection[i]).toMatchObject(one);
    for (const [i, one] of back.biobank.entries())
      expect({ ...biobank[i], contact: one.contact, quality: one.quality }).toMatchObject(one);
  });

  test('diseases of its list are read and written as they are', () => {
    const text = gunzipSync(readFileSync(join(shared, 'molgenis-directory/ontologies/DiseaseTypes.csv.gz'))).toString(
      'utf8',
    );
    const codes = [...text.matchAll(/^,((?:ORPHA|urn:miriam:icd):[^,"]+),/gm)].map(([, code]) => code!);
    expect(codes.length).toBeGreaterThan(20_000);
    const collection = { id: 'c', name: 'c', diseases: [] as { ontology?: string; code: string }[] };
    const cells = { id: 'c', name: 'c', diagnosis_available: codes.slice(0, 900).join(',') };
    const { catalogue } = readDirectory({ Collections: { columns: Object.keys(cells), rows: [{ line: 2, cells }] } });
    expect(catalogue.collection[0]!.diseases).toHaveLength(900);
    const { tables } = writeDirectory({
      ...emptyCatalogue(),
      collection: [{ ...collection, ...catalogue.collection[0]! }],
    });
    expect(tables['Collections']).toContain(codes.slice(0, 900).join(','));
  });
});

const resourcesOf = (bundle: FhirResource): FhirResource[] =>
  (bundle['entry'] as { resource: FhirResource }[]).map(({ resource }) => resource);

describe.skipIf(!all)('MIABIS on FHIR’s examples', () => {
  const folders = ['profiles', 'extensions', 'codeSystems'].flatMap((name) =>
    all ? filesIn(`miabis-on-fhir/${name}`) : [],
  );
  const names = fshNames(folders, 'https://fhir.bbmri-eric.eu');
  const example = (name: string) =>
    fshInstance(join(shared, `miabis-on-fhir/instances/${name}.fsh`), names) as unknown as FhirResource;

  test('biobank, collection and network are read, and written again are the same', () => {
    const person: FhirResource = { resourceType: 'Organization', id: 'example-juristic-person', name: 'A university' };
    const given = [person, ...['biobankInstance', 'collectionOrgInstance', 'networkOrgInstance'].map(example)];
    const { catalogue, leftOut } = readFhir(given);
    expect(leftOut).toEqual([]);
    expect(catalogue.biobank).toEqual([
      {
        ...{ id: 'biobankId', name: 'biobankName', acronym: 'biobankAlias', url: 'http://biobank.com', country: 'CZ' },
        ...{ juristicPerson: 'A university', description: 'descriptionExample', quality: [{ standard: 'ISO 9001' }] },
        // The example overwrites its e-mail's system with that of a phone.
        contact: { firstName: 'contactName', lastName: 'contactFamilyName', phone: 'contactEmail' },
        ...{ infrastructure: ['samples'], organisational: ['other'], bioprocessing: ['other'] },
      },
    ]);
    expect(catalogue.collection[0]).toMatchObject({
      ...{
        id: 'collectionOrgId',
        biobank: 'biobankId',
        datasetTypes: ['genomic'],
        sampleSource: 'human',
        settings: ['care'],
      },
      ...{ designs: ['case-control'], access: ['commercial'], publications: ['publicationExample'] },
    });
    expect(catalogue.network[0]).toMatchObject({
      topics: ['charter'],
      countries: ['CZ'],
      juristicPerson: 'A university',
    });
    expect(readFhir(resourcesOf(writeFhir(catalogue))).catalogue).toEqual(catalogue);
  });

  test('what is written has what the profiles ask for, and no more of anything than they allow', async () => {
    const { catalogue } = readDirectory(await tablesIn('molgenis-directory/demo'));
    const resources = resourcesOf(writeFhir(catalogue));
    let compared = 0;
    const missing: string[] = [];
    for (const name of ['biobank', 'collection', 'collectionOrg', 'network', 'networkOrg']) {
      const file = join(shared, `miabis-on-fhir/profiles/${name}.fsh`);
      const id = /^Id: *(\S+)/m.exec(readFileSync(file, 'utf8'))![1]!;
      const own = resources.filter((one) => JSON.stringify(one['meta'] ?? {}).includes(`/${id}"`));
      expect(own.length, id).toBeGreaterThan(0);
      for (const { path, least, most } of fshCardinalities(file)) {
        if (path.includes('[') || path.startsWith('characteristic')) continue;
        for (const one of own) {
          const [parent] = path.split('.');
          const n = countAt(one, path);
          const per = path.includes('.') ? Math.max(1, countAt(one, parent!)) : 1;
          if (path.includes('.') && countAt(one, parent!) === 0) continue;
          expect(n / per, `${id} ${path}`).toBeLessThanOrEqual(most);
          if (n < least) missing.push(`${id} ${path} ${(one['identifier'] as { value: string }[])[0]!.value}`);
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(80);
    // The demo's people and networks lack what MIABIS asks for; nothing else is missing.
    expect([...new Set(missing.map((one) => one.split(' ').slice(0, 2).join(' ')))].sort()).toEqual([
      'miabis-network-organization address',
      'miabis-network-organization partOf',
    ]);
  });
});

describe.skipIf(!all)('MIABIS 2 exchange tables', () => {
  test('tables of their own', async () => {
    const names = ['biobank', 'contactInfo', 'sampleCollection', 'study', 'sample'];
    const { catalogue, faults, leftOut } = readExchange(await tablesIn('miabis-exchange/input', names));
    expect([faults.filter(({ wrong }) => wrong), leftOut]).toEqual([[], []]);
    expect(catalogue.biobank).toMatchObject([
      { id: '2038', name: 'KI Biobank', country: 'SE', contact: { lastName: 'Baggins' } },
    ]);
    expect(catalogue.collection).toMatchObject([
      {
        id: 'SC1',
        biobank: '2038',
        studies: ['100'],
        sampleTypes: ['serum'],
        sex: ['male', 'female'],
        designs: ['case-control'],
      },
    ]);
    expect(catalogue.study).toMatchObject([
      { id: '100', subjects: 100, inclusion: ['gravidity'], designs: ['cross-sectional'] },
    ]);
  });

  test('flat rows, with a header and without', async () => {
    const named = await tablesIn('miabis-exchange/input', ['input1']);
    const text = readFileSync(join(shared, 'miabis-exchange/input/input2.txt'), 'utf8').replace(/^#[^\n]*\n/, '');
    const bare = await readTable(`${flatColumns.join('\t')}\n${text}`);
    const [one, two] = [readExchange(named), readExchange({ input2: bare })];
    expect(one.catalogue).toEqual(two.catalogue);
    expect(one.catalogue.biobank).toMatchObject([{ id: 'KI_Biobank', url: 'http://ki.se/kibiobank' }]);
    expect(one.catalogue.collection).toMatchObject([
      { id: '1', biobank: 'KI_Biobank', studies: ['102'], sampleTypes: ['serum'] },
    ]);
    expect(one.catalogue.study).toMatchObject([{ id: '102', name: '102', description: 'TwinGene' }]);
  });

  test('its XML: the example as it is published names what its own schema refuses, and reads when that is mended', () => {
    const text = readFileSync(join(shared, 'miabis-exchange/sample-exchange-example.xml'), 'utf8');
    const wrong = readExchange({ example: flatRowsOfXml(text) }).faults.filter((one) => one.wrong);
    expect(wrong).toMatchObject([{ table: 'example', line: 1, column: 'MIABIS-BIOBANK-06' }]);
    const mended = text.replace('<country>country</country>', '<country>SE</country>');
    const { catalogue, faults } = readExchange({ example: flatRowsOfXml(mended) });
    expect(faults.filter((one) => one.wrong)).toEqual([]);
    expect(catalogue.biobank).toMatchObject([
      {
        ...{ id: 'idvalue3', acronym: 'acronym', name: 'name', url: 'http://tempuri.org', country: 'SE' },
        contact: { id: '1', firstName: 'Pepito', lastName: 'Perez', city: 'Munich', country: 'DE' },
      },
    ]);
    expect(catalogue.study).toMatchObject([
      {
        ...{ id: 'idvalue4', designs: ['case-control'], sex: ['male'], sampleTypes: ['rna'], subjects: 1 },
        ...{
          ageLow: 1,
          ageHigh: 1,
          ageLowUnit: 'years',
          datasetTypes: ['biological-samples'],
          inclusion: ['health'],
        },
        kept: { investigator: 'principalInvestigator', donors: '1' },
      },
    ]);
    for (const evil of [`<!DOCTYPE m [<!ENTITY x "y">]>${text}`, text.slice(0, 900), '<miabis>&other;</miabis>']) {
      expect(() => flatRowsOfXml(evil)).toThrow(FormatError);
    }
  });
});
