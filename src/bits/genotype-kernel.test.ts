import { constants, crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GenotypeKernel } from './index.ts';

const kernel = new GenotypeKernel({ samples: 10, listBytes: 2, planeWords: 1, counterRows: 1 });

/** The text that inflating gives, at an offset, or null. */
function inflate(deflated: Uint8Array, size: number, checksum: number): Buffer | null {
  const at = 1000;
  const text = kernel.textMemory(at + size, new Uint8Array(0));
  text.fill(0x5a, 0, at);
  const done = kernel.inflate(deflated, at, size, checksum);
  expect(text.subarray(0, at).every((byte) => byte === 0x5a)).toBe(true);
  return done ? Buffer.from(text.subarray(at, at + size)) : null;
}

/** Text with literals, repeats of any distance and runs. */
const texts = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.nat(600)).map(([unit, n]) => Buffer.alloc(n, unit)),
      fc.constantFrom(Buffer.from('\t0|0'.repeat(900)), Buffer.from('ACGT'), Buffer.alloc(0)),
    ),
    { maxLength: 30 },
  )
  .map((parts) => Buffer.concat(parts).subarray(0, 65_280));

const options = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FIXED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FILTERED,
  ),
  memLevel: fc.integer({ min: 1, max: 9 }),
});

test('inflating gives what zlib deflated, at every level and strategy', () => {
  fc.assert(
    fc.property(texts, options, (text, how) => {
      const deflated = deflateRawSync(text, how);
      if (deflated.length > 65_536) return;
      expect(inflate(deflated, text.length, crc32(text))).toEqual(Buffer.from(text));
      expect(inflate(deflated, text.length, crc32(text) ^ 0x8000)).toBeNull();
    }),
    { numRuns: 400 },
  );
});

test('a wrong size is refused', () => {
  const text = Buffer.from('\t0|0'.repeat(5000));
  const deflated = deflateRawSync(text);
  for (const size of [0, 1, text.length - 1, text.length + 1]) expect(inflate(deflated, size, crc32(text))).toBeNull();
  const cut = deflated.subarray(0, deflated.length - 1);
  expect(inflate(cut, text.length, crc32(text))).toBeNull();
  expect(inflate(Buffer.concat([deflated, Buffer.alloc(1)]), text.length, crc32(text))).toBeNull();
});

/** Sample columns of every phase and separator, with calls that are not there, and what else stands in a line. */
const genotypes = fc
  .array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .constantFrom('\t0|0', '\t0|1', '\t1|1', '\t0/1')
          .chain((call) => fc.nat(90).map((n) => call.repeat(n))),
      },
      { weight: 2, arbitrary: fc.constantFrom('\t./.', '\t2|0', '\n21\t9411239\trs1\tG\tA\t.\tPASS\tAC=1\tGT', 'x') },
    ),
    { minLength: 1, maxLength: 60 },
  )
  .map((parts) => Buffer.from(parts.join('')));

test("the checksum of any part of any text is zlib's", () => {
  fc.assert(
    fc.property(fc.oneof(genotypes, texts), fc.nat(70), fc.nat(70), (text, from, less) => {
      const memory = kernel.textMemory(text.length, new Uint8Array(0));
      memory.set(text);
      const start = Math.min(from, text.length);
      const end = Math.max(start, text.length - less);
      expect(kernel.checksum(start, end)).toBe(crc32(text.subarray(start, end)));
    }),
    { numRuns: 1500 },
  );
});

test('random damage never writes outside the text', () => {
  fc.assert(
    fc.property(texts, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 }), (text, damage) => {
      const deflated = Buffer.from(deflateRawSync(text));
      for (const [at, byte] of damage) deflated[at % deflated.length] = byte;
      inflate(deflated, text.length, crc32(text));
    }),
    { numRuns: 400 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), fc.nat(3000), (noise, size) => {
      inflate(noise, size, 0);
    }),
    { numRuns: 400 },
  );
});

test('bytes are found wherever they stand', () => {
  const bytes = Buffer.from('a\tbb\t\tccccccccccccccccccccccccccc\td\n');
  const text = kernel.textMemory(bytes.length, new Uint8Array(0));
  text.set(bytes);
  const found = new Uint32Array(4);
  expect(kernel.findAll(0, bytes.length, 9, found, 4)).toBe(4);
  expect([...found]).toEqual([1, 4, 5, 33]);
  expect(kernel.findAll(2, bytes.length, 9, found, 2)).toBe(3);
  expect(kernel.find(0, bytes.length, 10)).toBe(bytes.length - 1);
  expect(kernel.find(0, 20, 10)).toBe(20);
});
