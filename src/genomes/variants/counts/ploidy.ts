import type { ContigRole } from '../../../genetics/contigs/index.ts';
import type { Interval } from '../../../genetics/intervals/index.ts';
import { inPar } from '../../../genetics/ploidy/index.ts';
import type { LocalGroup, LocalMask } from '../population/index.ts';
import {
  addDiploid,
  addHaploid,
  addMitochondrial,
  type CountColumns,
  createRawCounts,
  type RawCounts,
} from './tally.ts';

/** How a position is counted: two copies for everybody, or by sex, or as the mitochondrion. */
export type Ploidy = 'diploid' | 'X' | 'Y' | 'MT';

/** What counting must know of a contig. */
export interface ContigPloidy {
  role: ContigRole;
  /** Pseudo-autosomal regions, 0-based half-open. */
  par: readonly Interval[];
}

/** How alleles that start at a 0-based position of the contig are counted. */
export function ploidyAt(contig: ContigPloidy, start: number): Ploidy {
  if (contig.role === 'MT') return 'MT';
  if (contig.role !== 'X' && contig.role !== 'Y') return 'diploid';
  return inPar(start, contig.par) ? 'diploid' : contig.role;
}

/** Adds counts for a group: `raw` gives the sizes of the allele's sets under a mask. Women are not counted on Y outside PAR. */
export function addByPloidy(
  into: CountColumns,
  at: number,
  ploidy: Ploidy,
  group: LocalGroup,
  raw: (mask: LocalMask) => RawCounts,
): void {
  switch (ploidy) {
    case 'diploid':
      addDiploid(into, at, raw(group.everybody), group.everybody.size);
      return;
    case 'MT':
      addMitochondrial(into, at, raw(group.everybody), group.everybody.size);
      return;
    case 'X':
      addDiploid(into, at, raw(group.notMale), group.notMale.size);
      addHaploid(into, at, raw(group.male), group.male.size);
      return;
    case 'Y':
      addDiploid(into, at, raw(group.unknownSex), group.unknownSex.size);
      addHaploid(into, at, raw(group.male), group.male.size);
  }
}

/** Sizes of many alleles' sets under one mask, as columns (see {@link RawCounts}). */
export type RawColumns = { readonly [K in keyof RawCounts]: Uint32Array };

/** The same for many alleles: allele i is added to row `rows[i]`. `raw` may overwrite its answer at the next call. */
export function addColumns(
  into: CountColumns,
  rows: Uint32Array,
  ploidy: Ploidy,
  group: LocalGroup,
  raw: (mask: LocalMask) => RawColumns,
): void {
  const { everybody } = group;
  if (ploidy === 'diploid') addDiploidColumns(into, rows, raw(everybody), everybody.size);
  else if (ploidy === 'MT') addEach(into, rows, raw(everybody), everybody.size, addMitochondrial);
  else {
    const others = ploidy === 'X' ? group.notMale : group.unknownSex;
    if (others.size > 0) addDiploidColumns(into, rows, raw(others), others.size);
    if (group.male.size > 0) addEach(into, rows, raw(group.male), group.male.size, addHaploid);
  }
}

/** {@link addDiploid} for columns, written out: nearly every allele comes through here. */
function addDiploidColumns(into: CountColumns, rows: Uint32Array, raw: RawColumns, size: number): void {
  const { ac, an, hom, hemi, het, missing, unknown } = into;
  const { one, two, miss, low, oneLow, oneHalf } = raw;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const haploid = oneLow[i]! - oneHalf[i]!;
    ac[row]! += one[i]! + 2 * two[i]!;
    an[row]! += 2 * (size - miss[i]! - raw.unknown[i]!) - low[i]!;
    hom[row]! += two[i]!;
    hemi[row]! += haploid;
    het[row]! += one[i]! - haploid;
    missing[row]! += miss[i]!;
    unknown[row]! += raw.unknown[i]!;
  }
}

function addEach(
  into: CountColumns,
  rows: Uint32Array,
  columns: RawColumns,
  size: number,
  add: (into: CountColumns, at: number, raw: RawCounts, size: number) => void,
): void {
  const raw = createRawCounts();
  for (let i = 0; i < rows.length; i++) {
    raw.one = columns.one[i]!;
    raw.two = columns.two[i]!;
    raw.miss = columns.miss[i]!;
    raw.low = columns.low[i]!;
    raw.unknown = columns.unknown[i]!;
    raw.oneLow = columns.oneLow[i]!;
    raw.oneHalf = columns.oneHalf[i]!;
    add(into, rows[i]!, raw, size);
  }
}
