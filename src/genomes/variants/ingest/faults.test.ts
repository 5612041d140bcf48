import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBgzfWriter } from '../../../formats/bgzf/index.ts';
import { FormatError } from '../../../formats/error.ts';
import { ingestPaths, ingestTexts, leftBehind, testFolder, vcfOf } from './testing.ts';

const good = (records: number): string =>
  vcfOf(
    ['anna', 'bo'],
    Array.from({ length: records }, (_, i) => `1 ${i * 3 + 1} . A G 9 PASS . GT:DP 0/1:${i % 40} 0/0:7`),
    ['##contig=<ID=1>', '##contig=<ID=2>'],
  );

async function bgzip(text: string): Promise<Buffer> {
  const path = join(testFolder(), 'x.gz');
  await pipeline(Readable.from([Buffer.from(text)]), createBgzfWriter(), createWriteStream(path));
  return readFileSync(path);
}

/** The error of ingesting a file, after checking that nothing stays behind. */
async function errorOf(content: string | Uint8Array, name = 'bad.vcf', more = {}): Promise<FormatError> {
  const dataDir = testFolder();
  const error = await ingestTexts({ [name]: content }, { dataDir, ...more }).then(
    () => new Error('it was taken'),
    (reason: unknown) => reason,
  );
  expect(leftBehind(dataDir)).toEqual([]);
  if (!(error instanceof FormatError)) throw error;
  expect(error.place.file).toBe(name);
  return error;
}

describe('a damaged file is refused with code, file and place, and leaves nothing', () => {
  test('bgzip cut within a block, at a block, and without its end', async () => {
    const whole = await bgzip(good(40_000));
    for (const cut of [
      whole.subarray(0, whole.length - 40),
      whole.subarray(0, whole.length - 28),
      whole.subarray(0, 9000),
    ]) {
      const error = await errorOf(cut, 'cut.vcf.gz');
      expect(error.code).toBe('IDUN_BGZF_TRUNCATED');
      expect(error.message).toMatch(/byte \d+/);
    }
  });

  test('a bgzip block with a wrong checksum, wrong size or damaged data', async () => {
    const whole = await bgzip(good(40_000));
    const second = whole.readUInt16LE(16) + 1;
    const third = second + whole.readUInt16LE(second + 16) + 1;
    const damaged = (at: number): Buffer => {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 0x55;
      return bytes;
    };
    expect((await errorOf(damaged(third - 8), 'a.vcf.gz')).code).toBe('IDUN_BGZF_CHECKSUM');
    expect((await errorOf(damaged(third - 4), 'a.vcf.gz')).code).toBe('IDUN_BGZF_SIZE');
    expect((await errorOf(damaged(second + 200), 'a.vcf.gz')).code).toMatch(/IDUN_BGZF_(DEFLATE|CHECKSUM|SIZE)/);
    expect((await errorOf(damaged(second + 1), 'a.vcf.gz')).code).toBe('IDUN_BGZF_HEADER');
    for (const workers of [1, 2]) {
      const error = await errorOf(damaged(third - 8), 'a.vcf.gz', { workers, taskBytes: 100_000 });
      expect(error.message).toContain(`byte ${second}`);
    }
  });

  test('gzip cut or damaged', async () => {
    const whole = gzipSync(good(40_000));
    expect((await errorOf(whole.subarray(0, whole.length - 9), 'a.vcf.gz')).code).toBe('IDUN_GZIP_TRUNCATED');
    const bytes = Buffer.from(whole);
    bytes[bytes.length - 6]! ^= 1;
    expect((await errorOf(bytes, 'a.vcf.gz')).code).toBe('IDUN_GZIP_DAMAGED');
  });

  test('not VCF at all', async () => {
    expect((await errorOf('')).code).toBe('IDUN_VCF_EMPTY');
    expect((await errorOf(Buffer.from(good(5), 'utf16le'))).code).toBe('IDUN_VCF_ENCODING');
    expect((await errorOf(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(good(5), 'utf16le')]))).code).toBe(
      'IDUN_VCF_ENCODING',
    );
    expect((await errorOf(brotliCompressSync(good(500)))).code).toMatch(/IDUN_/);
    expect((await errorOf('chrom,pos\n1,2\n')).code).toBe('IDUN_VCF_FILEFORMAT');
    const folder = testFolder();
    mkdirSync(join(folder, 'folder.vcf'));
    await expect(ingestPaths([join(folder, 'folder.vcf')])).rejects.toMatchObject({ code: 'IDUN_FILE_KIND' });
    await expect(ingestPaths([join(folder, 'none.vcf')])).rejects.toThrow(/ENOENT/);
  });

  test('a line that swells beyond the bound, plain, gzipped and bgzipped', async () => {
    const long = `${good(10)}1\t100\t.\tA\tG\t.\t.\t${'X'.repeat(3_000_000)}`;
    const bound = { memoryBytes: 4_000_000, taskBytes: 500_000 };
    for (const [name, content] of [
      ['a.vcf', long],
      ['a.vcf.gz', gzipSync(long)],
      ['b.vcf.gz', await bgzip(long)],
    ] as const) {
      const error = await errorOf(content, name, bound);
      expect([error.code, error.place.line]).toEqual(['IDUN_VCF_LINE_TOO_LONG', 15]);
      expect(error.message).toContain('Line 15 is longer than 1000000 bytes');
    }
  });

  test('a file without samples', async () => {
    const sites = '##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n';
    expect((await errorOf(`${sites}1\t10\t.\tA\tG\t.\t.\t.\n`)).code).toBe('IDUN_VCF_NO_SAMPLES');
  });
});

