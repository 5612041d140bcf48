import { hasMember } from '../counts/index.ts';
import { type ContigRow, NOBODY } from '../population/index.ts';
import { type AlleleSets, createAlleleSets, type OpenSegment, type StoredSet } from '../resident/index.ts';
import { ONE_SHIFT, PHASE_SHIFT, phaseWords, readSet, setWords, TWO_SHIFT } from '../segment/index.ts';
import type { View } from '../snapshot/index.ts';
import type { AlleleKey } from './count-groups.ts';
import { findAllele } from './find-allele.ts';

/** A genome that has an allele. */
export interface CarrierCall {
  genomeNo: number;
  /** 1 or 2. */
  copies: number;
  /** Called alleles: 1 for a haploid or half call. */
  called: number;
  /** Which haplotype of a phased heterozygous call has it; null when unphased. */
  phase: '0|1' | '1|0' | null;
}

const sets: AlleleSets = createAlleleSets();

/** Everybody who has a small allele, masked by nobody: the caller filters. In order of genome numbers. */
export function readCarriers(view: View, contig: ContigRow, key: AlleleKey): CarrierCall[] {
  const carriers: CarrierCall[] = [];
  for (const { segment } of view.segments(contig.contigNo, 'small')) {
    const index = findAllele(segment, key.start, key.ref, key.alt);
    if (index < 0) continue;
    const genomeOf = localGenomes(view, segment);
    for (const { local, ...call } of carriersOf(segment, index)) {
      const genomeNo = genomeOf(local);
      if (genomeNo !== NOBODY) carriers.push({ genomeNo, ...call });
    }
  }
  return carriers.sort((a, b) => a.genomeNo - b.genomeNo);
}

/** Genome number of a segment's local numbers. */
export function localGenomes(view: View, segment: OpenSegment): (local: number) => number {
  const { batches } = view.snapshot.population;
  return (local) => {
    const range = segment.batches.find((b) => local >= b.from && local < b.from + b.genomes);
    return range === undefined ? NOBODY : (batches.get(range.batchNo)?.genomeOf[local - range.from] ?? NOBODY);
  };
}

/** Carriers of allele `index` by local number. */
export function carriersOf(
  segment: OpenSegment,
  index: number,
): { local: number; copies: number; called: number; phase: '0|1' | '1|0' | null }[] {
  const { genomes } = segment;
  segment.alleleSets(index, sets);
  const called = (local: number): number => (hasMember(sets.low, local, genomes) ? 1 : 2);
  const phases = phasesOf(segment, index);
  const one = membersOf(sets.one, genomes).map((local, i) => ({
    local,
    copies: 1,
    called: called(local),
    phase: called(local) === 2 ? phases(i) : null,
  }));
  const two = membersOf(sets.two, genomes).map((local) => ({ local, copies: 2, called: 2, phase: null }));
  return [...one, ...two].sort((a, b) => a.local - b.local);
}

function membersOf(set: StoredSet, genomes: number): number[] {
  return Array.from(readSet(set.words, set.at, set.as, set.count, genomes));
}

/** Phase of the i-th carrier of one copy. A set bit in the haplotype string means the allele is on the second haplotype. */
function phasesOf(segment: OpenSegment, index: number): (i: number) => '0|1' | '1|0' | null {
  const flags = segment.flags[index]!;
  const kind = (flags >> PHASE_SHIFT) & 3;
  if (kind === 0) return () => null;
  const { genomes } = segment;
  const one = segment.one[index]!;
  const before =
    setWords((flags >> ONE_SHIFT) & 3, one, genomes) + setWords((flags >> TWO_SHIFT) & 3, segment.two[index]!, genomes);
  const words = segment.reader.payloadWords(segment.payloadAt[index]! + before, phaseWords(kind, one));
  const bit = (at: number, i: number): boolean => ((words[at + (i >>> 5)]! >>> (i & 31)) & 1) === 1;
  const length = (one + 31) >>> 5;
  return (i) => {
    if (kind === 2 && !bit(0, i)) return null;
    return bit(kind === 2 ? length : 0, i) ? '0|1' : '1|0';
  };
}
