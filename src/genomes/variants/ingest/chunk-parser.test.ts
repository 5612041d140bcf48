import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GenotypeKernel } from '../../../bits/index.ts';
import { parseHeader } from '../../../formats/vcf/index.ts';
import { listWidth, planeWords } from '../segment/index.ts';
import type { FileSetup, ParsedChunk, ParserSetup } from './chunk-model.ts';
import { ChunkParser } from './chunk-parser.ts';
import { COUNTER_ROWS } from './quality-counters.ts';
import { plainMemory, TextBuffer } from './text-buffer.ts';

function headerOf(samples: number): string {
  const names = Array.from({ length: samples }, (_, i) => `s${i}`).join('\t');
  const info = [
    ['I1', '1', 'Integer'],
    ['IA', 'A', 'Integer'],
    ['F1', '1', 'Float'],
    ['FR', 'R', 'Float'],
    ['S1', '1', 'String'],
    ['SN', '.', 'String'],
    ['FL', '0', 'Flag'],
    ['C1', '1', 'Character'],
  ].map(([id, number, type]) => `##INFO=<ID=${id},Number=${number},Type=${type},Description="x">\n`);
  return `##fileformat=VCFv4.2\n##contig=<ID=1,length=1000000>\n##contig=<ID=X,length=1000000>\n${info.join('')}#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t${names}\n`;
}

/** Parses lines with the kernel or without it. */
function parse(samples: number, text: string, withKernel: boolean): ParsedChunk {
  const setup: ParserSetup = {
    genomes: samples,
    contigs: [{ name: 'X', aliases: [], length: 1_000_000, role: 'X', par: [100, 400], target: null }],
    reference: null,
    blockThreshold: { gq: 20, dp: 0 },
    keys: { batchId: 'bat_1', batchKey: new Uint8Array(32), genomeKeys: new Uint8Array(32 * samples) },
    files: [],
  };
  const file: FileSetup = {
    name: 'random.vcf',
    path: 'random.vcf',
    header: parseHeader(Buffer.from(headerOf(samples))),
    localOf: null,
    unknown: new Uint32Array(0),
    details: false,
    tolerate: [],
  };
  const kernel = withKernel
    ? new GenotypeKernel({
        samples,
        listBytes: listWidth(samples),
        planeWords: planeWords(samples),
        counterRows: COUNTER_ROWS,
      })
    : null;
  const buffer = new TextBuffer(kernel === null ? plainMemory : kernel.textMemory);
  buffer.append(Buffer.from(text));
  const parser = new ChunkParser({ setup, reference: null, kernel, candidateLimit: () => 0xffffffff }, file);
  return parser.parse(buffer.bytes, 0, buffer.length);
}

/** Sealed blocks have a nonce each: only their shape can be compared. */
function comparable(chunk: ParsedChunk): unknown {
  return { ...chunk, details: chunk.details.map(({ contig, rows, maxEnd }) => ({ contig, rows, maxEnd })) };
}

const common = fc.constantFrom('0|0', '0/0');
const rare = fc.constantFrom('0|1', '1|0', '1|1', '0/1', '1/0', '1/1', './.', '.|.', '0/0', '0|0');
const strange = fc.constantFrom('./1', '0|.', '1', '0', '.', '0/1/1', '1|1:3');
const lines = fc.integer({ min: 1, max: 400 }).chain((samples) => {
  const sample = (base: string, oddity: number) =>
    fc.oneof(
      { weight: 60, arbitrary: fc.constant(base) },
      { weight: 10, arbitrary: rare },
      { weight: oddity, arbitrary: strange },
    );
  const line = fc
    .tuple(common, fc.constantFrom(0, 0, 0, 1), fc.constantFrom('G', 'GT', 'C', 'T', '<DEL>', 'G,T', '.'), fc.nat(60))
    .chain(([base, oddity, alt, step]) =>
      fc
        .array(sample(base, oddity), { minLength: samples, maxLength: samples })
        .map((calls) => ({ alt: /\b[1]/.test(calls.join(' ')) && alt === '.' ? 'G' : alt, step, calls })),
    );
  return fc.record({ samples: fc.constant(samples), records: fc.array(line, { minLength: 1, maxLength: 12 }) });
});

