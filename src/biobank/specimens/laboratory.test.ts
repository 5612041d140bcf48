import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeDataMatrix } from '../../formats/datamatrix/index.ts';
import { readPdfText } from '../../formats/pdf/testing.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { replayBiobank } from './custody/replay.ts';
import { handleSpecimen, showSpecimen } from './handle.ts';
import { makePdfLabels, makeZplLabels } from './labels/make-labels.ts';
import { listSpecimens } from './list-specimens.ts';
import { materials } from './material.ts';
import type { Specimen } from './model.ts';
import { recordRun } from './runs/record-run.ts';
import { buildSprec, describeSprec, formatSprec, type Handling, parseSprec } from './sprec.ts';
import { fluidTypes, solidTypes } from './sprec-tables.ts';
import { openTestBiobank, type TestBiobank } from './testing.ts';

let bank: TestBiobank;
let process: Scope;
let read: Scope;
beforeAll(async () => {
  bank = await openTestBiobank();
  process = await bank.scope('biobank.specimens.process', 'laboratory');
  read = await bank.scope('biobank.specimens.read');
});
afterAll(() => bank.close());

describe('runs', () => {
  test('use up what they take, make what they make, and what they found is searched by value', async () => {
    const [a, b] = (await bank.register([
      { type: 'buffy-coat', amount: 400, barcode: 'BC-1' },
      { type: 'buffy-coat', amount: 400, barcode: 'BC-2' },
    ])) as [Specimen, Specimen];
    const run = await recordRun(bank.deps, process, {
      ...{ kind: 'dna-extraction', method: 'magnetic beads', instrument: 'Robot 2' },
      samples: [
        {
          specimen: 'BC-1',
          consumed: 200,
          product: { barcode: 'DNA-1', amount: 100 },
          results: { concentration_ng_ul: 52.5, din: 8.1 },
        },
        {
          specimen: 'BC-2',
          consumed: 400,
          product: { barcode: 'DNA-2', amount: 100 },
          results: { concentration_ng_ul: 11, din: 4.2 },
        },
      ],
    });
    expect(run.samples.map(({ specimen, results }) => [specimen, results])).toEqual([
      [a.id, 2],
      [b.id, 2],
    ]);
    const good = await listSpecimens(bank.deps, read, {
      measured: ['din>=7', 'concentration_ng_ul>50'],
      facets: ['type'],
    });
    expect(good.items).toMatchObject([
      { barcode: 'DNA-1', concentration: 52.5, type: 'dna', donors: [bank.people[0]!.id] },
    ]);
    expect(good.facets).toEqual({ type: [{ value: 'dna', count: 1 }] });
    expect(
      (await listSpecimens(bank.deps, read, { measured: 'din', sort: 'barcode' })).items.map(({ barcode }) => barcode),
    ).toEqual(['DNA-1', 'DNA-2']);
    expect((await listSpecimens(bank.deps, read, { measured: 'din; drop' })).items).toEqual([]);
    const shown = await showSpecimen(bank.deps, read, 'DNA-2');
    expect(shown.tree.map(({ barcode, state }) => [barcode, state])).toEqual([
      ['BC-2', 'depleted'],
      ['DNA-2', 'available'],
    ]);
    expect(shown.results).toMatchObject([
      { measure: 'concentration_ng_ul', value: 11, unit: 'ng/µl', run: run.id },
      { measure: 'din', value: 4.2 },
    ]);
    expect(shown.custody).toMatchObject([{ seq: 1, act: 'create', entry: expect.stringMatching(/^aud_/) }]);
    expect(JSON.stringify(shown)).not.toMatch(/person_no|specimenNo/);
  });

  test('are refused whole for one value that cannot be', async () => {
    await bank.register([
      { type: 'rna', barcode: 'R-1', amount: 50 },
      { type: 'rna', barcode: 'R-2', amount: 50 },
    ]);
    const samples = [
      { specimen: 'R-1', consumed: 1, results: { rin: 9 } },
      { specimen: 'R-2', results: { rin: 11 } },
    ];
    await expect(recordRun(bank.deps, process, { kind: 'qc', method: 'capillary', samples })).rejects.toMatchObject({
      ...{ code: 'IDUN_RUN_REFUSED', extra: { specimen: 'R-2', expected: 'a number from 1 to 10' } },
    });
    const unknown = [{ specimen: 'R-1', results: { colour: 'red' } }];
    await expect(recordRun(bank.deps, process, { kind: 'qc', method: 'eye', samples: unknown })).rejects.toMatchObject({
      code: 'IDUN_RUN_REFUSED',
    });
    expect(await showSpecimen(bank.deps, read, 'R-1')).toMatchObject({ amount: 50, results: [] });
  });

  test('punch cards and measure metabolites and genotypes', async () => {
    await bank.register([
      { type: 'dried-blood-spot', barcode: 'PKU-1', amount: 8, unit: 'piece' },
      { type: 'dna', barcode: 'D-9', amount: 20 },
    ]);
    await recordRun(bank.deps, process, {
      kind: 'dbs-punch',
      method: '3.2 mm',
      samples: [{ specimen: 'PKU-1', consumed: 2, results: { discs: 2 } }],
    });
    await recordRun(bank.deps, process, {
      ...{
        kind: 'genotype-array',
        method: 'array',
        samples: [
          { specimen: 'D-9', consumed: 5, results: { call_rate: 0.991, chip: '2041', chip_position: 'R01C02' } },
        ],
      },
    });
    const found = await listSpecimens(bank.deps, read, { measured: 'call_rate>=0.99' });
    expect(found.items).toMatchObject([{ barcode: 'D-9', amount: 15 }]);
    expect(await showSpecimen(bank.deps, read, 'PKU-1')).toMatchObject({ amount: 6, unit: 'piece' });
  });
});

