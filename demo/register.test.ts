import { expect, test } from 'vitest';
import { demoToday } from './civil-days.ts';
import { makePeople } from './people.ts';
import { makeRandom } from './random.ts';
import { makeRegister } from './register.ts';
import { sampleNation } from './sampling.ts';

const people = makePeople(4000, makeRandom(5));
const { genomes } = sampleNation(people, 60, makeRandom(6));
const register = makeRegister(people, genomes, makeRandom(7));
const age = (no: number) => (demoToday - people[no]!.born) / 365.25;

test('children have living parents as guardians, and nobody of age has one', () => {
  const wards = register.flatMap(({ guardians }, no) => (guardians.length > 0 ? [no] : []));
  expect(wards.length).toBeGreaterThan(200);
  for (const no of wards) {
    expect(age(no)).toBeLessThan(18);
    for (const guardian of register[no]!.guardians) {
      expect([people[no]!.mother, people[no]!.father]).toContain(guardian);
      expect(people[guardian]!.died).toBeNull();
    }
  }
});

test('some have protection, some are out; nobody sequenced is out of genetic use, and opt-outs are made in life', () => {
  const out = register.flatMap(({ optOut }, no) => (optOut === null ? [] : [{ no, ...optOut }]));
  expect(register.filter((entry) => entry.protected).length).toBeGreaterThan(10);
  expect(new Set(out.map(({ scope }) => scope)).size).toBe(3);
  const sequenced = new Set(genomes.map(({ person }) => person.no));
  for (const { no, scope, on } of out) {
    if (sequenced.has(no)) expect(scope).toBe('material');
    expect(on).toBeGreaterThan(people[no]!.born);
    expect(on).toBeLessThan(people[no]!.died ?? demoToday);
  }
});

test('every member of the cohort has agreed to it, after being born', () => {
  for (const { person, kind } of genomes) {
    const { consents } = register[person.no]!;
    if (kind === 'research') expect(consents[0]).toMatchObject({ form: 'demo-cohort', withdrawnOn: null });
    for (const { givenOn } of consents.filter(({ form }) => form === 'demo-cohort'))
      expect(givenOn).toBeGreaterThan(person.born);
  }
});
