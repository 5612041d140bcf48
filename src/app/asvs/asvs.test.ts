import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rows, sectionSizes } from './chapters.ts';
import { absentProofs, faultsIn, titlesIn } from './check.ts';
import { met, none } from './model.ts';
import { asvsPage } from './page.ts';

const read = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

test('each proof is a test or a heading that is there', () => {
  expect(absentProofs(rows, read)).toEqual([]);
});

test('every requirement of levels 1 and 2 has one row, with a proof or a reason', () => {
  expect(faultsIn(rows, sectionSizes)).toEqual([]);
  expect([rows.filter(({ level }) => level === 1).length, rows.length]).toEqual([70, 253]);
});

test('the page is what the table says', () => {
  expect(read('docs/reference/asvs.md')).toBe(asvsPage());
});

test('what is planted is found', () => {
  const here = 'src/app/asvs/asvs.test.ts';
  const planted = [
    met(1, '1.1.1', 'x', [[here, 'no such test']]),
    met(1, '1.1.2', 'x', [['src/nowhere.test.ts', 'x']]),
    met(1, '1.1.3', 'x', [[here, 'what is planted is found']]),
    met(1, '1.1.4', 'x', [['docs/reference/walls.md', '## Nothing']]),
    met(1, '1.1.5', 'x', [['docs/reference/walls.md', 'What is checked']]),
  ];
  expect(absentProofs(planted, read).map((fault) => fault.split(':')[0])).toEqual(['1.1.1', '1.1.2', '1.1.4', '1.1.5']);
  const bare = [met(1, '1.1.1', 'x', []), none(1, '1.1.2', 'x', ''), none(1, '1.1.2', 'x', 'a reason is here')];
  expect(faultsIn(bare, { 1: [3] })).toEqual([
    '1.1.1: fulfilled without a proof',
    '1.1.2: no reason',
    '1.1.2: twice',
    '1.1: 2 of 3',
  ]);
  const text =
    "test('one', f);\ntest.each([1, 2])('two %i', f);\n  it(\n    'three’s',\n f);\n test.each(paths)(`four`, f); x('five')";
  expect(titlesIn(text)).toEqual(['one', 'two %i', 'three’s', 'four']);
});
