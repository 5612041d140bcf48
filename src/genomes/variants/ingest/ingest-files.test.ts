import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCalls } from '../calls/index.ts';
import { SegmentReader } from '../segment/index.ts';
import { type IngestReference, inspectFiles, splitIntoBatches } from './index.ts';
import { ingestPaths, ingestTexts, rowsOf, testFolder, vcfOf } from './testing.ts';

const key = ({ start, ref, alt }: { start: number; ref: string; alt: string }): string => `${start + 1} ${ref}>${alt}`;

describe('genotypes', () => {
  test('copies, calls and phase are what GT says, whatever its form', async () => {
    const calls = '0|0 0|1 1|0 1|1 0/1 ./. . 1 0 ./1 1|. 0/1/1 |1|0';
    const samples = calls.split(' ').map((_, i) => `s${i}`);
    const result = await ingestTexts({ 'a.vcf': vcfOf(samples, [`1 10 . A G . . . GT ${calls}`]) });
    const [row] = rowsOf(result);
    expect(row).toMatchObject({ one: [1, 2, 4, 7, 9, 10, 12], two: [3], phase: [2, 1, 0, 1, 0, 1, 1] });
    expect(row!.site).toMatchObject({ miss: [5, 6, 11], low: [7, 8, 9, 10], half: [9, 10] });
    expect(result.warnings.map((w) => w.code)).toContain('IDUN_VCF_POLYPLOID');
    expect(result.genomes[7]).toMatchObject({ hemi: 1, het: 0, calls: 1 });
  });

  test('columns as long as plain ones are not taken for them, and a line that only seems to end does not', async () => {
    const { warnings, ...result } = await ingestTexts({
      'a.vcf': vcfOf(
        ['a', 'b'],
        [
          '1 10 . A G . . . GT 0|1 1|1',
          '1 20 . A G . . . GT . 0|1|1',
          '1 30 . A C . . . GT 0/1 ./.',
          '1 40 . A C . . . GT 1 1',
        ],
      ),
    });
    expect(rowsOf(result).map(({ start, one, two, site }) => [start + 1, one, two, site.miss])).toEqual([
      [10, [0], [1], []],
      [20, [], [], [0, 1]],
      [30, [0], [], [1]],
      [40, [0, 1], [], []],
    ]);
    expect(warnings.map((w) => w.code)).toContain('IDUN_VCF_POLYPLOID');
    // The second sample is missing: the next line's beginning stands where it would be.
    const cut = vcfOf(['a', 'b'], ['1 10 . A G . . . GT 0|1', '1 20 . A G . . . GT 0|1 1|1']);
    await expect(ingestTexts({ 'a.vcf': cut })).rejects.toMatchObject({ place: { line: 3 } });
  });

  test('alleles of one record share its site, and other ALT numbers are no copies', async () => {
    const result = await ingestTexts({
      'a.vcf': vcfOf(['a', 'b', 'c'], ['1 10 . CA C,CAA,T . q1 . GT 1/2 0|3 ./2']),
    });
    const rows = rowsOf(result);
    expect(rows.map(key)).toEqual(['10 C>CA', '10 CA>C', '10 CA>T']);
    expect(rows.map(({ one }) => one)).toEqual([[0, 2], [0], [1]]);
    expect(rows.map(({ site }) => [site.filter, site.half])).toEqual([
      ['q1', [2]],
      ['q1', [2]],
      ['q1', [2]],
    ]);
    expect(result.totals).toMatchObject({ records: 1, alleles: 3, multiallelic: 1, indels: 3 });
  });

  test('<NON_REF> and * are called but no copies; symbols, * and breakends have their own store', async () => {
    const result = await ingestTexts({
      'a.vcf': vcfOf(
        ['a', 'b'],
        [
          '1 10 . A G,<NON_REF> . . . GT 0/2 1/1',
          '1 20 . CT C,* . . . GT 1/2 0/2',
          '1 30 . a <DEL> . . END=99;SVTYPE=DEL GT 0/1 0/0',
          '1 40 . A <DUP> . . SVLEN=60 GT 0/0 1/1',
          '1 50 bnd G g]2:77] . . SVTYPE=BND GT 0/1 ./.',
        ],
      ),
    });
    expect(rowsOf(result).map((row) => [key(row), row.one, row.two, row.site.miss])).toEqual([
      ['10 A>G', [], [1], []],
      ['20 CT>C', [0], [], []],
    ]);
    const structural = rowsOf(result, 'structural');
    expect(structural.map(({ ref, alt, one, two }) => [ref, alt, one, two])).toEqual([
      ['CT', '*', [0, 1], []],
      ['A', '<DEL>', [0], []],
      ['A', '<DUP>', [], [1]],
      ['G', 'G]2:77]', [0], []],
    ]);
    const segment = SegmentReader.open(result.segments.find(({ kind }) => kind === 'structural')!.path);
    expect([...segment.u32('end')]).toEqual([21, 99, 100, 50]);
    segment.close();
  });

  test('the same structural record twice counts once for a genome, with a warning', async () => {
    const record = '1 30 . A <DEL> . . END=99;SVTYPE=DEL GT';
    const result = await ingestTexts({
      'a.vcf': vcfOf(['a', 'b', 'c'], [`${record} 0/1 0/0 0/1`, `${record} 0/1 0/1 1/1`]),
    });
    expect(rowsOf(result, 'structural').map(({ alt, one, two }) => [alt, one, two])).toEqual([['<DEL>', [0, 1], [2]]]);
    expect(result.warnings).toMatchObject([
      {
        code: 'IDUN_VCF_STRUCTURAL_REPEATED',
        file: 'a.vcf',
        line: 4,
        count: 1,
        what: expect.stringContaining('line 3'),
      },
    ]);
  });

  test('a file without GT counts nobody as called, with a warning', async () => {
    const result = await ingestTexts({ 'a.vcf': vcfOf(['a'], ['1 10 . A G . . . DP 7']) });
    expect(rowsOf(result)[0]!.site.miss).toEqual([0]);
    expect(result.warnings.map((w) => [w.code, w.line])).toContainEqual(['IDUN_VCF_NO_GENOTYPES', 3]);
  });
});

