import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GenotypeKernel, MOST_PACKED_ROWS, unpackRows } from './index.ts';

const kernel = new GenotypeKernel({ samples: 1, listBytes: 2, planeWords: 1, counterRows: 1 });

/** Lays texts out in the kernel's memory; gives the bounds of each. */
function layOut(texts: readonly string[]): number[] {
  const bytes = texts.map((text) => Buffer.from(text, 'utf8'));
  const memory = kernel.textMemory(
    bytes.reduce((sum, b) => sum + b.length + 1, 64),
    new Uint8Array(0),
  );
  let at = 0;
  return bytes.flatMap((piece) => {
    memory.set(piece, at);
    const from = at;
    at += piece.length + 1;
    return [from, at - 1];
  });
}

function packCalls(rows: readonly string[]): Uint8Array | null {
  return kernel.packer.pack(Uint32Array.from(layOut(rows)), rows.length, 'calls');
}

const number = fc.oneof(
  fc.nat(300).map(String),
  fc.nat(0xffffffff).map(String),
  fc.constantFrom(
    '.',
    '',
    '00',
    '007',
    '0.500',
    '1e-05',
    '-3',
    '999999999',
    '1000000000',
    '4294967296',
    '12345678901234567890',
    '0000000000',
  ),
);
const call = fc
  .tuple(
    fc.constantFrom('0/1', '0|0', '.', './.', '1', '10/11', '0/1/1', '35', ''),
    fc.array(
      fc.array(number, { minLength: 1, maxLength: 4 }).map((values) => values.join(',')),
      { maxLength: 5 },
    ),
    fc.constantFrom('', ':PASS', ':q10;s50', ':Ærø', ':7_T_C'),
  )
  .map(([gt, fields, end]) => `${[gt, ...fields].join(':')}${end}`);

test('packed calls come back byte for byte', () => {
  fc.assert(
    fc.property(fc.array(call, { minLength: 1, maxLength: 300 }), (rows) => {
      const packed = packCalls(rows);
      expect(packed).not.toBeNull();
      expect(unpackRows(packed!, rows.length)).toEqual(rows);
    }),
    { numRuns: 300 },
  );
});

const bases = fc.oneof(fc.constantFrom('A', 'C', 'G', 'T', '', '*', '<DEL>'), fc.stringMatching(/^[ACGT]{2,12}$/));
const place = fc.tuple(
  fc
    .oneof(fc.nat(2_000_000_000), fc.nat(5000))
    .map(String)
    .chain((pos) => fc.constantFrom(pos, `0${pos}`, pos)),
  fc.constantFrom('.', 'rs123', 'rs0123;COSM7', 'chr1_17_A_T', ''),
  bases,
  fc.array(bases, { minLength: 1, maxLength: 3 }).map((alts) => alts.join(',')),
  fc.constantFrom('.', '50', '50.01', '1.5e3', '0.00'),
  fc.constantFrom('PASS', 'VQSRTrancheSNP99.90to100.00', 'q10;s50', '.'),
);
const info = fc.constantFrom(
  ['.', '.'],
  ['', '.'],
  ['END=900', '900'],
  ['SVTYPE=DEL;END=1234567;SVLEN=-4', '1234567'],
  ['AC=1;XEND=5;ENDS=7;DP=30;MQ=60.00;SOR=0.1', '.'],
  ['CIEND=0,50;END=044', '044'],
);

test('packed sites come back, with the END of INFO in its column and the highest END told', () => {
  const site = fc.tuple(place, info, fc.constantFrom('GT:DP:AD', 'GT', 'GT:DP4:X1'));
  fc.assert(
    fc.property(fc.array(site, { minLength: 1, maxLength: 300 }), (sites) => {
      const spans = layOut(sites.flatMap(([columns, [text], format]) => [columns.join('\t'), text!, format]));
      const packed = kernel.packer.pack(Uint32Array.from(spans), sites.length, 'sites');
      expect(packed).not.toBeNull();
      const rows = sites.map(([columns, [, end], format]) => `${columns.join('\t')}\t${end}\t${format}`);
      expect(unpackRows(packed!, sites.length)).toEqual(rows);
      expect(kernel.packer.highestEnd).toBe(Math.max(...sites.map(([, [, end]]) => (end === '.' ? 0 : Number(end)))));
    }),
    { numRuns: 300 },
  );
});

test('common calls are packed to a few bytes', () => {
  const rows = Array.from(
    { length: MOST_PACKED_ROWS },
    (_, i) => `0/1:${20 + (i % 30)}:${i % 20},${i % 23}:99:${i % 900},0,${i % 800}`,
  );
  const packed = packCalls(rows)!;
  expect(packed.length).toBeLessThan(rows.length * 11);
  expect(unpackRows(packed, rows.length)).toEqual(rows);
});

test('rows with bytes that templates use, and rows that share too little, are not packed', () => {
  expect(packCalls(['0/1:a\u0001b'])).toBeNull();
  expect(packCalls(['0/1:a\u0000b'])).toBeNull();
  const letters = (i: number): string => [...String(i)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
  const different = Array.from({ length: MOST_PACKED_ROWS }, (_, i) => `0/1:${letters(i)}${'x'.repeat(200)}`);
  expect(packCalls(different)).toBeNull();
});

test('packed rows that are cut, or not as many as said, are refused', () => {
  const packed = packCalls(['0/1:12:3,4', '0/0:300:5,6'])!;
  expect(() => unpackRows(packed, 3)).toThrow();
  expect(() => unpackRows(packed.subarray(0, packed.length - 1), 2)).toThrow();
});
