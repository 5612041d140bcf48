/** Result of `parseGenotype`; 0 is success. */
export const genotypeStatus = {
  ok: 0,
  /** Not allele numbers separated by `/` or `|`. */
  malformed: 1,
  /** An allele number beyond the ALT alleles of the line. */
  outOfRange: 2,
} as const;

/** One genotype; filled again for each sample, never allocated (arrays grow once for a high ploidy). */
export interface Genotype {
  /** Number of alleles written: 1 for `0`, 2 for `0/1`. */
  ploidy: number;
  /** Allele numbers, -1 for `.`. */
  alleles: Int32Array;
  /** 1 where the allele is phased. The first allele's is given by a prefix, or else as VCFv4.5 §1.6.2 implies it. */
  phased: Uint8Array;
  /** True when every allele after the first is phased and there is more than one: the `|` of older versions. */
  allPhased: boolean;
  /** Number of missing alleles. */
  missing: number;
  /** True when the genotype starts with a phasing sign (4.4 and later). */
  prefixed: boolean;
  /** The allele number found beyond ALT, after `outOfRange`. */
  offending: number;
}

/** Room for one genotype. */
export function makeGenotype(): Genotype {
  return {
    ploidy: 0,
    alleles: new Int32Array(8),
    phased: new Uint8Array(8),
    allPhased: false,
    missing: 0,
    prefixed: false,
    offending: 0,
  };
}

const SLASH = 47;
const BAR = 124;
const DOT = 46;

/**
 * Reads a GT value of any ploidy (VCFv4.5 §1.6.2).
 *
 * @param altCount number of ALT alleles of the line
 * @param out receives alleles, ploidy and phase
 * @returns a value of `genotypeStatus`
 */
export function parseGenotype(buf: Uint8Array, start: number, end: number, altCount: number, out: Genotype): number {
  // 0/1, 0|1, ./.: nearly every genotype there is
  if (end - start === 3) {
    const separator = buf[start + 1]!;
    const first = buf[start]! - 48;
    const second = buf[start + 2]! - 48;
    if ((separator === SLASH || separator === BAR) && isAllele(first) && isAllele(second)) {
      return diploid(first, second, separator === BAR, altCount, out);
    }
  }
  return parseAnyPloidy(buf, start, end, altCount, out);
}

// a digit, or -2 which is '.' - '0'
function isAllele(value: number): boolean {
  return (value >= 0 && value <= 9) || value === -2;
}

function diploid(first: number, second: number, phased: boolean, altCount: number, out: Genotype): number {
  out.ploidy = 2;
  out.alleles[0] = first < 0 ? -1 : first;
  out.alleles[1] = second < 0 ? -1 : second;
  out.missing = (first < 0 ? 1 : 0) + (second < 0 ? 1 : 0);
  out.allPhased = phased;
  out.phased[0] = out.phased[1] = phased ? 1 : 0;
  out.prefixed = false;
  if (first <= altCount && second <= altCount) return genotypeStatus.ok;
  out.offending = first > altCount ? first : second;
  return genotypeStatus.outOfRange;
}

function parseAnyPloidy(buf: Uint8Array, start: number, end: number, altCount: number, out: Genotype): number {
  out.ploidy = 0;
  out.missing = 0;
  out.prefixed = false;
  let at = start;
  let sign = 0;
  let unphased = false;
  let status: number = genotypeStatus.ok;
  if (at < end && (buf[at] === SLASH || buf[at] === BAR)) {
    sign = buf[at]!;
    unphased = sign === SLASH;
    out.prefixed = true;
    at++;
  }
  for (;;) {
    let allele = -1;
    const from = at;
    if (at < end && buf[at] === DOT) at++;
    else {
      allele = 0;
      while (at < end) {
        const digit = buf[at]! - 48;
        if (digit < 0 || digit > 9) break;
        allele = allele * 10 + digit;
        at++;
      }
      if (at === from || at - from > 9) return genotypeStatus.malformed;
      if (allele > altCount && status === genotypeStatus.ok) {
        status = genotypeStatus.outOfRange;
        out.offending = allele;
      }
    }
    if (out.ploidy === out.alleles.length) grow(out);
    if (allele < 0) out.missing++;
    out.alleles[out.ploidy] = allele;
    out.phased[out.ploidy] = sign === BAR ? 1 : 0;
    out.ploidy++;
    if (at === end) break;
    sign = buf[at]!;
    if (sign !== SLASH && sign !== BAR) return genotypeStatus.malformed;
    if (sign === SLASH) unphased = true;
    at++;
  }
  if (!out.prefixed) out.phased[0] = unphased ? 0 : 1;
  out.allPhased = out.ploidy > 1 && !unphased;
  return status;
}

function grow(out: Genotype): void {
  const { alleles, phased } = out;
  out.alleles = new Int32Array(alleles.length * 2);
  out.phased = new Uint8Array(alleles.length * 2);
  out.alleles.set(alleles);
  out.phased.set(phased);
}
