import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readDeclarations } from './read-declarations.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-declarations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const save = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return { path: join(folder, name), name };
};

test('a PED individual named after a biosample is the Phenopacket’s subject, parents included', async () => {
  const ped = save('f.ped', 'F1 s1 s3 s2 0 2\nF1 s2 0 0 2 1\nF1 s3 0 0 1 1\n');
  const packet = (id: string, subject: string, sample: string, sex: string) => ({
    id,
    subject: { id: subject, sex },
    biosamples: [{ id: sample, individualId: subject }],
    metaData: { created: '2026-01-01T00:00:00Z', createdBy: 'x', phenopacketSchemaVersion: '2.0' },
  });
  const json = save(
    'p.json',
    JSON.stringify([packet('a', 'child', 's1', 'FEMALE'), packet('b', 'mum', 's2', 'FEMALE')]),
  );
  const { individuals, phenopackets } = await readDeclarations([ped], [json]);
  expect(individuals.map(({ file: _, line: __, ...rest }) => rest)).toEqual([
    { id: 'child', sex: 'female', affected: true, family: 'F1', mother: 'mum', father: 's3', samples: ['s1'] },
    { id: 'mum', sex: 'female', affected: false, family: 'F1', mother: null, father: null, samples: ['s2'] },
    { id: 's3', sex: 'male', affected: false, family: 'F1', mother: null, father: null, samples: [] },
  ]);
  expect(phenopackets).toMatchObject([{ individual: 'child', samples: ['s1'] }, { individual: 'mum' }]);
});

test('the same id in two families stays two individuals', async () => {
  const { individuals } = await readDeclarations([save('two.ped', 'F1 a 0 0 1 1\nF2 a 0 0 2 1\n')], []);
  expect(individuals.map((i) => [i.family, i.id, i.line])).toEqual([
    ['F1', 'a', 1],
    ['F2', 'a', 2],
  ]);
});
