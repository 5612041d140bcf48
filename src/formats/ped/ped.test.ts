import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { FormatError } from '../error.ts';
import { formatPed, parsePed, readPed } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-ped-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a trio with a header, blanks and a trait column', async () => {
  const path = join(folder, 'trio.ped');
  writeFileSync(
    path,
    '#family\tid\tfather\tmother\tsex\tphenotype\nF1\tc\tf\tm\t1\t2\tHPO\r\nF1 f 0 0 1 1\nF1 m 0 0 female -9\n\nF2 q . . 0 1.5\n',
  );
  expect(await readPed(path)).toEqual([
    {
      family: 'F1',
      id: 'c',
      father: 'f',
      mother: 'm',
      sex: 'male',
      affected: true,
      trait: null,
      more: ['HPO'],
      line: 2,
    },
    { family: 'F1', id: 'f', father: null, mother: null, sex: 'male', affected: false, trait: null, more: [], line: 3 },
    {
      family: 'F1',
      id: 'm',
      father: null,
      mother: null,
      sex: 'female',
      affected: null,
      trait: null,
      more: [],
      line: 4,
    },
    {
      family: 'F2',
      id: 'q',
      father: null,
      mother: null,
      sex: 'unknown',
      affected: null,
      trait: 1.5,
      more: [],
      line: 6,
    },
  ]);
});

test.each([
  ['F1 a 0 0 1', 'COLUMNS', 1],
  ['F1 a 0 0 9 1', 'SEX', 1],
  ['F1 a 0 0 1 ill', 'PHENOTYPE', 1],
  ['F1 0 0 0 1 1', 'ID', 1],
  ['F1 a 0 0 1 1\nF1 a 0 0 2 1', 'TWICE', 2],
  ['F1 a b 0 1 1\nF1 b 0 0 2 1', 'PARENT', 1],
  ['F1 a b 0 1 1\nF1 b a 0 1 1', 'CYCLE', 2],
  ['F1 a a 0 1 1', 'CYCLE', 1],
])('%j is refused', (text, reason, line) => {
  try {
    parsePed(text, 'x.ped');
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ code: `IDUN_PED_${reason}`, place: { line, file: 'x.ped' } });
  }
});

test('the same id in two families, and a parent who is not in the file, are fine', () => {
  expect(parsePed('F1 a x y 1 1\nF2 a 0 0 2 1')).toHaveLength(2);
});

test('any text gives individuals, which round-trip, or a FormatError', () => {
  const part = fc.constantFrom('F1', 'a', 'b', '\t', ' ', '\n', '0', '1', '2', '-9', '#');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      try {
        const people = parsePed(parts.join(''));
        const without = (list: typeof people) => list.map((p) => ({ ...p, line: 0 }));
        expect(without(parsePed(formatPed(people)))).toEqual(without(people));
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }),
    { numRuns: 500 },
  );
});

test('a chain of 50,000 generations is checked without recursion', () => {
  const lines = Array.from({ length: 50_000 }, (_, i) => `F p${i} ${i === 0 ? '0' : `p${i - 1}`} 0 1 1`).reverse();
  expect(parsePed(lines.join('\n'))).toHaveLength(50_000);
});

const shared = '../shared/data';
describe.runIf(existsSync(shared))('real files', () => {
  const files = readdirSync(shared, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ped') && !name.includes('ref/'),
  );

  test('there are some', () => {
    expect(files.length).toBeGreaterThan(0);
  });

  test.each(files)('%s', async (name) => {
    const people = await readPed(join(shared, name)).catch((error: unknown) => error);
    if (people instanceof Error) expect(people).toBeInstanceOf(FormatError);
    else expect((people as unknown[]).length).toBeGreaterThan(0);
  });
});
