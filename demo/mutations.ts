import { leftAlign } from '../src/genetics/normalise/index.ts';
import type { Genealogy } from './genealogy.ts';
import type { Random } from './random.ts';
import type { ContigSequence, TandemRepeat } from './reference.ts';

/** Alleles as the founders' chromosomes have them. The last leaf of the genealogy is the reference itself. */
export interface FounderSite {
  /** 0-based, left-aligned. */
  readonly start: number;
  readonly ref: string;
  readonly alts: readonly string[];
  /** Allele number of each founder's chromosome; valid during the call only. */
  readonly alleles: Uint8Array;
}

export interface MutationRates {
  /** Differences between two chromosomes, per base. */
  readonly theta: number;
  /** Recombination in the population's history, per base (4Nr). */
  readonly rho: number;
}

/** Share of substitutions that only the reference has: everyone else shows an alternate allele there, as with the human one. */
const referenceOnly = 0.008;

const transitionOf: Readonly<Record<number, string>> = { 65: 'G', 71: 'A', 67: 'T', 84: 'C' };
const transversionsOf: Readonly<Record<number, readonly string[]>> = {
  65: ['C', 'T'],
  71: ['C', 'T'],
  67: ['A', 'G'],
  84: ['A', 'G'],
};

/** Sequence text of an interval, 0-based half-open. */
export function basesText(bases: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bases.subarray(start, end));
}

function isCpg(bases: Uint8Array, at: number): boolean {
  return (bases[at] === 67 && bases[at + 1] === 71) || (bases[at] === 71 && bases[at - 1] === 67);
}

/** The bases that a mutation may give here, the likelier first: transitions twice as often as both transversions, more in CpG. */
export function drawSubstitutions(bases: Uint8Array, at: number, random: Random): [string, string] {
  const base = bases[at]!;
  const transition = transitionOf[base]!;
  const transversion = random.pick(transversionsOf[base]!);
  return random.chance(isCpg(bases, at) ? 0.92 : 0.675) ? [transition, transversion] : [transversion, transition];
}

/** A small insertion or deletion near `at`, left-aligned; null where the sequence has none to give. */
export function drawIndel(
  bases: Uint8Array,
  at: number,
  random: Random,
): { start: number; ref: string; alt: string } | null {
  const size = random.chance(0.06) ? random.between(15, 45) : 1 + Math.min(14, Math.floor(random.exponential() * 2.2));
  const before = basesText(bases, at, at + 1);
  const following = basesText(bases, at + 1, at + 1 + size);
  if (at < 100 || at + size + 100 > bases.length) return null;
  let inserted = following;
  if (random.chance(0.4)) inserted = Array.from({ length: size }, () => random.pick(['A', 'C', 'G', 'T'])).join('');
  const raw = random.chance(0.55)
    ? { start: at, ref: before + following, alt: before }
    : { start: at, ref: before, alt: before + inserted };
  if (raw.ref.includes('N') || raw.alt.includes('N')) return null;
  const allele = leftAlign(raw, (position) => bases[position]!);
  return allele.ref.includes('N') || allele.alt.includes('N') ? null : allele;
}

/**
 * Walks along a contig while the genealogy changes by recombination, and hands on every mutation as a site.
 * @param taken start positions that may not be used again; those given out are added
 * @param emit called in ascending order but for the few bases that left-alignment moves an indel
 */
export function walkMutations(
  sequence: ContigSequence,
  genealogy: Genealogy,
  leaves: number,
  rates: MutationRates,
  random: Random,
  taken: Set<number>,
  emit: (site: FounderSite) => void,
): void {
  const { bases, tandemRepeats } = sequence;
  const states = new Uint8Array(leaves);
  const reference = leaves - 1;
  const flipped = (): boolean => states[reference] !== 0;

  const substitution = (at: number): void => {
    if (bases[at] === 78 || taken.has(at)) return;
    if (random.chance(referenceOnly)) states[reference] = 1;
    else for (const leaf of genealogy.leavesBelowRandomPoint()) states[leaf] = 1;
    const second = random.chance(0.012);
    if (second) for (const leaf of genealogy.leavesBelowRandomPoint()) states[leaf] = 2;
    const own = states[reference]!;
    // The reference's state becomes allele 0; the ancestral state takes the number it left.
    if (own !== 0)
      for (let i = 0; i < leaves; i++) states[i] = states[i] === own ? 0 : states[i] === 0 ? own : states[i]!;
    const alts = drawSubstitutions(bases, at, random).slice(0, second ? 2 : 1);
    taken.add(at);
    emit({ start: at, ref: basesText(bases, at, at + 1), alts, alleles: states });
  };
  const indel = (at: number): void => {
    const allele = drawIndel(bases, at, random);
    if (allele === null || taken.has(allele.start)) return;
    if (tandemRepeats.some((r) => allele.start < r.end + 2 && allele.start + allele.ref.length > r.start - 2)) return;
    for (const leaf of genealogy.leavesBelowRandomPoint()) states[leaf] = 1;
    if (flipped()) for (let i = 0; i < leaves; i++) states[i] = 1 - states[i]!;
    taken.add(allele.start);
    emit({ start: allele.start, ref: allele.ref, alts: [allele.alt], alleles: states });
  };
  const slippage = (repeat: TandemRepeat): void => {
    const steps = new Int8Array(leaves);
    const hits = random.chance(0.35) ? 0 : 1 + random.poisson(1.1);
    for (let hit = 0; hit < hits; hit++) {
      const step = (random.chance(0.55) ? 1 : -1) * (random.chance(0.85) ? 1 : 2);
      for (const leaf of genealogy.leavesBelowRandomPoint()) steps[leaf] = steps[leaf]! + step;
    }
    const site = repeatSite(bases, repeat, steps, states);
    if (site === null || taken.has(site.start)) return;
    taken.add(site.start);
    emit({ ...site, alleles: states });
  };

  let next = 0;
  for (let at = 0; ; ) {
    at += random.exponential() / (((rates.theta + rates.rho) / 2) * genealogy.totalLength());
    for (; next < tandemRepeats.length && tandemRepeats[next]!.start <= at; next++) {
      slippage(tandemRepeats[next]!);
      states.fill(0);
    }
    if (at >= bases.length - 1) return;
    if (random.chance(rates.rho / (rates.theta + rates.rho))) genealogy.recombine();
    else if (random.chance(0.92)) substitution(Math.floor(at));
    else indel(Math.floor(at));
    states.fill(0);
  }
}

/** Turns numbers of repeat units gained or lost into one multi-allelic site anchored on the base before the repeat; fills `states`. */
function repeatSite(
  bases: Uint8Array,
  { start, end, unit }: TandemRepeat,
  steps: Int8Array,
  states: Uint8Array,
): Pick<FounderSite, 'start' | 'ref' | 'alts'> | null {
  const own = steps.at(-1)!;
  const least = -Math.floor((end - start) / unit.length) + 2;
  const gains = [...new Set(steps.map((step) => Math.max(least, step - own)))]
    .filter((gain) => gain !== 0)
    .sort((a, b) => a - b);
  if (gains.length === 0) return null;
  const lost = Math.max(0, -gains[0]!);
  const anchor = basesText(bases, start - 1, start);
  for (let i = 0; i < steps.length; i++) states[i] = gains.indexOf(Math.max(least, steps[i]! - own)) + 1;
  return {
    start: start - 1,
    ref: anchor + unit.repeat(lost),
    alts: gains.map((gain) => anchor + unit.repeat(lost + gain)),
  };
}