test('thawing, measuring, relabelling and correcting are events, and the old label is still found', async () => {
  await bank.register([{ barcode: 'H-1', amount: 100 }]);
  const act = (handling: Parameters<typeof handleSpecimen>[3]) => handleSpecimen(bank.deps, process, 'H-1', handling);
  expect(await act({ act: 'thaw' })).toMatchObject({ thaws: 1 });
  expect(await act({ act: 'measure', amount: 82.5 })).toMatchObject({ amount: 82.5 });
  await expect(act({ act: 'measure', amount: 120 })).rejects.toMatchObject({ code: 'IDUN_SPECIMEN_NOT_ENOUGH' });
  await expect(act({ act: 'find' })).rejects.toMatchObject({ code: 'IDUN_SPECIMEN_STATE' });
  expect(await act({ act: 'relabel', barcode: 'H-2' })).toMatchObject({ barcode: 'H-2' });
  const sprec = parseSprec('ser-sst-a-b-n-a-a', '3.0');
  expect(await act({ act: 'correct', sprec, collectedAt: new Date('2024-02-29T07:00:00Z') })).toMatchObject({
    barcode: 'H-2',
    sprec: 'SER-SST-A-B-N-A-A',
  });
  expect(await act({ act: 'dispose' })).toMatchObject({ state: 'disposed' });
  const page = await listSpecimens(bank.deps, read, { donor: bank.people[0]!.id, state: 'disposed' });
  expect(page.items.map(({ barcode }) => barcode)).toEqual(['H-2']);
});

test('a SPREC code is built from what was recorded, and what was not is unknown', () => {
  const at = (hours: number) => new Date(Date.UTC(2026, 0, 1, 8) + hours * 3600_000);
  const handled: Handling = {
    ...{
      primaryContainer: 'SST',
      collectedAt: at(0),
      spunAt: at(1.5),
      storedAt: at(2.2),
      keptBefore: 'room',
      keptAfter: 'cold',
    },
    ...{ spin: { g: 2000, at: 'room', brake: true }, secondSpin: 'none', storage: 'A' },
  };
  expect(formatSprec(buildSprec('serum', handled))).toBe('SER-SST-A-B-N-A-A');
  expect(formatSprec(buildSprec('plasma', { ...handled, spunAt: at(9), storedAt: at(80), keptBefore: 'cold' }))).toBe(
    'PL1-SST-H-B-N-I-A',
  );
  expect(formatSprec(buildSprec('whole-blood', {}))).toBe('BLD-XXX-X-X-X-X-X');
  expect(() => buildSprec('serum', { ...handled, spunAt: at(-1) })).toThrow(/before/);
  expect(() => parseSprec('SER-SST-A')).toThrow(/seven parts/);
  const late = { ...handled, spunAt: at(50), storedAt: at(50.5) };
  expect(formatSprec(buildSprec('serum', late))).toBe('SER-SST-M-B-N-A-A');
  expect(formatSprec(buildSprec('serum', { ...late, keptBefore: 'cold' }))).toBe('SER-SST-N-B-N-A-A');
  const slow = { g: 800, at: 'room', brake: false, minutes: 30 } as const;
  expect(formatSprec(buildSprec('pbmc', { ...handled, spin: slow, keptBefore: 'warm' }))).toBe('CEL-SST-O-M-N-A-A');
  expect(() => buildSprec('serum', { ...handled, storage: 'ZQ' })).toThrow(/seven parts/);
  expect(() => buildSprec('serum', { ...handled, primaryContainer: 'ABC' })).toThrow(/no ABC for primary container/);
});