test('records without alternate alleles are sites at which the reference is called', async () => {
  const result = await ingestTexts({ 'a.vcf': vcfOf(['a', 'b'], ['1 10 . A . . . . GT 0/0 ./.']) });
  expect(result.totals).toMatchObject({ referenceSites: 1, alleles: 0 });
  expect(result.segments).toMatchObject([{ kind: 'small', alleles: 0, sites: 1 }]);
});

test('reference blocks become callable intervals of each genome, by the thresholds', async () => {
  const result = await ingestTexts(
    {
      'a.g.vcf': vcfOf(
        ['a', 'b'],
        [
          '1 1 . A <NON_REF> . . END=10 GT:GQ:DP:MIN_DP 0/0:30:9:8 0/0:10:9:9',
          '1 11 . A <NON_REF> . . END=20 GT:GQ:DP:MIN_DP 0/0:20:9:5 0/0:99:30:30',
          '1 21 . A G,<NON_REF> . . . GT:GQ 0/1:50 0/0:50',
          '1 22 . A <NON_REF> . . END=30 GT:GQ:DP:MIN_DP 0/0:99:9:4 ./.:99:9:9',
          '1 40 . A . . . END=50 GT:GQ 0/0:99 0/0:99',
        ],
      ),
    },
    { blockThreshold: { gq: 20, dp: 5 } },
  );
  expect(result.callability).toBe('blocks');
  const segment = SegmentReader.open(result.segments[0]!.path);
  const [layer] = segment.layers();
  expect(layer).toMatchObject({ kind: 'blocks', from: 0, to: 2 });
  if (layer?.kind !== 'blocks') throw new Error('no blocks');
  expect([[...layer.offsets], [...layer.start], [...layer.end]]).toEqual([
    [0, 2, 4],
    [0, 39, 10, 39],
    [20, 50, 20, 50],
  ]);
  expect(rowsOf(result).map(key)).toEqual(['21 A>G']);
  segment.close();
});

