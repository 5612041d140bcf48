import type { TFunction } from 'i18next';
import { expect, it } from 'vitest';
import { layoutPedigree } from './layout.ts';
import type { PedigreePerson } from './model.ts';
import { neighbour, sentenceOf } from './reading.ts';

const person = (
  id: string,
  sex: PedigreePerson['sex'],
  father: string | null,
  mother: string | null,
): PedigreePerson => ({
  id,
  sex,
  father,
  mother,
  affected: null,
  deceased: false,
});
const layout = layoutPedigree([
  person('f', 'male', null, null),
  person('m', 'female', null, null),
  { ...person('a', 'female', 'f', 'm'), bornYear: 2000, affected: true, proband: true, copies: 1 },
  { ...person('b', 'male', 'f', 'm'), bornYear: 2003, affected: false, deceased: true },
]);
const at = (id: string) => layout.people.find((one) => one.person.id === id)!;
const t = ((key: string, values?: { who?: string }) =>
  values?.who ? `${key}(${values.who})` : key) as unknown as TFunction;

it('arrows lead to partners and siblings, up to a parent and down to a child', () => {
  const go = (id: string, key: string) => neighbour(layout, at(id), key);
  expect([go('f', 'ArrowRight'), go('m', 'ArrowLeft'), go('a', 'ArrowRight')]).toEqual(['m', 'f', 'b']);
  expect([go('a', 'ArrowUp'), go('f', 'ArrowDown'), go('m', 'ArrowDown')]).toEqual(['f', 'a', 'b']);
  expect([go('f', 'ArrowLeft'), go('f', 'ArrowUp'), go('b', 'Home'), go('a', 'x')]).toEqual([
    undefined,
    undefined,
    'a',
    undefined,
  ]);
});

it('a person in words is what the symbol shows', () => {
  expect(sentenceOf(at('a'), layout, () => 'S1', t)).toBe(
    'II-1, S1; pedigree:proband; words:sex.female; pedigree:affected; pedigree:copies.1; pedigree:childOf(I-1, I-2)',
  );
  expect(sentenceOf(at('b'), layout, () => '', t)).toContain('pedigree:deceased');
  expect(sentenceOf(at('f'), layout, () => '', t)).toBe(
    'I-1; words:sex.male; pedigree:statusUnknown; pedigree:partnerOf(I-2)',
  );
});
