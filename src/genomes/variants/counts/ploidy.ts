import type { ContigRole } from '../../../genetics/contigs/index.ts';
import type { Interval } from '../../../genetics/intervals/index.ts';
import { inPar } from '../../../genetics/ploidy/index.ts';
import type { LocalGroup, LocalMask } from '../population/index.ts';
import {
  addDiploid,
  addHaploid,
  addMitochondrial,
  COUNT_NAMES,
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

/** Counts many alleles at once. Answers may be overwritten by the next call. */
export interface ColumnCounter {
  sizes(mask: LocalMask): RawColumns;
  /** The same with {@link addDiploid} applied. */
  diploid(mask: LocalMask): CountColumns;
}

/**
 * Adds many alleles to the counts of a group.
 * @param rows row of each allele; null when allele i is row `at + i` and nothing was added to these rows before
 */
export function addColumns(
  into: CountColumns,
  rows: Uint32Array | null,
  at: number,
  ploidy: Ploidy,
  group: LocalGroup,
  counter: ColumnCounter,
): void {
  const { everybody } = group;
  if (ploidy === 'diploid') addCounted(into, rows, at, counter.diploid(everybody));
  else if (ploidy === 'MT') addEach(into, rows, at, counter.sizes(everybody), everybody.size, addMitochondrial);
  else {
    const others = ploidy === 'X' ? group.notMale : group.unknownSex;
    if (others.size > 0) addEach(into, rows, at, counter.sizes(others), others.size, addDiploid);
    if (group.male.size > 0) addEach(into, rows, at, counter.sizes(group.male), group.male.size, addHaploid);
  }
}

/** Adds counts that are made already. Rows as in {@link addColumns}. */
export function addCounted(into: CountColumns, rows: Uint32Array | null, at: number, counts: CountColumns): void {
  for (const name of COUNT_NAMES) {
    const sums = into[name];
    const more = counts[name];
    if (rows === null) sums.set(more, at);
    else for (let i = 0; i < rows.length; i++) sums[rows[i]!]! += more[i]!;
  }
}

/** Adds alleles one by one, each under the same mask. Rows as in {@link addColumns}, but what was added before stays. */
export function addEach(
  into: CountColumns,
  rows: Uint32Array | null,
  at: number,
  columns: RawColumns,
  size: number,
  add: (into: CountColumns, at: number, raw: RawCounts, size: number) => void,
): void {
  const raw = createRawCounts();
  for (let i = 0; i < columns.one.length; i++) {
    raw.one = columns.one[i]!;
    raw.two = columns.two[i]!;
    raw.miss = columns.miss[i]!;
    raw.low = columns.low[i]!;
    raw.unknown = columns.unknown[i]!;
    raw.oneLow = columns.oneLow[i]!;
    raw.oneHalf = columns.oneHalf[i]!;
    add(into, rows === null ? at + i : rows[i]!, raw, size);
  }
}