describe('several files', () => {
  const header = ['##contig=<ID=1>', '##contig=<ID=2>'];

  test('parts of the same genomes come together, whatever the order of their columns', async () => {
    const result = await ingestTexts({
      'chr1.vcf': vcfOf(['a', 'b'], ['1 10 . A G . . . GT 0|1 1|1'], header),
      'chr2.vcf': vcfOf(['b', 'a'], ['2 10 . C T . . . GT 1|0 0|0'], header),
    });
    expect(result.samples).toEqual(['a', 'b']);
    expect(rowsOf(result).map(({ one, two, phase }) => [one, two, phase])).toEqual([
      [[0], [1], [2]],
      [[1], [], [1]],
    ]);
  });

  test('a genome that a file does not have is unknown at its sites', async () => {
    const result = await ingestTexts({
      'trio.vcf': vcfOf(['child', 'mother'], ['1 10 . A G . . . GT 0/1 0/0'], header),
      'child.vcf': vcfOf(['child'], ['1 20 . C T . . . GT 0/1'], header),
    });
    expect(rowsOf(result).map(({ site }) => site.unknown)).toEqual([[], [1]]);
  });

  test('an allele from files of different genomes is one allele, and each genome is called where its file is', async () => {
    const result = await ingestTexts({
      'ab.vcf': vcfOf(['a', 'b'], ['1 10 . A G . . . GT 0/1 ./.'], header),
      'c.vcf': vcfOf(['b', 'c'], ['1 10 . A G . . . GT 0/0 1/1', '1 20 . A C . . . GT 0/1 0/0'], header),
    });
    expect(rowsOf(result).map((row) => [key(row), row.one, row.two, row.site.miss, row.site.unknown])).toEqual([
      ['10 A>G', [0], [2], [], []],
      ['20 A>C', [1], [], [], [0]],
    ]);
  });

  test('the same allele of a genome from two files is an error that names both', async () => {
    const texts = {
      'one.vcf': vcfOf(['a'], ['1 10 . A G . . . GT 0/1'], header),
      'two.vcf': vcfOf(['a'], ['1 10 . A G . . . GT 1/1'], header),
    };
    await expect(ingestTexts(texts)).rejects.toMatchObject({
      code: 'IDUN_VCF_IN_TWO_FILES',
      message: expect.stringMatching(/line 5 of one\.vcf and in line 5 of two\.vcf/),
    });
    const same = await ingestTexts({ 'one.vcf': texts['one.vcf'], 'again.vcf': texts['one.vcf'] });
    expect(rowsOf(same)).toMatchObject([{ one: [0], two: [] }]);
    expect(same.warnings.map((w) => w.code)).toContain('IDUN_VCF_SAME_IN_TWO_FILES');
  });

  test('files that share no sample are batches of their own', async () => {
    const folder = testFolder();
    const paths = Object.entries({ m: ['mother'], f: ['father'], t: ['mother', 'child'], x: ['other'] }).map(
      ([name, samples]) => {
        const path = join(folder, `${name}.vcf`);
        writeFileSync(path, vcfOf(samples, [], header));
        return { path, name };
      },
    );
    const groups = splitIntoBatches(await inspectFiles(paths));
    expect(groups.map((group) => group.map((file) => file.name))).toEqual([['m', 't'], ['f'], ['x']]);
  });
});