test('the code of a solid has its ischaemia and fixation, and every code can be read in words', () => {
  const taken = {
    collection: 'SRG',
    warmIschaemia: 12,
    coldIschaemia: 25,
    fixation: 'NBF',
    fixationHours: 20,
    storage: 'P',
  };
  const block = buildSprec('ffpe-block', taken);
  expect(formatSprec(block)).toBe('TIS-SRG-C-D-NBF-E-P');
  expect(block.version).toBe('3.0');
  const frozen = { ...taken, collection: 'BPS', warmIschaemia: 'none', coldIschaemia: 90, fixation: 'SNP' } as const;
  expect(formatSprec(buildSprec('frozen-tissue', { ...frozen, fixationHours: 'none', storage: 'D' }))).toBe(
    'TIS-BPS-N-F-SNP-N-D',
  );
  expect(formatSprec(buildSprec('ffpe-block', { ...taken, fixationHours: 100 }))).toBe('TIS-SRG-C-D-NBF-Z-P');
  expect(formatSprec(buildSprec('tissue-slide', {}))).toBe('TIS-XXX-X-X-XXX-X-X');
  const words = (code: string) => describeSprec(parseSprec(code)).map(({ meaning }) => meaning);
  expect(words('TIS-SRG-C-D-NBF-E-P')).toEqual([
    ...['solid tissue', 'surgical excision', '10–20 min', '20–30 min', 'neutral buffered formalin', '8–24 h'],
    'paraffin block at room temperature or 2–10 °C',
  ]);
  expect(words('SER-SST-A-B-N-A-A').slice(2)).toEqual([
    ...['< 2 h at room temperature', 'room temperature, 10–15 min, < 3000 g, brake', 'not spun', '< 1 h at 2–10 °C'],
    'tube 0.5–2 ml at −85 to −60 °C',
  ]);
  expect(words('QQQ-SST-A-B-N-A-A')[0]).toBeNull();
  for (const { sprec, kind } of Object.values(materials)) {
    expect(Object.hasOwn(kind === 'fluid' ? fluidTypes : solidTypes, sprec), sprec).toBe(true);
  }
});

test('labels carry the barcode as a symbol and as text, and no donor', async () => {
  await bank.register([
    { barcode: 'L^1~_', type: 'plasma', amount: 250, requisition: 'REQ-77', collected_at: new Date('2025-03-04') },
  ]);
  const request = { specimens: ['L^1~_'], layout: 'cryotube' as const };
  const zpl = await makeZplLabels(bank.deps, process, request);
  expect(zpl.split('\n')).toEqual(expect.arrayContaining(['^XA', '^PW384', '^LL144', '^XZ']));
  expect(zpl).toContain('^FH^FDL_5e1_7e_5f^FS');
  const [, total, perRow, hex] = /\^GFA,(\d+),\d+,(\d+),([0-9A-F]+)\^FS/.exec(zpl)!;
  const symbol = encodeDataMatrix('L^1~_');
  expect([hex!.length / 2, Number(total) / Number(perRow)]).toEqual([Number(total), symbol.rows * 6]);
  const firstRow = Buffer.from(hex!.slice(0, Number(perRow) * 2), 'hex');
  const dots = Array.from(
    { length: symbol.columns },
    (_, c) => (firstRow[(c * 6) >> 3]! & (0x80 >> ((c * 6) & 7))) !== 0,
  );
  expect(dots).toEqual(Array.from({ length: symbol.columns }, (_, c) => symbol.dark(0, c)));
  const pdf = await makePdfLabels(bank.deps, process, { ...request, layout: 'box' });
  const printed = readPdfText(pdf);
  expect(printed).toContain('L^1~_');
  expect(printed).toContain('2025-03-04');
  expect(printed).not.toMatch(/per_|donor/);
  expect(pdf.toString('latin1')).toContain('/MediaBox [0 0 170.07');
  await bank.register([{ barcode: 'Ω' }]);
  await expect(makeZplLabels(bank.deps, process, { specimens: ['Ω'], layout: 'slide' })).rejects.toMatchObject({
    code: 'IDUN_LABEL_REFUSED',
  });
});

test('what the laboratory wrote replays to what is stored', async () => {
  expect(await replayBiobank(bank.deps, read, bank.bank)).toMatchObject({ different: [], broken: [] });
});
