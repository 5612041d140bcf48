/** A small variant: `start` 0-based, alleles upper-case bases, one or more each. */
export interface Allele {
  readonly start: number;
  readonly ref: string;
  readonly alt: string;
}

/** Upper-case character code of the reference base at a 0-based position of the contig. Called only for 0 ≤ position < contig length. */
export type BaseAt = (position: number) => number;

/** Reader of bases from a whole contig, or from a window of it whose first base has the 0-based position `offset`. */
export function basesFrom(sequence: Uint8Array, offset = 0): BaseAt {
  return (position) => {
    const base = sequence[position - offset];
    if (base === undefined) {
      throw new RangeError(
        `base ${position} is outside the loaded window ${offset}..${offset + sequence.length} (0-based); load a longer one`,
      );
    }
    return base >= 97 ? base - 32 : base;
  };
}

/**
 * Removes bases that both alleles share, from the right first and then from the left, keeping at least one base of each.
 * What is left is the shortest form at this place; only `leftAlign` makes it unique (Tan 2015, algorithm 1 without extension).
 */
export function trimAllele(start: number, ref: string, alt: string): Allele {
  let refEnd = ref.length;
  let altEnd = alt.length;
  while (refEnd > 1 && altEnd > 1 && ref.charCodeAt(refEnd - 1) === alt.charCodeAt(altEnd - 1)) {
    refEnd--;
    altEnd--;
  }
  let left = 0;
  while (left + 1 < refEnd && left + 1 < altEnd && ref.charCodeAt(left) === alt.charCodeAt(left)) left++;
  if (left === 0 && refEnd === ref.length && altEnd === alt.length) return { start, ref, alt };
  return { start: start + left, ref: ref.slice(left, refEnd), alt: alt.slice(left, altEnd) };
}

/**
 * The one left-most and shortest form of a variant, as `bcftools norm` and `vt normalize` give it (Tan 2015). A pure
 * insertion or deletion is rolled left while the base before it equals its last base, then anchored on the base before, or, at the contig's
 * start, on the base after. REF must already agree with the reference.
 * @param allele alleles of A, C, G, T, N or IUPAC letters, upper-case; symbolic alleles do not belong here
 */
export function leftAlign(allele: Allele, baseAt: BaseAt): Allele {
  const { start, ref, alt } = allele;
  if (ref.length === 1 && alt.length === 1) return allele;
  if (ref === alt) return { start, ref: ref[0] ?? ref, alt: alt[0] ?? alt };
  let refEnd = ref.length;
  let altEnd = alt.length;
  while (refEnd > 0 && altEnd > 0 && ref.charCodeAt(refEnd - 1) === alt.charCodeAt(altEnd - 1)) {
    refEnd--;
    altEnd--;
  }
  let left = 0;
  while (left < refEnd && left < altEnd && ref.charCodeAt(left) === alt.charCodeAt(left)) left++;
  const at = start + left;
  if (left === refEnd) return rollInsertion(at, alt.slice(left, altEnd), baseAt);
  if (left === altEnd) return rollDeletion(at, ref.slice(left, refEnd), baseAt);
  return { start: at, ref: ref.slice(left, refEnd), alt: alt.slice(left, altEnd) };
}

/** `bases` go in before the reference base at `at`. */
function rollInsertion(at: number, bases: string, baseAt: BaseAt): Allele {
  const size = bases.length;
  let position = at;
  let last = size - 1;
  while (position > 0 && baseAt(position - 1) === bases.charCodeAt(last)) {
    position--;
    last = last === 0 ? size - 1 : last - 1;
  }
  const rolled = bases.slice(last + 1) + bases.slice(0, last + 1);
  if (position === 0) {
    const after = String.fromCharCode(baseAt(0));
    return { start: 0, ref: after, alt: rolled + after };
  }
  const before = String.fromCharCode(baseAt(position - 1));
  return { start: position - 1, ref: before, alt: before + rolled };
}

/** `bases`, which are the reference's own from `at` on, go out. */
function rollDeletion(at: number, bases: string, baseAt: BaseAt): Allele {
  const size = bases.length;
  let position = at;
  let last = size - 1;
  while (position > 0 && baseAt(position - 1) === bases.charCodeAt(last)) {
    position--;
    last = last === 0 ? size - 1 : last - 1;
  }
  const rolled = bases.slice(last + 1) + bases.slice(0, last + 1);
  if (position === 0) {
    const after = String.fromCharCode(baseAt(size));
    return { start: 0, ref: rolled + after, alt: after };
  }
  const before = String.fromCharCode(baseAt(position - 1));
  return { start: position - 1, ref: before + rolled, alt: before };
}

/**
 * Where an allele's REF first differs from the reference, as an offset in REF; −1 when it agrees. N and other IUPAC letters on
 * either side agree with anything, as in `bcftools norm --check-ref`.
 */
export function refMismatch(start: number, ref: string, sequence: Uint8Array, offset = 0): number {
  for (let i = 0; i < ref.length; i++) {
    const base = sequence[start - offset + i];
    if (base === undefined) return i;
    const expected = base >= 97 ? base - 32 : base;
    const found = ref.charCodeAt(i) & ~32;
    if (expected !== found && isPlainBase(expected) && isPlainBase(found)) return i;
  }
  return -1;
}

function isPlainBase(code: number): boolean {
  return code === 65 || code === 67 || code === 71 || code === 84;
}
