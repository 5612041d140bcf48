import type { Kinship } from '../../api/answers.ts';

/** Below this a registered parent and child cannot be: half-way between first and second degree. */
const impossibleParent = 0.125;
const close = new Set(['same-genome', 'parent-child', 'full-siblings', 'second-degree']);

/**
 * True when a pair's genomes say something else than what is registered: a parent that cannot be, one person with two
 * genomes, one genome with two people, or close relatives that no pedigree names.
 */
export function kinUnexpected(pair: Pick<Kinship, 'relation' | 'expected' | 'kinship' | 'among'>): boolean {
  if (pair.relation === 'uncertain' && pair.expected !== null) return !mayBe(pair.among ?? [], pair.expected);
  if (pair.expected === 'same-person') return pair.relation !== 'same-genome';
  if (pair.relation === 'same-genome') return true;
  if (pair.expected === 'parent-child') return pair.kinship < impossibleParent;
  if (pair.expected === 'same-family') return false;
  return close.has(pair.relation) || (pair.among ?? []).some((relation) => close.has(relation));
}

/** Whether what is registered is among what the genomes leave possible; a family says nothing of the degree. */
function mayBe(among: readonly string[], expected: string): boolean {
  return expected === 'same-family' || among.includes(expected === 'same-person' ? 'same-genome' : expected);
}
