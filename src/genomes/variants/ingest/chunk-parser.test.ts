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
  return `##fileformat=VCFv4.2\n##contig=<ID=1,length=1000000>\n##contig=<ID=X,length=1000000>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t${names}\n`;
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
