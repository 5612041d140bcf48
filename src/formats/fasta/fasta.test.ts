import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { createBgzfWriter, formatGzi } from '../bgzf/index.ts';
import { FormatError } from '../error.ts';
import { buildFai, formatFai, openFasta, parseFai } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-fasta-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const save = (bytes: string | Uint8Array, name = `${files++}.fa`) => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};
const indexOf = (text: string, chunk = 7) => {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, i) =>
    bytes.subarray(i * chunk, (i + 1) * chunk),
  );
  return buildFai(Readable.from(chunks), 'x.fa');
};
const bgzip = (text: string) => buffer(Readable.from([Buffer.from(text)]).pipe(createBgzfWriter()));
const letters = (bytes: Uint8Array) => Buffer.from(bytes).toString();

interface Drawn {
  name: string;
  bases: string;
}
const drawn = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[A-Za-z0-9_.|*-]{1,8}$/),
    bases: fc.array(fc.constantFrom(...'ACGTNacgtn'), { minLength: 1, maxLength: 80 }).map((b) => b.join('')),
  }),
  { selector: (c) => c.name, minLength: 1, maxLength: 5 },
);
const write = (contigs: readonly Drawn[], width: number, end = '\n') =>
  contigs
    .map((c) => `>${c.name} a note${end}${(c.bases.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join(end)}${end}`)
    .join('');

test('any range of any contig, plain and bgzipped, LF and CRLF', async () => {
  const range = fc.tuple(fc.nat(90), fc.nat(90));
  await fc.assert(
    fc.asyncProperty(
      drawn,
      fc.integer({ min: 1, max: 90 }),
      fc.constantFrom('\n', '\r\n'),
      range,
      async (contigs, width, end, [start, length]) => {
        const text = write(contigs, width, end);
        for (const path of [save(text), save(await bgzip(text))]) {
          const fasta = await openFasta(path);
          for (const { name, bases } of contigs) {
            const expected = bases.toUpperCase();
            expect(letters(await fasta.fetch(name, start, start + length))).toBe(expected.slice(start, start + length));
            expect(letters(await fasta.loadContig(name))).toBe(expected);
          }
          await fasta.close();
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('a long contig loads in steps into shared memory', async () => {
  const bases = 'ACGTTGCANN'.repeat(950_000);
  const fasta = await openFasta(save(write([{ name: 'long', bases }], 61)));
  const loaded = await fasta.loadContig('long', { shared: true });
  expect(loaded.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(letters(loaded)).toBe(bases);
  expect(letters(await fasta.fetch('long', 9_499_990, 99_999_999))).toBe(bases.slice(9_499_990));
  await fasta.close();
});

test('indexes beside the file are used when they fit and made anew when they do not', async () => {
  const text = write(
    [
      { name: 'a', bases: 'ACGTACGT' },
      { name: 'b', bases: 'GGCC' },
    ],
    3,
  );
  const path = save(await bgzip(text), 'indexed.fa.gz');
  const fresh = await openFasta(path);
  writeFileSync(`${path}.gzi`, formatGzi(fresh.gzi!));
  const fai = formatFai(fresh.contigs);
  await fresh.close();
  for (const stale of [fai, fai.replace('b\t4', 'b\t400'), fai.replace('a\t', 'c\t'), 'nonsense', '']) {
    writeFileSync(`${path}.fai`, stale);
    const fasta = await openFasta(path);
    expect(fasta.contigs.map((c) => [c.name, c.length])).toEqual([
      ['a', 8],
      ['b', 4],
    ]);
    expect(letters(await fasta.fetch('b', 0, 4))).toBe('GGCC');
    await fasta.close();
  }
});

describe('what cannot be indexed is named with its line', () => {
  test.each([
    ['>a\nACGT\nAC\nACGT\n', 'UNEVEN', 4],
    ['>a\nACGT\nACGTA\n', 'UNEVEN', 3],
    ['>a\nACGT\n\nACGT\n', 'UNEVEN', 4],
    ['>a\nACGT\r\nACGT\nACGT\r\n', 'UNEVEN', 4],
    ['>a\nACGT\n>a\nACGT\n', 'NAME', 3],
    ['> a\nACGT\n', 'NAME', 1],
    ['ACGT\n>a\nACGT\n', 'START', 1],
  ])('%j', async (text, reason, line) => {
    await expect(indexOf(text)).rejects.toMatchObject({ code: `IDUN_FASTA_${reason}`, place: { line, file: 'x.fa' } });
  });

  test('an empty file, ordinary gzip, a folder, an unknown contig', async () => {
    await expect(indexOf('')).rejects.toMatchObject({ code: 'IDUN_FASTA_EMPTY' });
    await expect(openFasta(save(gzipSync('>a\nACGT\n')))).rejects.toMatchObject({ code: 'IDUN_FASTA_GZIP' });
    await expect(openFasta(folder)).rejects.toMatchObject({ code: 'IDUN_FILE_KIND' });
    const fasta = await openFasta(save('>a\nACGT\n'));
    await expect(fasta.fetch('chr9', 0, 1)).rejects.toMatchObject({ code: 'IDUN_FASTA_CONTIG' });
    await fasta.close();
  });
});

test('an empty line at the end, no last line end, and an empty contig are fine', async () => {
  expect(await indexOf('>a\nACGT\nAC\n\n>e\n>b\nTT')).toMatchObject([
    { name: 'a', length: 6, offset: 3 },
    { name: 'e', length: 0 },
    { name: 'b', length: 2 },
  ]);
});

test('random text gives an index or a FormatError', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('>', 'A', '\n', '\r', ' ', 'x', '\0'), { maxLength: 60 }),
      async (parts) => {
        const outcome = await indexOf(parts.join(''), 5).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(FormatError);
        else expect(parseFai(formatFai(outcome as Awaited<ReturnType<typeof indexOf>>))).toEqual(outcome);
      },
    ),
  );
});

test.runIf(spawnSync('samtools', ['--version']).status === 0)('the index is samtools’', async () => {
  const path = save(
    write(
      [
        { name: 'chr1', bases: 'ACGTN'.repeat(50) },
        { name: 'chr2', bases: 'GATTACA' },
      ],
      60,
    ),
    'st.fa',
  );
  execFileSync('samtools', ['faidx', path]);
  expect(formatFai(await indexOf(readFileSync(path, 'utf8')))).toBe(readFileSync(`${path}.fai`, 'utf8'));
});