describe('a broken record is refused with code, file and line, and leaves nothing', () => {
  const records: [string, string, string][] = [
    ['too few columns', '1 500000 . A G . . . GT:DP 0/1:1', 'IDUN_VCF_COLUMN_COUNT'],
    ['far too few columns', '1 500000 . A', 'IDUN_VCF_TOO_FEW_COLUMNS'],
    ['too many columns', '1 500000 . A G . . . GT 0/1 0/1 0/1', 'IDUN_VCF_COLUMN_COUNT'],
    ['an allele that is not there', '1 500000 . A G . . . GT:DP 0/1:1 0/2:1', 'IDUN_VCF_GT_RANGE'],
    ['a genotype that is none', '1 500000 . A G . . . GT:DP 0/1:1 0-1:1', 'IDUN_VCF_GT'],
    ['a position before the last', '1 5 . A G . . . GT 0/1 0/1', 'IDUN_VCF_UNSORTED'],
    ['no position', '1 x . A G . . . GT 0/1 0/1', 'IDUN_VCF_POS'],
    ['a base that is none', '1 500000 . A J . . . GT 0/1 0/1', 'IDUN_VCF_ALT'],
    ['a reference that is none', '1 500000 . 7 G . . . GT 0/1 0/1', 'IDUN_VCF_REF'],
    ['a quality that is none', '1 500000 . A G high . . GT 0/1 0/1', 'IDUN_VCF_QUAL'],
  ];

  test.each(records)('%s', async (_, record, code) => {
    const text = `${good(20_000)}${record.split(' ').join('\t')}\n`;
    for (const more of [{}, { taskBytes: 150_000 }]) {
      const error = await errorOf(text, 'bad.vcf', more);
      expect([error.code, error.place.line]).toEqual([code, 20_005]);
      expect(error.place.expected).toBeTruthy();
      expect(error.message).toMatch(/20005/);
    }
  });

  test('a contig in two pieces names both lines', async () => {
    const text = vcfOf(['a'], ['1 9 . A G . . . GT 0/1', '2 9 . A G . . . GT 0/1', '1 20 . A G . . . GT 0/1']);
    for (const taskBytes of [1 << 20, 20]) {
      const error = await errorOf(text, 'bad.vcf', { taskBytes });
      expect(error.code).toBe('IDUN_VCF_CONTIG_NOT_CONTIGUOUS');
      expect(error.message).toMatch(/Line 5 .*line 3/);
    }
  });

  test('the same record twice with other genotypes names both lines', async () => {
    const twice = ['1 9 . A G . . . GT 0/1', '1 9 . A G . . . GT 1/1'];
    for (const taskBytes of [1 << 20, 20]) {
      const error = await errorOf(vcfOf(['a'], twice), 'bad.vcf', { taskBytes });
      expect([error.code, error.place.line]).toEqual(['IDUN_VCF_DUPLICATE_VARIANT', 4]);
      expect(error.message).toMatch(/Line 4 .*line 3/);
    }
    const same = await ingestTexts({ 'same.vcf': vcfOf(['a'], [twice[0]!, twice[0]!]) });
    expect(same.warnings).toMatchObject([{ code: 'IDUN_VCF_DUPLICATE_VARIANT', line: 4, count: 1 }]);
    expect(same.genomes[0]!.het).toBeGreaterThan(0);
  });

  test('the second of two files: nothing of the first stays', async () => {
    const dataDir = testFolder();
    const bad = vcfOf(['anna', 'bo'], ['2 9 . A G . . . GT 0/1 9/9']);
    await expect(ingestTexts({ 'a.vcf': good(1000), 'b.vcf': bad }, { dataDir })).rejects.toMatchObject({
      code: 'IDUN_VCF_GT_RANGE',
      place: { file: 'b.vcf', line: 3 },
    });
    expect(leftBehind(dataDir)).toEqual([]);
  });
});

