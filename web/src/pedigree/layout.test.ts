import { describe, expect, it } from 'vitest';
import { layoutPedigree } from './layout.ts';
import { type PedigreeLayout, type PedigreePerson, roman } from './model.ts';
import { placeInOrder } from './place-row.ts';

const person = (
  id: string,
  parents: [string | null, string | null] = [null, null],
  more: Partial<PedigreePerson> = {},
): PedigreePerson => ({
  id,
  sex: /^[A-Z]/.test(id) ? 'male' : 'female',
  father: parents[0],
  mother: parents[1],
  affected: false,
  deceased: false,
  ...more,
});

const at = (layout: PedigreeLayout, id: string) => layout.people.find((one) => one.person.id === id)!;

/** What must hold of every drawing. */
function check(layout: PedigreeLayout): void {
  for (const { person: one, generation } of layout.people) {
    for (const parent of [one.mother, one.father]) {
      if (parent !== null) expect(at(layout, parent).generation).toBeLessThan(generation);
    }
  }
  for (const { a, b } of layout.couples) expect(at(layout, a).generation).toBe(at(layout, b).generation);
  for (let generation = 0; generation < layout.generations; generation++) {
    const places = layout.people.filter((one) => one.generation === generation).map((one) => one.x);
    for (let i = 1; i < places.length; i++) expect(places[i]! - places[i - 1]!).toBeGreaterThanOrEqual(1 - 1e-9);
  }
  expect(Math.min(...layout.people.map((one) => one.x))).toBeCloseTo(0);
}

