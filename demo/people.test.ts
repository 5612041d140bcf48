import { expect, test } from 'vitest';
import { demoToday, isoDate } from './civil-days.ts';
import { regions } from './nation.ts';
import { makePeople, peopleCsv } from './people.ts';
import { makeRandom } from './random.ts';
import { makeRegister } from './register.ts';

const people = makePeople(3000, makeRandom(11));

test('as many people as asked for, each with a number of their own', () => {
  expect(people).toHaveLength(3000);
  expect(new Set(people.map((p) => p.cpr)).size).toBe(3000);
  expect(people.every((p, i) => p.no === i)).toBe(true);
});

test('parents come first, are of the right sex and age, and alive at the birth', () => {
  const children = people.filter((p) => p.mother !== null);
  expect(children.length).toBeGreaterThan(1500);
  for (const child of children) {
    const mother = people[child.mother!]!;
    const father = people[child.father!]!;
    expect([mother.sex, father.sex]).toEqual(['female', 'male']);
    expect(Math.max(mother.no, father.no)).toBeLessThan(child.no);
    for (const parent of [mother, father]) {
      const age = (child.born - parent.born) / 365.25;
      expect(age).toBeGreaterThan(15);
      expect(age).toBeLessThan(80);
    }
    expect(mother.died ?? demoToday).toBeGreaterThanOrEqual(child.born);
  }
});

test('nobody has parents who are siblings', () => {
  for (const { mother, father } of people) {
    if (mother === null || father === null || people[mother]!.mother === null) continue;
    expect(people[mother]!.mother).not.toBe(people[father]!.mother);
  }
});

test('there are grandparents, all five regions and both living and dead', () => {
  expect(people.some((p) => p.mother !== null && people[p.mother]!.mother !== null)).toBe(true);
  expect(new Set(people.map((p) => p.region)).size).toBe(regions.length);
  const living = people.filter((p) => p.died === null).length;
  expect(living).toBeGreaterThan(1800);
  expect(living).toBeLessThan(2900);
});

test('people.csv has one line each and names parents by identifier', () => {
  const lines = peopleCsv(people, makeRegister(people, [], makeRandom(12)), isoDate)
    .trimEnd()
    .split('\n');
  expect(lines).toHaveLength(3001);
  expect(lines[0]).toBe(
    'person,cpr,given_name,family_name,sex,born,died,region,region_code,hospital,mother,father,protected,guardians,opt_out,opt_out_on,consents',
  );
  const child = people.findIndex((p) => p.mother !== null);
  const fields = lines[child + 1]!.split(',');
  expect(fields[0]).toBe(people[child]!.id);
  expect(fields[10]).toBe(people[people[child]!.mother!]!.id);
});
