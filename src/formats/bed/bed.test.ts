import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { FormatError } from '../error.ts';
import { formatBed, parseBed, readBed } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-bed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = [
  '#a comment',
  'browser position chr1:1-100',
  'track name="exome targets"',
  'chr1\t100\t200\texon1\t0\t+',
  'chr2 5 10',
  '',
  'chr1\t150\t250\r',
  'chr1\t10\t20',
].join('\n');

test('lines are sorted and merged, headers passed over', async () => {
  expect(formatBed(parseBed(text))).toBe('chr1\t10\t20\nchr1\t100\t250\nchr2\t5\t10\n');
  for (const [name, bytes] of [
    ['a.bed', text],
    ['a.bed.gz', gzipSync(text)],
  ] as const) {
    writeFileSync(join(folder, name), bytes);
    expect(formatBed(await readBed(join(folder, name)))).toBe(formatBed(parseBed(text)));
  }
});

test.each(['chr1\t5', 'chr1\t-1\t5', 'chr1\t9\t5', 'chr1\t1.5\t5', '\t1\t5', 'chr1\tx\ty', 'chr1\t1\t1e9'])(
  '%j is refused with its line',
  (line) => {
    try {
      parseBed(`chr1\t1\t2\n${line}\n`, 'b.bed');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'IDUN_BED_LINE', place: { line: 2, file: 'b.bed' } });
    }
  },
);

test('any text gives regions or a FormatError, and regions round-trip', () => {
  const part = fc.constantFrom('chr1', '1', '\t', ' ', '\n', '0', '20', 'track', '#', '-', 'é');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      try {
        const regions = parseBed(parts.join(''));
        const again = parseBed(formatBed(regions));
        expect(formatBed(again)).toBe(formatBed(regions));
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }),
  );
});

test('a contig named track1 is a contig', () => {
  expect([...parseBed('track1\t1\t2').keys()]).toEqual(['track1']);
});