describe('a pedigree', () => {
  it('of a trio: the father left, the child between its parents', () => {
    const layout = layoutPedigree([person('child', ['Father', 'mother']), person('mother'), person('Father')]);
    check(layout);
    expect(layout.people.map((one) => [one.person.id, one.label])).toEqual([
      ['Father', 'I-1'],
      ['mother', 'I-2'],
      ['child', 'II-1'],
    ]);
    expect(at(layout, 'child').x).toBeCloseTo((at(layout, 'Father').x + at(layout, 'mother').x) / 2);
    expect(layout.couples).toEqual([{ a: 'Father', b: 'mother', consanguineous: false }]);
  });

  it('of three generations: partners beside each other, siblings by year of birth, parents over the middle of their children', () => {
    const layout = layoutPedigree([
      person('Grandfather'),
      person('grandmother'),
      person('Uncle', ['Grandfather', 'grandmother'], { bornYear: 1960 }),
      person('Father', ['Grandfather', 'grandmother'], { bornYear: 1955 }),
      person('mother'),
      person('young', ['Father', 'mother'], { bornYear: 1990 }),
      person('old', ['Father', 'mother'], { bornYear: 1980 }),
      person('middle', ['Father', 'mother'], { bornYear: 1985 }),
    ]);
    check(layout);
    expect(layout.generations).toBe(3);
    expect(['old', 'middle', 'young'].map((id) => at(layout, id).label)).toEqual(['III-1', 'III-2', 'III-3']);
    expect(at(layout, 'mother').x - at(layout, 'Father').x).toBeCloseTo(1);
    expect(at(layout, 'Father').x).toBeLessThan(at(layout, 'Uncle').x);
    expect(at(layout, 'middle').x).toBeCloseTo((at(layout, 'Father').x + at(layout, 'mother').x) / 2);
  });

  it('of cousins who married: a double line, and both in the generation of cousins', () => {
    const layout = layoutPedigree([
      person('G'),
      person('g'),
      person('A', ['G', 'g']),
      person('a'),
      person('B', ['G', 'g']),
      person('b'),
      person('Cousin', ['A', 'a']),
      person('cousin', ['B', 'b']),
      person('child', ['Cousin', 'cousin']),
    ]);
    check(layout);
    expect(layout.couples.filter((one) => one.consanguineous)).toEqual([
      { a: 'Cousin', b: 'cousin', consanguineous: true },
    ]);
    expect(at(layout, 'Cousin').generation).toBe(2);
    expect(at(layout, 'child').generation).toBe(3);
  });

  it('of uncle and niece: the couple stands side by side though their lines differ in length', () => {
    const layout = layoutPedigree([
      person('G'),
      person('g'),
      person('Uncle', ['G', 'g']),
      person('Brother', ['G', 'g']),
      person('wife'),
      person('niece', ['Brother', 'wife']),
      person('child', ['Uncle', 'niece']),
    ]);
    check(layout);
    expect(at(layout, 'Uncle').generation).toBe(at(layout, 'niece').generation);
    expect(layout.couples.find(({ b }) => b === 'niece')!.consanguineous).toBe(true);
  });

  it('with twins keeps them side by side, and says whether they are identical', () => {
    const twins = (mono: boolean) => ({ twins: { group: 'x', mono } });
    const layout = layoutPedigree([
      person('F'),
      person('m'),
      person('one', ['F', 'm'], { bornYear: 2000, ...twins(true) }),
      person('between', ['F', 'm'], { bornYear: 2000 }),
      person('two', ['F', 'm'], { bornYear: 2000, ...twins(true) }),
    ]);
    check(layout);
    expect(layout.sibships[0]!.twins).toEqual([{ children: ['one', 'two'], mono: true }]);
    expect(Math.abs(at(layout, 'one').x - at(layout, 'two').x)).toBeCloseTo(1);
  });

  it('with two partners has one on each side, and each sibship its own parents', () => {
    const layout = layoutPedigree([
      person('Man'),
      person('first'),
      person('second'),
      person('half', ['Man', 'first']),
      person('Half', ['Man', 'second']),
    ]);
    check(layout);
    const [first, man, second] = ['first', 'Man', 'second'].map((id) => at(layout, id).x);
    expect((first! - man!) * (second! - man!)).toBeLessThan(0);
    expect(layout.sibships.map(({ parents }) => parents)).toEqual([
      ['Man', 'first'],
      ['Man', 'second'],
    ]);
  });

  it('with one known parent, with people of no family, and with nobody', () => {
    const layout = layoutPedigree([person('mother'), person('child', ['Elsewhere', 'mother']), person('alone')]);
    check(layout);
    expect(layout.sibships).toEqual([{ parents: ['mother'], children: ['child'], twins: [] }]);
    expect(layoutPedigree([])).toEqual({ people: [], couples: [], sibships: [], generations: 0, width: 0 });
  });

  it('in which somebody would be their own ancestor is drawn as far as it goes', () => {
    const layout = layoutPedigree([person('A', ['B', null]), person('B', ['A', null])]);
    expect(layout.people).toHaveLength(2);
  });

  it('of eighty people in random families keeps every rule and is quick', () => {
    let state = 7;
    const random = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const people: PedigreePerson[] = [];
    const generations: string[][] = [[], [], [], []];
    for (let i = 0; i < 80; i++) {
      const generation = i < 8 ? 0 : 1 + random(3);
      const above = generation === 0 ? [] : generations[generation - 1]!;
      const males = above.filter((id) => /^[A-Z]/.test(id));
      const females = above.filter((id) => !/^[A-Z]/.test(id));
      const id = `${i % 2 === 0 ? 'M' : 'f'}${i}`;
      const married = random(3) === 0 || males.length === 0 || females.length === 0;
      people.push(
        person(id, married ? [null, null] : [males[random(males.length)]!, females[random(females.length)]!]),
      );
      generations[generation]!.push(id);
    }
    const began = performance.now();
    check(layoutPedigree(people));
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

it('places keep their order and their distance, as near to what was wanted as can be', () => {
  expect(placeInOrder([5, 0, 9], () => 1)).toEqual([2, 3, 9]);
  expect(placeInOrder([0, 3, 9], () => 1)).toEqual([0, 3, 9]);
  expect(placeInOrder([], () => 1)).toEqual([]);
});

it('generations are Roman numerals', () => {
  expect([1, 4, 9, 14].map(roman)).toEqual(['I', 'IV', 'IX', 'XIV']);
});
