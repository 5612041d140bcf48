import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TableKernel } from './index.ts';

interface Row {
  start: number;
  ref: string;
  alt: string;
  counts: [number, number, number, number, number];
}

const kernel = new TableKernel();

function written(contig: string, rows: readonly Row[], below: number): string {
  const texts: Buffer[] = [];
  let at = 0;
  const code = rows.map(({ ref, alt }) => {
    if (ref.length === 1 && alt.length === 1) return 'ACGT'.indexOf(ref) * 4 + 'ACGT'.indexOf(alt);
    const text = Buffer.from(`${ref}\t${alt}`);
    const entry = Buffer.alloc((text.length + 7) & ~3);
    entry.writeUInt32LE(text.length, 0);
    text.copy(entry, 4);
    texts.push(entry);
    at += entry.length;
    return 16 + at - entry.length;
  });
  const column = (k: number): Uint32Array => Uint32Array.from(rows, (row) => row.counts[k]!);
  return kernel
    .write(
      contig,
      {
        rows: rows.length,
        start: Uint32Array.from(rows, (row) => row.start),
        code: Uint32Array.from(code),
        ac: column(0),
        an: column(1),
        hom: column(2),
        hemi: column(3),
        missing: column(4),
        texts: Buffer.concat(texts),
      },
      below,
    )
    .toString();
}

function plain(contig: string, rows: readonly Row[], below: number): string {
  return rows
    .map(({ start, ref, alt, counts: [ac, an, hom, hemi, missing] }) => {
      const hidden = ac > 0 && ac < below;
      const counts = hidden ? [`<${below}`, an, '.', '.', missing] : [ac, an, hom, hemi, missing];
      return `${[contig, start + 1, ref, alt, ...counts, hidden || an === 0 ? '.' : ac / an].join('\t')}\n`;
    })
    .join('');
}

const count = fc.oneof(
  fc.nat(12),
  fc.nat(12_000),
  fc.nat(0xfffffffe),
  fc.constantFrom(9, 10, 99, 100, 999, 1000, 9999, 10_000, 99_999_999, 100_000_000),
);
const allele = fc.oneof(
  fc.constantFrom(['A', 'C'], ['T', 'G'], ['G', 'A']),
  fc.tuple(fc.stringMatching(/^[ACGT]{2,30}$/), fc.constantFrom('A', 'GT')),
);
const row = fc
  .record({ start: count, allele, counts: fc.tuple(count, count, count, count, count) })
  .map(({ start, allele: [ref, alt], counts }): Row => ({ start, ref: ref!, alt: alt!, counts }));

test('lines are as a plain writer makes them', () => {
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 60 }),
      fc.constantFrom('1', 'chr7', 'HLA-DRB1*15:01:01:01'),
      fc.constantFrom(0, 5, 11),
      (rows, contig, below) => {
        expect(written(contig, rows, below)).toBe(plain(contig, rows, below));
      },
    ),
    { numRuns: 500 },
  );
});

test('more frequencies than are remembered, more lines than fit at once, and long alleles come out whole', () => {
  const rows = Array.from(
    { length: 30_000 },
    (_, i): Row => ({
      start: i * 70_000,
      ref: i === 700 ? 'ACGT'.repeat(400_000) : 'A',
      alt: 'C',
      counts: [i, 40_000 + (i % 7), i >> 1, 0, i & 3],
    }),
  );
  expect(written('chr1', rows, 0) === plain('chr1', rows, 0)).toBe(true);
});
