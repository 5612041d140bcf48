import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { asvsPage, asvsSections } from './sections.ts';

test('each proof is a test that is there', () => {
  const absent = asvsSections.flatMap(({ section, proofs }) =>
    proofs
      .filter(([file, name]) => !readFileSync(file, 'utf8').includes(`test('${name}`))
      .map((p) => `${section}: ${p.join(' ')}`),
  );
  expect(absent).toEqual([]);
});

test('what is met has a proof; what is not says why; each section is there once', () => {
  const unproven = asvsSections.filter(({ state, proofs, remark }) =>
    state === 'met' ? proofs.length === 0 : remark === undefined,
  );
  expect(unproven).toEqual([]);
  const sections = asvsSections.map(({ section }) => section);
  expect(new Set(sections).size).toBe(sections.length);
});

test('the page is what the table says', () => {
  expect(readFileSync('docs/reference/asvs.md', 'utf8')).toBe(asvsPage());
});