test('lines that end with CR LF are read, with a warning', async () => {
  const result = await ingestTexts({ 'a.vcf': good(3).replaceAll('\n', '\r\n') });
  expect(result.totals.alleles).toBe(3);
  expect(result.warnings).toContainEqual(expect.objectContaining({ code: 'IDUN_VCF_CRLF', file: 'a.vcf' }));
});

test('an interrupted ingestion leaves nothing', async () => {
  const dataDir = testFolder();
  const stop = new AbortController();
  stop.abort(new Error('stopped'));
  await expect(ingestTexts({ 'a.vcf': good(1000) }, { dataDir, signal: stop.signal })).rejects.toThrow('stopped');
  expect(leftBehind(dataDir)).toEqual([]);
});

test('a file with random damage is taken or refused, never anything else', async () => {
  const text = vcfOf(
    ['anna', 'bo'],
    [
      '1 10 rs1 A G 9 PASS DP=3 GT:DP:AD 0/1:3:1,2 0|0:2:2,0',
      '1 12 . CT C,<DEL>,* . q10 END=99;SVLEN=.,-80,. GT 1/2 0/3',
      '1 30 . A <NON_REF> . . END=60 GT:GQ:MIN_DP 0/0:30:9 ./.:3:0',
      '2 5 . G g]1:10] . . SVTYPE=BND GT 0/1 .',
      'X 7 . T C 1e3 . . GT 1 0/1',
    ],
    ['##contig=<ID=1,length=1000>', '##INFO=<ID=END,Number=1,Type=Integer,Description="End">'],
  );
  const original = Buffer.from(text);
  const packed = await bgzip(text);
  const damage = fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      byte: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(...Buffer.from('\t\n\r.|/:;,<>*0123456789-'))),
      act: fc.constantFrom('set', 'insert', 'remove', 'cut'),
    }),
    { minLength: 1, maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(fc.boolean(), damage, async (zipped, changes) => {
      let bytes = Buffer.from(zipped ? packed : original);
      for (const { at, byte, act } of changes) {
        const i = Math.floor(at * bytes.length);
        if (act === 'set' && i < bytes.length) bytes[i] = byte;
        else if (act === 'insert')
          bytes = Buffer.concat([bytes.subarray(0, i), Buffer.from([byte]), bytes.subarray(i)]);
        else if (act === 'remove') bytes = Buffer.concat([bytes.subarray(0, i), bytes.subarray(i + 1)]);
        else if (act === 'cut' && byte < 20) bytes = bytes.subarray(0, i);
      }
      const dataDir = testFolder();
      const refusal = await ingestTexts({ 'a.vcf': bytes }, { dataDir, memoryBytes: 1 << 26 }).then(
        () => null,
        (error: unknown) => error,
      );
      if (refusal === null) return;
      expect(refusal).toBeInstanceOf(FormatError);
      expect(leftBehind(dataDir)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

const corpus = '../shared/ga4gh/hts-specs-tests/vcf';

test.runIf(existsSync(corpus))('bad files of the official corpus never get half in', async () => {
  let refused = 0;
  for (const version of ['4.2', '4.3']) {
    for (const name of readdirSync(join(corpus, version, 'failed'))) {
      const dataDir = testFolder();
      const taken = await ingestPaths([join(corpus, version, 'failed', name)], { dataDir }).then(
        () => true,
        (error: unknown) => {
          expect([name, error]).toEqual([name, expect.any(FormatError)]);
          return false;
        },
      );
      if (taken) continue;
      refused++;
      expect(leftBehind(dataDir)).toEqual([]);
    }
  }
  expect(refused).toBeGreaterThan(100);
});