describe('a reference', () => {
  const folder = testFolder();
  const fastaPath = join(folder, 'r.fa');
  writeFileSync(fastaPath, '>chr1 test\nGGGCACACACAGGG\nTTTTTTTTTTTTTT\nACGTNRACGTACGT\n>chrX\nACGTACGT\n');
  const reference: IngestReference = {
    referenceNo: 1,
    name: 'test',
    contigs: [
      { contigNo: 0, name: 'chr1', aliases: ['1', 'NC_1.1'], length: 42, role: 'autosome' },
      { contigNo: 1, name: 'chrX', aliases: ['X'], length: 8, role: 'X' },
    ],
    fastaPath,
    par: [{ contigNo: 1, start: 0, end: 4 }],
  };

  test('alleles are left-aligned, names of contigs are understood', async () => {
    const result = await ingestTexts(
      {
        'a.vcf': vcfOf(
          ['a'],
          [
            '1 8 . CAC C . . . GT 0/1',
            '1 9 . A T . . . GT 0/1',
            '1 28 . T TT . . . GT 1/1',
            'X 2 . C G . . . GT 0/1',
            'X 6 . C G . . . GT 1',
          ],
        ),
      },
      { reference, sexes: ['male'] },
    );
    expect(result.segments.map(({ contigNo }) => contigNo)).toEqual([0, 1]);
    expect(rowsOf(result).map(key)).toEqual(['3 GCA>G', '9 A>T', '14 G>GT', '2 C>G', '6 C>G']);
    expect(result.totals.realigned).toBe(2);
    expect(result.genomes[0]).toMatchObject({ het: 3, homAlt: 1, hemi: 1, xHet: 0, xHomAlt: 1, xCalls: 1 });
  });

  test('two spellings of one allele are joined with a warning that names both lines', async () => {
    const result = await ingestTexts(
      { 'a.vcf': vcfOf(['a', 'b'], ['1 4 . CAC C . . . GT 0/1 0/0', '1 8 . CAC C . . . GT 0/0 0/1']) },
      { reference },
    );
    expect(rowsOf(result)).toMatchObject([{ one: [0, 1] }]);
    expect(result.warnings).toContainEqual(
      expect.objectContaining({ code: 'IDUN_VCF_COMBINED', what: expect.stringMatching(/Lines 3 and 4 .*1:3/) }),
    );
  });

  test('ambiguous letters agree with anything; a wrong base does not', async () => {
    const good = await ingestTexts(
      { 'a.vcf': vcfOf(['a'], ['1 33 . A C . . . GT 0/1', '1 34 . T C . . . GT 0/1', '1 35 . N C . . . GT 0/1']) },
      { reference },
    );
    expect(rowsOf(good)).toHaveLength(3);
    await expect(
      ingestTexts({ 'b.vcf': vcfOf(['a'], ['1 1 . G A . . . GT 0/1', '1 4 . CG C . . . GT 0/1']) }, { reference }),
    ).rejects.toMatchObject({
      code: 'IDUN_VCF_REF_MISMATCH',
      message: 'Line 4: REF at 1:4 is CG, the reference has CA.',
      place: { file: 'b.vcf', line: 4, expected: 'REF CA at 1:4' },
    });
  });

  test.each([
    ['1 43 . A G . . . GT 0/1', 'IDUN_VCF_BEYOND_CONTIG'],
    ['1 42 . TA G . . . GT 0/1', 'IDUN_VCF_BEYOND_CONTIG'],
    ['3 5 . A G . . . GT 0/1', 'IDUN_VCF_UNKNOWN_CONTIG'],
  ])('%s is refused', async (record, code) => {
    await expect(ingestTexts({ 'a.vcf': vcfOf(['a'], [record]) }, { reference })).rejects.toMatchObject({
      code,
      place: { file: 'a.vcf', line: 3 },
    });
  });

  test('declared callability is written for every contig, records or not', async () => {
    const bed = join(folder, 'callable.bed');
    writeFileSync(bed, '1\t3\t9\n1\t9\t20\nX\t0\t4\n');
    const vcf = { 'a.vcf': vcfOf(['a'], ['1 8 . CAC C . . . GT 0/1']) };
    const withBed = await ingestTexts(vcf, { reference, callableBed: bed });
    const layers = withBed.segments.map(({ path }) => SegmentReader.open(path).layers()[0]!);
    expect(withBed.callability).toBe('bed');
    expect(layers.map((layer) => (layer.kind === 'bed' ? [[...layer.start], [...layer.end]] : []))).toEqual([
      [[3], [20]],
      [[0], [4]],
    ]);
    const everything = await ingestTexts(vcf, { reference, absent: 'reference' });
    expect(everything.segments.map(({ contigNo, alleles }) => [contigNo, alleles])).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });
});

