import { expect, test } from 'vitest';

import { createBitmap, openKinshipScreen, type ScreenedGenotypes, setBit } from './index.ts';

/** The same by counting site after site. */
function plainKinship(a: ScreenedGenotypes, b: ScreenedGenotypes, sites: number): number {
  const copies = (g: ScreenedGenotypes, i: number): number => {
    const bit = (map: Uint32Array): boolean => ((map[i >>> 5]! >>> (i & 31)) & 1) === 1;
    return bit(g.missing) ? -1 : bit(g.homAlt) ? 2 : bit(g.het) ? 1 : 0;
  };
  let [hetHet, ibs0, hetA, hetB] = [0, 0, 0, 0];
  for (let i = 0; i < sites; i++) {
    const [x, y] = [copies(a, i), copies(b, i)];
    if (x < 0 || y < 0) continue;
    if (x === 1) hetA++;
    if (y === 1) hetB++;
    if (x === 1 && y === 1) hetHet++;
    if (Math.abs(x - y) === 2) ibs0++;
  }
  const fewer = Math.min(hetA, hetB);
  return fewer === 0 ? Number.POSITIVE_INFINITY : (hetHet - 2 * ibs0) / (2 * fewer) + 0.5 - (hetA + hetB) / (4 * fewer);
}

test('the kernel finds exactly the pairs that counting site by site finds', () => {
  let state = 7;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (const sites of [1, 129, 700]) {
    const genomes = Array.from({ length: 20 }, (_, g): ScreenedGenotypes => {
      const made = {
        het: createBitmap(sites + 200),
        homAlt: createBitmap(sites + 200),
        missing: createBitmap(sites + 200),
      };
      for (let i = 0; i < sites + 200; i++) {
        const u = next();
        if (g === 0 || u < 0.05) setBit(made.missing, i);
        else if (u < 0.45) setBit(made.het, i);
        else if (u < 0.65) setBit(made.homAlt, i);
      }
      return made;
    });
    genomes.push(genomes[5]!);
    const screen = openKinshipScreen(genomes, sites);
    let compared = 0;
    for (let a = 0; a < genomes.length; a++) {
      for (const least of [-0.02, 0.04, 0.3]) {
        const expected = genomes.flatMap((b, i) => (i > a && plainKinship(genomes[a]!, b, sites) >= least ? [i] : []));
        expect([...screen(a, a + 1, genomes.length, { least })]).toEqual(expected);
        compared += expected.length;
        const quick = { sites: 128, least: least - 0.05 };
        const after = expected.filter(
          (b) => plainKinship(genomes[a]!, genomes[b]!, Math.min(sites, 128)) >= quick.least,
        );
        expect([...screen(a, a + 1, genomes.length, { least, quick })]).toEqual(sites > 128 ? after : expected);
      }
    }
    expect(compared).toBeGreaterThan(20);
  }
});
