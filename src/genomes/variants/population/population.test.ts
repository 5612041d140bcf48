import { expect, test } from 'vitest';
import { bitmapIndices } from '../../../bits/index.ts';
import { buildPopulation, type GenomeRow, type Manifest, Projection } from './index.ts';

function genome(genomeNo: number, changes: Partial<GenomeRow> = {}): GenomeRow {
  return {
    genomeNo,
    id: `gen_${genomeNo}`,
    personNo: genomeNo,
    batchNo: 1,
    localNo: genomeNo,
    sampleName: `s${genomeNo}`,
    type: 'germline',
    assay: 'wgs',
    state: 'current',
    sex: 'female',
    dataset: 'a',
    source: 'facility',
    patientGroup: null,
    affected: null,
    unrelated: true,
    addedAt: new Date('2026-01-01'),
    datasetId: 'dts_test',
    departed: false,
    ...changes,
  };
}

function populationOf(genomes: GenomeRow[], optedOut: number[] = []) {
  const manifest: Manifest = {
    dataVersion: 7,
    maskEpoch: 3,
    reference: { referenceNo: 1, id: 'ref_1', name: 'r', checked: true, demo: false },
    contigs: [],
    genomes,
    batches: [
      { batchNo: 1, id: 'bat_1', genomes: 100, callability: 'sites', callsFolder: null },
      { batchNo: 2, id: 'bat_2', genomes: 3, callability: 'sites', callsFolder: null },
    ],
    segments: [],
    optedOut: new Set(optedOut),
  };
  return buildPopulation(manifest);
}

const groupsOf = (genomes: GenomeRow[], optedOut: number[] = []) =>
  Object.fromEntries(populationOf(genomes, optedOut).groups.map((g) => [g.name, bitmapIndices(g.mask)]));

test('only current germline genomes of persons who did not opt out or leave count', () => {
  const { all } = groupsOf(
    [
      genome(0),
      genome(1, { state: 'retracted' }),
      genome(2, { type: 'somatic' }),
      genome(3, { departed: true }),
      genome(4),
      genome(5, { state: 'erased', personNo: null }),
      genome(6, { state: 'quarantined' }),
      genome(7),
    ],
    [4],
  );
  expect(all).toEqual([0, 7]);
});

test('a person counts once, with the newest genome; a dataset counts the newest that came with it', () => {
  const groups = groupsOf([
    genome(0, { personNo: 9, addedAt: new Date('2026-03-01') }),
    genome(1, { personNo: 9, addedAt: new Date('2026-04-01'), dataset: 'b' }),
    genome(2, { personNo: 9, addedAt: new Date('2026-02-01') }),
    genome(3, { personNo: 8, addedAt: new Date('2026-02-01') }),
    genome(4, { personNo: 8, addedAt: new Date('2026-02-01') }),
  ]);
  expect(groups['all']).toEqual([1, 4]);
  expect(groups['dataset:a']).toEqual([0, 4]);
  expect(groups['dataset:b']).toEqual([1]);
});

test('groups come in the order of answers, and only those that say something', () => {
  const names = populationOf([
    genome(0, { sex: 'male', affected: false, patientGroup: 'rare', source: 'research' }),
    genome(1, { affected: true, unrelated: false, dataset: 'b' }),
  ]).groups.map((g) => g.name);
  expect(names).toEqual([
    'all',
    'sex:female',
    'sex:male',
    'dataset:a',
    'dataset:b',
    'source:facility',
    'source:research',
    'patientGroup:rare',
    'affected:yes',
    'affected:no',
    'unrelated',
  ]);
  expect(groupsOf([genome(0), genome(1, { assay: 'wes' })])['assay:wes']).toEqual([1]);
});

test('a mask over genomes becomes a mask over the local numbers of a segment', () => {
  const genomes = [
    genome(40, { localNo: 0 }),
    genome(41, { localNo: 2, sex: 'male' }),
    genome(90, { batchNo: 2, localNo: 1, sex: 'unknown' }),
    genome(91, { batchNo: 2, localNo: 2, state: 'erased', personNo: null }),
  ];
  const population = populationOf(genomes);
  const projection = new Projection(population);
  const ranges = [
    { batchNo: 2, from: 0, genomes: 3 },
    { batchNo: 1, from: 3, genomes: 100 },
  ];
  const all = population.groups[0]!.mask;
  const group = projection.group(all, ranges);
  expect(bitmapIndices(group.everybody.words)).toEqual([1, 3, 5]);
  expect(bitmapIndices(group.male.words)).toEqual([5]);
  expect(bitmapIndices(group.notMale.words)).toEqual([1, 3]);
  expect(bitmapIndices(group.unknownSex.words)).toEqual([1]);
  expect(projection.group(all, ranges)).toBe(group);
  expect(bitmapIndices(projection.group(all, [{ batchNo: 77, from: 0, genomes: 5 }]).everybody.words)).toEqual([]);
});
