/** What a genome's calls on X and Y, outside the pseudo-autosomal regions, look like. */
export interface SexEvidence {
  /** Heterozygous calls on X. */
  readonly xHet: number;
  /** Calls on X with only alternate alleles, haploid ones included. */
  readonly xHomAlt: number;
  /** Sites on Y at which the genome has a record, called or not. */
  readonly ySites: number;
  /** Those at which an allele was called. */
  readonly yCalls: number;
}

export interface InferredSex {
  readonly sex: 'male' | 'female' | 'unknown';
  /** Heterozygous share of the alternate calls on X; null without any. */
  readonly xHetRate: number | null;
  /** Called share of the sites on Y; null without any. */
  readonly yCallRate: number | null;
  /** Set when X and Y speak against each other, as with XXY or X0, a mixed sample, or a caller that knew another sex. */
  readonly conflict: boolean;
}

const fewestXCalls = 20;
const fewestYSites = 5;
/** A man's X has few heterozygous calls (errors, repeats); a woman's alternate calls are heterozygous about three times in five. */
const maleXHetRate = 0.2;
const femaleXHetRate = 0.35;
const maleYCallRate = 0.5;
const femaleYCallRate = 0.2;

/**
 * Infers sex from X heterozygosity, with Y as witness. Few calls on X leave the answer to Y; a disagreement gives X's
 * answer and `conflict`.
 */
export function inferSex(evidence: SexEvidence): InferredSex {
  const xCalls = evidence.xHet + evidence.xHomAlt;
  const xHetRate = xCalls === 0 ? null : evidence.xHet / xCalls;
  const yCallRate = evidence.ySites === 0 ? null : evidence.yCalls / evidence.ySites;
  const x = xHetRate === null || xCalls < fewestXCalls ? 'unknown' : between(xHetRate, maleXHetRate, femaleXHetRate);
  const y = evidence.ySites < fewestYSites ? 'unknown' : between(-yCallRate!, -maleYCallRate, -femaleYCallRate);
  const conflict = x !== 'unknown' && y !== 'unknown' && x !== y;
  return { sex: x === 'unknown' ? y : x, xHetRate, yCallRate, conflict };
}

function between(value: number, male: number, female: number): 'male' | 'female' | 'unknown' {
  if (value <= male) return 'male';
  return value >= female ? 'female' : 'unknown';
}