test('the kernel and the plain path give the same columns, counters and candidates', () => {
  fc.assert(
    fc.property(lines, ({ samples, records }) => {
      let pos = 1;
      const text = ['1', 'X']
        .flatMap((contig) => {
          pos = 1;
          return records.map(({ alt, step, calls }, i) => {
            pos += step;
            const format = calls.some((call) => call.includes(':')) ? 'GT:DP' : 'GT';
            return `${contig}\t${pos}\t${i % 2 ? `rs${i}` : '.'}\tA\t${alt}\t${i}\t${i % 3 ? 'PASS' : 'q10'}\t.\t${format}\t${calls.join('\t')}\n`;
          });
        })
        .join('');
      expect(comparable(parse(samples, text, true))).toEqual(comparable(parse(samples, text, false)));
    }),
    { numRuns: 60 },
  );
});

/** What a parse gives, or the error it ends with. */
function outcome(text: string, withKernel: boolean): unknown {
  try {
    return comparable(parse(1, text, withKernel));
  } catch (error) {
    return String(error);
  }
}

const value = fc.oneof(
  fc.nat().map(String),
  fc.constantFrom(
    '.',
    '',
    '-4',
    '+4',
    '007',
    '1.5',
    '.5',
    '5.',
    '1e-5',
    '1e',
    '1.2.3',
    'nan',
    'inf',
    '4294967296',
    'a b',
    'x',
    '%3B',
    'Æ',
  ),
);
const entry = fc
  .oneof(
    {
      weight: 8,
      arbitrary: fc.tuple(fc.constantFrom('I1', 'IA', 'F1', 'FR', 'S1', 'SN', 'C1', 'DP', 'END'), value, value),
    },
    { weight: 1, arbitrary: fc.constant(null) },
  )
  .map((made) => {
    if (made === null) return fc.constantFrom('FL', 'DB', 'FL=1', 'DP', 'XX=3', 'XX', '', '=', 'SN=a,b');
    const [key, first, second] = made;
    return fc.constantFrom(`${key}=${first}`, `${key}=${first}`, `${key}=${first},${second}`);
  });
const infoColumn = fc.oneof(
  fc.constantFrom('.', '', 'DP=3;F1=0.5;IA=2', 'DP=4;F1=0.25;IA=7;FL'),
  fc
    .array(
      entry.chain((one) => one),
      { minLength: 1, maxLength: 4 },
    )
    .map((entries) => entries.join(';')),
);

test('the kernel finds the same faults in the columns of a line as the plain path', () => {
  const record = fc.tuple(
    infoColumn,
    fc.constantFrom('.', 'rs1', 'a;b', 'a b', ';', ''),
    fc.constantFrom(
      ['A', 'G'],
      ['A', 'A'],
      ['a', 'g'],
      ['A', 'G,T'],
      ['AC', 'A'],
      ['N', 'A'],
      ['A', 'R'],
      ['A', '<DEL>'],
      ['', 'A'],
    ),
    fc.constantFrom('\n', '\n', '\n', '\r\n'),
  );
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 6 }), (records) => {
      const text = records
        .map(
          ([info, id, [ref, alt], end], i) =>
            `1\t${i + 5}\t${id}\t${ref}\t${alt}\t9\tPASS\t${info}\tGT:DP\t0/1:7${end}`,
        )
        .join('');
      expect(outcome(text, true)).toEqual(outcome(text, false));
    }),
    { numRuns: 400 },
  );
});

test('a line of fixed width takes the kernel path and counts right', () => {
  const calls = ['0|1', '1|0', '1|1', '.|.', '0|0', '0/1'];
  const text = `1\t10\t.\tA\tG\t.\t.\t.\tGT\t${calls.join('\t')}\n`;
  const [part] = parse(6, text, true).parts;
  expect(part!.small!.one[0]).toBe(3);
  expect(part!.small!.two[0]).toBe(1);
  expect([...part!.small!.siteCounts]).toEqual([1, 0, 0, 0]);
});

test('numbers beyond 65,535 are kept whole on both paths', () => {
  const samples = 70_000;
  const calls = Array.from({ length: samples }, (_, i) =>
    i % 9973 === 0 || i > 69_997 ? '0|1' : i === 65_536 ? '.|.' : '0|0',
  );
  const text = `1\t10\trs1\tA\tG\t.\t.\t.\tGT\t${calls.join('\t')}\n`;
  const [kernel, plain] = [true, false].map((withKernel) => parse(samples, text, withKernel).parts[0]!);
  expect(Buffer.compare(kernel!.small!.payload, plain!.small!.payload)).toBe(0);
  expect(Buffer.compare(Buffer.from(kernel!.counters.buffer), Buffer.from(plain!.counters.buffer))).toBe(0);
  expect([...new Uint32Array(kernel!.small!.payload.buffer)]).toContain(69_999);
});
