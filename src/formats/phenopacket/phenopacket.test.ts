import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { FormatError } from '../error.ts';
import {
  buildCohort,
  buildFamily,
  interpretedVariants,
  type PhenopacketDocument,
  type PhenopacketExport,
  parsePhenopacketDocument,
  readPhenopackets,
} from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-phenopacket-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function readAll(path: string): Promise<PhenopacketDocument[]> {
  const out: PhenopacketDocument[] = [];
  for await (const document of readPhenopackets(path)) out.push(document);
  return out;
}
const save = (content: string | Uint8Array) => {
  writeFileSync(join(folder, 'p'), content);
  return join(folder, 'p');
};
const packet = (id: string) => ({ id, subject: { id: `${id}-person`, sex: 'FEMALE' } });

test('a document, a list, lines of documents, gzipped or not', async () => {
  const [a, b] = [packet('a'), packet('b')];
  const forms = [
    JSON.stringify([a, b], null, 2),
    JSON.stringify([a, b]),
    `${JSON.stringify(a)}\n\n${JSON.stringify(b)}\n`,
    gzipSync(`${JSON.stringify(a)}\r\n${JSON.stringify(b)}`),
  ];
  for (const form of forms)
    expect((await readAll(save(form))).map((d) => d.phenopackets[0]?.subject?.id)).toEqual(['a-person', 'b-person']);
  expect(await readAll(save(JSON.stringify(a, null, 2)))).toHaveLength(1);
});

test('what protobuf’s JSON allows: snake_case, enum numbers, 64-bit integers as text', () => {
  const { phenopackets, pedigree } = parsePhenopacketDocument({
    id: 'f',
    proband: {
      id: 'p',
      subject: { id: 's', sex: 2, alternate_ids: ['x'], karyotypic_sex: 'XY' },
      phenotypic_features: [
        { type: { id: 'HP:1', label: 'One' } },
        { type: { id: 'HP:2', label: 'Two' }, excluded: true },
      ],
      files: [{ uri: 'file://a', individual_to_file_identifiers: { some_one: 'NA_1' } }],
      interpretations: [
        {
          diagnosis: {
            genomic_interpretations: [
              {
                subject_or_biosample_id: 's',
                interpretation_status: 'CAUSATIVE',
                variant_interpretation: {
                  variation_descriptor: {
                    vcf_record: { genome_assembly: 'GRCh38', chrom: '1', pos: '55051215', ref: 'G', alt: 'A' },
                  },
                },
              },
            ],
          },
        },
      ],
    },
    pedigree: { persons: [{ individual_id: 's', paternal_id: '0', maternal_id: 'm', sex: 1, affected_status: 2 }] },
  });
  const [proband] = phenopackets;
  expect(proband?.subject).toMatchObject({ sex: 'MALE', alternateIds: ['x'], karyotypicSex: 'XY' });
  expect([proband?.observed, proband?.excluded]).toEqual([
    [{ id: 'HP:1', label: 'One' }],
    [{ id: 'HP:2', label: 'Two' }],
  ]);
  expect([...proband!.files[0]!.individualToFileIdentifiers]).toEqual([['some_one', 'NA_1']]);
  expect(interpretedVariants(proband!)).toEqual([
    {
      subjectOrBiosampleId: 's',
      status: 'CAUSATIVE',
      assembly: 'GRCh38',
      chrom: '1',
      pos: 55051215,
      ref: 'G',
      alt: 'A',
    },
  ]);
  expect(pedigree).toEqual([
    { familyId: '', individualId: 's', paternalId: null, maternalId: 'm', sex: 'FEMALE', affected: true },
  ]);
});

test.each([
  [{ subject: { id: 'x' } }, 'MISSING', 'id is missing'],
  [{ id: 'a', subject: {} }, 'MISSING', 'subject.id'],
  [{ id: 'a', subject: { id: 'x', sex: 'WOMAN' } }, 'VALUE', 'subject.sex is "WOMAN"'],
  [{ id: 'a', members: [packet('b'), 7] }, 'TYPE', 'members[1] is a number'],
  [{ id: 'a', phenotypicFeatures: {} }, 'TYPE', 'phenotypicFeatures is an object'],
  [{ id: 'a', phenotypicFeaturesMALFORMED: [] }, 'FIELD', 'phenotypicFeaturesMALFORMED does not exist'],
  [{ id: 'a', metaData: { phenopacketSchemaVersion: '1.0.0-RC3' } }, 'VERSION', 'version 1.0.0-RC3'],
  [[], 'TYPE', 'the document is a list'],
])('%j is refused', (json, reason, detail) => {
  try {
    parsePhenopacketDocument(json, { file: 'p.json' });
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    expect(error).toMatchObject({ code: `IDUN_PHENOPACKET_${reason}`, place: { file: 'p.json' } });
    expect((error as Error).message).toContain(detail);
  }
});

test('a wrong line is named; YAML is not JSON', async () => {
  await expect(readAll(save(`${JSON.stringify(packet('a'))}\n{"id":`))).rejects.toMatchObject({
    code: 'IDUN_PHENOPACKET_JSON',
    place: { line: 2 },
  });
  await expect(readAll(save('id: a\nsubject:\n  id: x\n'))).rejects.toMatchObject({ code: 'IDUN_PHENOPACKET_JSON' });
});