test('records outside the target are counted, not dropped', async () => {
  const targetBed = join(testFolder(), 'target.bed');
  writeFileSync(targetBed, 'chr1\t9\t20\n');
  const records = [
    '1 10 . A G . . . GT 0/1',
    '1 20 . A G . . . GT 0/1',
    '1 21 . A G . . . GT 0/1',
    '2 10 . A G . . . GT 0/1',
  ];
  const result = await ingestTexts({ 'a.vcf': vcfOf(['a'], records) }, { targetBed });
  expect(result.totals).toMatchObject({ alleles: 4, offTarget: 2 });
});

test('contigs that no reference has are appended with the length the header states', async () => {
  const result = await ingestTexts({
    'a.vcf': vcfOf(['a'], ['chr7 10 . A G . . . GT 0/1'], ['##contig=<ID=chr7,length=159138663>']),
  });
  expect(result.newContigs).toMatchObject([{ contigNo: 0, name: 'chr7', length: 159138663, role: 'autosome' }]);
  expect(result.newContigs[0]!.aliases).toContain('7');
});

test('threads and ranges give what one thread gives, line numbers and details included', async () => {
  const samples = ['a', 'b', 'c'];
  const records = Array.from({ length: 60_000 }, (_, i) => {
    const calls = [i % 3, i % 5, i % 7].map((n) => ['0/0:9', '0/1:8', '1|1:7', './.:0'][n % 4]);
    return `${i < 35_000 ? 1 : 2} ${(i % 35_000) * 3 + 1} rs${i} A ${'CGT'[i % 3]} 5 PASS . GT:DP ${calls.join(' ')}`;
  });
  const folder = testFolder();
  const path = join(folder, 'many.vcf');
  writeFileSync(path, vcfOf(samples, records));
  const one = await ingestPaths([path]);
  const many = await ingestPaths([path], { workers: 2, taskBytes: 300_000 });
  expect(many.segments.map(({ name }) => name)).toEqual(one.segments.map(({ name }) => name));
  expect(many.genomes).toEqual(one.genomes);
  expect(many.relatednessSites).toEqual(one.relatednessSites);
  expect(many.totals).toEqual(one.totals);
  const calls = (result: typeof one): string[] => {
    const request = { dataDir: result.dataDir, callsFolder: result.callsFolder!, batchId: 'bat_test' };
    const keys = { batchKey: new Uint8Array(32), localNo: 1, genomeKey: new Uint8Array(32).fill(2) };
    return Array.from(readCalls({ ...request, ...keys }), (call) => `${call.chrom}:${call.pos} ${call.gt}:${call.dp}`);
  };
  expect(calls(many)).toEqual(calls(one));
  expect(calls(one)).toHaveLength(60_000);
  records.splice(50_000, 1, '2 1 . A C . . . GT:DP 0/1:1 0/1:1 0/1:1');
  writeFileSync(path, vcfOf(samples, records));
  await expect(ingestPaths([path], { workers: 2, taskBytes: 300_000 })).rejects.toMatchObject({
    code: 'IDUN_VCF_UNSORTED',
    message: expect.stringContaining('Line 50003 (2:1) comes after line 50002'),
    place: { line: 50_003 },
  });
});
