import type { GenotypeSets } from './genotype-sets.ts';

const COLON = 58;
const BAR = 124;
const SLASH = 47;
const DOT = 46;

/** What was wrong with a GT; `ok` is 0. */
export const gtStatus = { ok: 0, malformed: 1, outOfRange: 2, empty: 3 } as const;

/** Where {@link readGenotypes} stopped. */
export interface GtProblem {
  status: number;
  /** Index of the sample column. */
  sample: number;
  /** Offsets of the GT text. */
  from: number;
  to: number;
}

/**
 * Reads the GT of every sample column (VCFv4.5 §1.6.2); GT is the first FORMAT key.
 *
 * @param bytes decompressed text
 * @param tabs offsets of the tab before each sample column, then of the line's end
 * @param samples number of sample columns
 * @param alts number of ALT alleles of the record
 * @param localOf local number of each column; null when column i is genome i
 * @param sets receives the calls; the caller has reset it
 * @param problem receives the place when the result is not `gtStatus.ok`
 */
export function readGenotypes(
  bytes: Uint8Array,
  tabs: Uint32Array,
  samples: number,
  alts: number,
  localOf: Uint32Array | null,
  sets: GenotypeSets,
  problem: GtProblem,
): number {
  for (let i = 0; i < samples; i++) {
    const from = tabs[i]! + 1;
    const end = tabs[i + 1]!;
    const genome = localOf === null ? i : localOf[i]!;
    const width = end - from;
    if (width >= 3 && (width === 3 || bytes[from + 3] === COLON)) {
      const sign = bytes[from + 1]!;
      const a = bytes[from]! - 48;
      const b = bytes[from + 2]! - 48;
      if ((sign === SLASH || sign === BAR) && isAllele(a, alts) && isAllele(b, alts)) {
        sets.addDiploid(genome, a, b, sign === BAR);
        continue;
      }
    }
    const status = readAnyGenotype(bytes, from, end, alts, genome, sets, problem);
    if (status !== gtStatus.ok) {
      problem.status = status;
      problem.sample = i;
      problem.from = from;
      return status;
    }
  }
  return gtStatus.ok;
}

/** A one-digit allele number in range, or −2, which is `.` − `0`. */
function isAllele(value: number, alts: number): boolean {
  return (value >= 0 && value <= 9 && value <= alts) || value === -2;
}

/** Any ploidy, several digits, a phasing sign in front (VCFv4.4). */
function readAnyGenotype(
  bytes: Uint8Array,
  from: number,
  end: number,
  alts: number,
  genome: number,
  sets: GenotypeSets,
  problem: GtProblem,
): number {
  let at = from;
  let ploidy = 0;
  let first = -1;
  let second = -1;
  let phased = false;
  problem.to = gtEnd(bytes, from, end);
  if (end <= from) return gtStatus.empty;
  if (bytes[at] === SLASH || bytes[at] === BAR) at++;
  for (;;) {
    let allele = -1;
    if (at < end && bytes[at] === DOT) at++;
    else {
      const digits = at;
      allele = 0;
      for (; at < end; at++) {
        const digit = bytes[at]! - 48;
        if (digit < 0 || digit > 9) break;
        allele = allele * 10 + digit;
      }
      if (at === digits || at - digits > 9) return gtStatus.malformed;
      if (allele > alts) return gtStatus.outOfRange;
    }
    if (ploidy === 0) first = allele;
    else second = allele;
    ploidy++;
    if (at === end || bytes[at] === COLON) break;
    if (bytes[at] !== SLASH && bytes[at] !== BAR) return gtStatus.malformed;
    phased = bytes[at] === BAR;
    at++;
  }
  if (ploidy === 1) sets.addHaploid(genome, first);
  else if (ploidy === 2) sets.addDiploid(genome, first, second, phased);
  else sets.addPolyploid(genome);
  return gtStatus.ok;
}

function gtEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== COLON) at++;
  return at;
}
