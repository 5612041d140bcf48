import type { AlleleSets } from './genotype-sets.ts';
import { HAPLOID } from './genotype-sets.ts';

/** What kind of change an allele is, for counting. */
export const change = { transition: 0, transversion: 1, indel: 2, multiBase: 3 } as const;

/**
 * Rows of the counters: row r of genome g is at r·genomes + g. Four kinds of change each for one copy of two, two copies, and haploid.
 */
export const row = { het: 0, hom: 4, hemi: 8, missing: 12, structural: 13 } as const;
export const COUNTER_ROWS = 14;

// A↔G, C↔T by allele code (reference·4 + alternate)
const transitions = new Uint8Array(16);
for (const code of [0 * 4 + 2, 2 * 4 + 0, 1 * 4 + 3, 3 * 4 + 1]) transitions[code] = 1;

/** Kind of change of a substitution code. */
export function changeOfSubstitution(code: number): number {
  return transitions[code] === 1 ? change.transition : change.transversion;
}

/** Adds the carriers of one small allele. */
export function countCarriers(counters: Uint32Array, genomes: number, kind: number, sets: AlleleSets): void {
  const het = (row.het + kind) * genomes;
  const hemi = (row.hemi + kind) * genomes;
  for (let i = 0; i < sets.oneCount; i++) {
    counters[((sets.phase[i]! & HAPLOID) !== 0 ? hemi : het) + sets.one[i]!]!++;
  }
  const hom = (row.hom + kind) * genomes;
  for (let i = 0; i < sets.twoCount; i++) counters[hom + sets.two[i]!]!++;
}

/** Adds the carriers of one structural allele. */
export function countStructural(counters: Uint32Array, genomes: number, sets: AlleleSets): void {
  const at = row.structural * genomes;
  for (let i = 0; i < sets.oneCount; i++) counters[at + sets.one[i]!]!++;
  for (let i = 0; i < sets.twoCount; i++) counters[at + sets.two[i]!]!++;
}

/** Adds those without a called allele at a site, and those whose file has no record there. */
export function countMissing(counters: Uint32Array, genomes: number, members: Uint32Array, count: number): void {
  const at = row.missing * genomes;
  for (let i = 0; i < count; i++) counters[at + members[i]!]!++;
}
