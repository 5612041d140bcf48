import type { ContigRole } from '../../../genetics/contigs/index.ts';
import type { Interval } from '../../../genetics/intervals/index.ts';
import { inPar } from '../../../genetics/ploidy/index.ts';
import type { LocalGroup, LocalMask } from '../population/index.ts';
import { addDiploid, addHaploid, addMitochondrial, type CountColumns, type RawCounts } from './tally.ts';

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
