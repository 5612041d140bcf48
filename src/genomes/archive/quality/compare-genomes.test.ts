import { expect, test } from 'vitest';
import { createBitmap, setBit } from '../../../bits/index.ts';
import { classifyRelation } from '../../../genetics/relatedness/index.ts';
import type { RelatednessSites } from '../ingestion.ts';
import { commonSites, compareBetween, compareWithin, mendelianErrors } from './compare-genomes.ts';
import {
  decodeCalls,
  decodeSites,
  encodeCalls,
  encodeSites,
  makePanel,
  placeOfKey,
  siteKey,
  thinned,
} from './site-panel.ts';

let state = 5;
function random(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

const SITES = 4000;
const frequency = Array.from({ length: SITES }, () => 0.05 + 0.4 * random());
const person = (): [Uint8Array, Uint8Array] =>
  [0, 1].map(() => Uint8Array.from(frequency, (f) => (random() < f ? 1 : 0))) as [Uint8Array, Uint8Array];
const child = (m: [Uint8Array, Uint8Array], f: [Uint8Array, Uint8Array]): [Uint8Array, Uint8Array] =>
  [m, f].map((p) => Uint8Array.from(frequency, (_, i) => p[random() < 0.5 ? 0 : 1][i]!)) as [Uint8Array, Uint8Array];
const [mother, father, stranger] = [person(), person(), person()];
const son = child(mother, father);

const hashOf = (_: number, start: number): number => Math.imul(start, 0x9e3779b1) >>> 0;
/** A submission of these people; `onlyCarried` leaves out sites where nobody carries, as single-genome files do. */
function panelOf(people: [Uint8Array, Uint8Array][], most = SITES, onlyCarried = false) {
  const copies = (p: [Uint8Array, Uint8Array], i: number): number => p[0][i]! + p[1][i]!;
  let chosen = frequency.map((_, i) => i);
  if (onlyCarried) chosen = chosen.filter((i) => people.some((p) => copies(p, i) > 0));
  chosen = chosen.sort((a, b) => hashOf(0, a * 20_000) - hashOf(0, b * 20_000));
  const bitmap = (p: [Uint8Array, Uint8Array], n: number) => {
    const bits = createBitmap(chosen.length);
    chosen.forEach((site, k) => {
      if (copies(p, site) === n) setBit(bits, k);
    });
    return bits;
  };
  const sampled: RelatednessSites = {
    hashBound: 0xffffffff,
    sites: chosen.map((i) => ({ contigNo: 2, start: i * 20_000, ref: 'A', alt: 'G' })),
    genomes: people.map((p) => ({ het: bitmap(p, 1), homAlt: bitmap(p, 2), missing: createBitmap(chosen.length) })),
  };
  return { panel: makePanel(sampled, hashOf, most), listsEverything: onlyCarried };
}

test('within a submission: family found, strangers not told, asked pairs always told', async () => {
  const { panel } = panelOf([mother, father, son, stranger, mother]);
  const pairs = await compareWithin(panel, new Set([0 * 5 + 3]));
  expect(pairs.map((p) => [p.a, p.b, classifyRelation(p)])).toEqual([
    [0, 2, 'parent-child'],
    [0, 3, 'unrelated'],
    [0, 4, 'same-genome'],
    [1, 2, 'parent-child'],
    [2, 4, 'parent-child'],
  ]);
});

test('between single-genome files, where a site that is not listed is the reference', async () => {
  for (const most of [SITES, 1200]) {
    const [m, s, x] = [mother, son, stranger].map((p) => panelOf([p], most, true));
    expect(classifyRelation((await compareBetween(m!, s!))[0]!)).toBe('parent-child');
    expect(classifyRelation((await compareBetween(m!, m!))[0]!)).toBe('same-genome');
    expect(await compareBetween(m!, x!)).toEqual([]);
    expect(Math.abs((await compareBetween(m!, x!, new Set([0])))[0]!.kinship!)).toBeLessThan(0.06);
  }
});

test('a single-genome file against a large submission', async () => {
  const many = panelOf([stranger, mother, father, ...Array.from({ length: 5 }, person)]);
  const one = panelOf([son], SITES, true);
  expect((await compareBetween(one, many)).map((p) => [p.b, classifyRelation(p)])).toEqual([
    [1, 'parent-child'],
    [2, 'parent-child'],
  ]);
});

test('slices of different places have nothing to compare', async () => {
  const far = panelOf([mother]);
  far.panel.keys = far.panel.keys.map((key) => key + 2 ** 40);
  const common = commonSites({ ...panelOf([mother]), listsEverything: true }, { ...far, listsEverything: true });
  expect(common.a.length).toBe(0);
});

test('Mendelian errors: none in a family, many with a stranger', async () => {
  const { panel } = panelOf([son, mother, father, stranger]);
  const [c, m, f, x] = panel.genomes;
  expect(mendelianErrors(c!, m!, f!, panel.keys.length)).toEqual({ sites: SITES, errors: 0 });
  expect(mendelianErrors(c!, m!, x!, panel.keys.length).errors).toBeGreaterThan(0.08 * SITES);
});

test('sites and calls survive the database, keys are exact, thinning keeps a distance', async () => {
  const { panel } = panelOf([mother, son], 500);
  const { keys, hash, hashBound } = decodeSites(encodeSites(panel));
  expect([keys, hash, hashBound]).toEqual([panel.keys, panel.hash, panel.hashBound]);
  expect(decodeCalls(encodeCalls(panel.genomes[1]!, 500), 500)).toEqual(panel.genomes[1]);
  expect(placeOfKey(siteKey(8191, 4_294_967_295, 'T', 'C'))).toEqual({
    contigNo: 8191,
    start: 4_294_967_295,
    code: 13,
  });
  expect([...thinned(Float64Array.from([0, 5, 10, 21].map((start) => siteKey(0, start, 'A', 'C'))), 10)]).toEqual([
    0, 2, 3,
  ]);
});