test('any JSON gives a document or a FormatError', () => {
  const keys = fc.constantFrom(
    'id',
    'subject',
    'sex',
    'biosamples',
    'members',
    'proband',
    'pedigree',
    'persons',
    'files',
    'phenotypicFeatures',
    'type',
  );
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(keys, tie('json')),
    ),
  }));
  fc.assert(
    fc.property(json, (value) => {
      try {
        for (const p of parsePhenopacketDocument(value).phenopackets) interpretedVariants(p);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }),
    { numRuns: 500 },
  );
});

const stamp = { created: '2026-11-21T12:00:00Z', createdBy: 'Idun' };
const exported = (id: string): PhenopacketExport => ({
  id,
  subject: { id: `${id}-s`, sex: 'MALE', alternateIds: ['alt'], dateOfBirth: '1990-01-01T00:00:00Z' },
  observed: [{ id: 'HP:0001250', label: 'Seizure' }],
  excluded: [{ id: 'HP:0000256', label: 'Macrocephaly' }],
  biosamples: [{ id: 'b1', sampledTissue: { id: 'UBERON:0000178', label: 'blood' } }],
  files: [
    {
      uri: 'file:///a.vcf.gz',
      samples: new Map([[`${id}-s`, 'NA1']]),
      attributes: new Map([['genomeAssembly', 'GRCh38']]),
    },
  ],
});

test('what is exported is read back', () => {
  const pedigree = [
    { familyId: 'F', individualId: 'a-s', paternalId: null, maternalId: 'b-s', sex: 'MALE', affected: true },
  ] as const;
  const family = buildFamily({ id: 'F', proband: exported('a'), relatives: [exported('b')], pedigree }, stamp);
  const read = parsePhenopacketDocument(JSON.parse(JSON.stringify(family)));
  expect(read).toMatchObject({ kind: 'family', id: 'F', pedigree });
  expect(read.phenopackets[1]).toMatchObject({
    subject: { id: 'b-s', sex: 'MALE', alternateIds: ['alt'], dateOfBirth: '1990-01-01T00:00:00Z' },
    observed: exported('b').observed,
    excluded: exported('b').excluded,
    biosamples: [{ id: 'b1', individualId: 'b-s', sampledTissue: { id: 'UBERON:0000178', label: 'blood' } }],
  });
  expect(read.phenopackets[0]?.files[0]?.fileAttributes.get('genomeAssembly')).toBe('GRCh38');
  const cohort = parsePhenopacketDocument(buildCohort({ id: 'C', members: [exported('a')] }, stamp));
  expect([cohort.kind, cohort.phenopackets.length]).toEqual(['cohort', 1]);
});

const vectors = '../shared/ga4gh/phenopackets';
describe.runIf(existsSync(vectors))('published documents', () => {
  test.each([
    ['io-v1-v2/v2/phenopacket.json', 'phenopacket', 1],
    ['io-v1-v2/v2/cohort.json', 'cohort', 1],
    ['jsonschema-tests/example-family.json', 'family', 1],
    ['jsonschema-tests/bethlem-myopathy.json', 'phenopacket', 1],
    ['jsonschema-tests/retinoblastoma.json', 'phenopacket', 1],
    ['examples/python/tests/covid19.json', 'phenopacket', 1],
    ['examples/python/tests/mcahs1.json', 'phenopacket', 1],
    ['validator-examples/validate/organ-systems/marfan.all-organ-system-annotated.json', 'phenopacket', 1],
  ])('%s', async (name, kind, least) => {
    const [document] = await readAll(join(vectors, name));
    expect(document?.kind).toBe(kind);
    expect(document?.phenopackets.length).toBeGreaterThanOrEqual(least);
  });

  test('the family’s pedigree', async () => {
    const [family] = await readAll(join(vectors, 'jsonschema-tests/example-family.json'));
    expect(family?.pedigree.map((p) => [p.individualId, p.paternalId, p.sex, p.affected])).toEqual([
      ['example-proband-id', 'father-id', 'MALE', true],
      ['father-id', null, 'MALE', false],
      ['mother-id', null, 'FEMALE', false],
    ]);
  });

  test.each([
    ['io-v1-v2/v1/phenopacket.json', 'VERSION'],
    ['validator-examples/convert/Schreckenbach-2014-TPM3-II.2.json', 'VERSION'],
    ['jsonschema-tests/bethlehamMyopathyInvalidExample.json', 'FIELD'],
    ['io-v1-v2/v2/phenopacket.yaml', 'JSON'],
  ])('%s is refused', async (name, reason) => {
    await expect(readAll(join(vectors, name))).rejects.toMatchObject({ code: `IDUN_PHENOPACKET_${reason}` });
  });
});

const store = '../shared/data/clinical/phenopackets/phenopacket-store.shared.jsonl.gz';
test.runIf(existsSync(store))('thousands of published cases', () => {
  const lines = gunzipSync(readFileSync(store)).toString().trim().split('\n');
  let variants = 0;
  for (const line of lines) {
    const { phenopacket } = JSON.parse(line) as { phenopacket: unknown };
    const [packet] = parsePhenopacketDocument(phenopacket).phenopackets;
    expect(packet?.subject?.id).toBeTruthy();
    variants += interpretedVariants(packet!).length;
  }
  expect(lines.length).toBeGreaterThan(4000);
  expect(variants).toBeGreaterThan(3000);
});
