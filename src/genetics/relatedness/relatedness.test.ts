import { expect, test } from 'vitest';
import { classifyRelation, createKinshipPanel, inferSex, kinshipOf } from './index.ts';

const sites = 6000;
let state = 99;
function random(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

type Haplotypes = readonly [Uint8Array, Uint8Array];
const frequencies = Array.from({ length: sites }, () => 0.05 + 0.45 * random());
const founder = (): Haplotypes =>
  [0, 1].map(() => Uint8Array.from(frequencies, (f) => (random() < f ? 1 : 0))) as unknown as Haplotypes;
/** Blocks of 50 sites are inherited together. */
const gamete = (parent: Haplotypes) => {
  let strand = 0;
  return Uint8Array.from({ length: sites }, (_, i) => {
    if (i % 50 === 0) strand = random() < 0.5 ? 0 : 1;
    return parent[strand as 0 | 1][i]!;
  });
};
const child = (mother: Haplotypes, father: Haplotypes): Haplotypes => [gamete(mother), gamete(father)];

const [mother, father, stranger] = [founder(), founder(), founder()];
const [sister, brother] = [child(mother, father), child(mother, father)];
const niece = child(sister, stranger);
const people = [mother, father, stranger, sister, brother, niece, sister];

const builder = createKinshipPanel(people.length, sites);
for (let site = 0; site < sites; site++) {
  const copies = people.map(([a, b]) => a[site]! + b[site]!);
  const having = (n: number) => copies.flatMap((c, i) => (c === n ? [i] : []));
  builder.addSite(having(1), having(2), []);
}
const panel = builder.panel();
const pair = (a: number, b: number) => kinshipOf(panel.genomes[a]!, panel.genomes[b]!, panel.sites);

test.each([
  [0, 1, 'unrelated', 0],
  [0, 3, 'parent-child', 0.25],
  [3, 4, 'full-siblings', 0.25],
  [5, 4, 'second-degree', 0.125],
  [3, 6, 'same-genome', 0.5],
  [5, 0, 'second-degree', 0.125],
] as const)('people %i and %i: %s', (a, b, relation, expected) => {
  const result = pair(a, b);
  expect(classifyRelation(result)).toBe(relation);
  expect(Math.abs(result.kinship! - expected)).toBeLessThan(0.05);
  expect(result).toEqual({ ...pair(b, a), hetA: result.hetA, hetB: result.hetB });
});

test('a parent and child share an allele everywhere', () => {
  expect(pair(0, 3).ibs0).toBe(0);
  expect(pair(0, 1).ibs0).toBeGreaterThan(50);
});

test('sites missing in one of the two are left out', () => {
  const small = createKinshipPanel(2, 3);
  small.addSite([0, 1], [], []);
  small.addSite([0], [], [1]);
  expect(small.addSite([], [0], [])).toBe(true);
  expect(small.addSite([], [], [])).toBe(false);
  const [a, b] = small.panel().genomes;
  expect(kinshipOf(a!, b!, 3)).toEqual({ sites: 2, hetHet: 1, ibs0: 1, hetA: 1, hetB: 1, kinship: -0.5 });
  expect(classifyRelation(kinshipOf(a!, b!, 3))).toBe('unknown');
});

test('sex from X, with Y as witness', () => {
  expect(inferSex({ xHet: 2, xHomAlt: 98, ySites: 50, yCalls: 49 })).toEqual({
    sex: 'male',
    xHetRate: 0.02,
    yCallRate: 0.98,
    conflict: false,
  });
  expect(inferSex({ xHet: 60, xHomAlt: 40, ySites: 50, yCalls: 1 })).toMatchObject({ sex: 'female', conflict: false });
  expect(inferSex({ xHet: 60, xHomAlt: 40, ySites: 50, yCalls: 49 })).toMatchObject({ sex: 'female', conflict: true });
  expect(inferSex({ xHet: 1, xHomAlt: 1, ySites: 50, yCalls: 49 })).toMatchObject({ sex: 'male', conflict: false });
  expect(inferSex({ xHet: 25, xHomAlt: 75, ySites: 0, yCalls: 0 })).toMatchObject({ sex: 'unknown', yCallRate: null });
  expect(inferSex({ xHet: 0, xHomAlt: 0, ySites: 0, yCalls: 0 })).toMatchObject({ sex: 'unknown', xHetRate: null });
});
