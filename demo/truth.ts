import { leftAlign } from '../src/genetics/normalise/index.ts';
import type { Call, FileAlleles } from './calls.ts';
import { copiesOf, demoContigs, type Interval } from './contigs.ts';
import type { Random } from './random.ts';
import type { ContigSequence } from './reference.ts';
import type { SequencedGenome } from './sampling.ts';
import { absentCopy, deletedCopy, missingCopy, type Site } from './site.ts';

/** Counts of one allele in one group of genomes, by the rules of the variant store. */
export interface GroupCounts {
  ac: number;
  an: number;
  hom: number;
  hemi: number;
  /** Genomes with a record there and no called allele. */
  missing: number;
  /** Genomes without a record there whose file does not say whether they could have been called. */
  unknown: number;
}

export interface TruthAllele {
  readonly chrom: string;
  /** 1-based. */
  readonly pos: number;
  readonly ref: string;
  readonly alt: string;
  readonly groups: Readonly<Record<string, GroupCounts>>;
}

/** What a genome's submission says about places without a record. */
export type Callability =
  | { kind: 'reference' }
  | { kind: 'bed'; intervals: readonly (readonly Interval[])[] }
  | { kind: 'blocks' }
  | { kind: 'unknown' };

export interface TruthRecorder {
  /** Takes down what a file says about some genomes at a site. */
  record(site: Site, genomes: readonly SequencedGenome[], calls: readonly Call[], alleles: FileAlleles): void;
  /** Takes down a reference block. */
  block(genome: SequencedGenome, contigNo: number, interval: Interval, callable: boolean): void;
  /** The counts of every chosen allele in every group; alleles whose counts would be a matter of opinion are left out. */
  finish(): TruthAllele[];
}

interface Chosen {
  readonly site: Site;
  readonly calls: ({ call: Call; alleles: FileAlleles } | null)[];
  /** By genome, for gVCFs: 0 no block, 1 poor block, 2 good block over all of REF. */
  readonly blocks: Uint8Array;
}

/** Least distance to the next site, so that no other record can be said to cover this one. */
const isolation = 100;

/**
 * Chooses sites whose counts everyone must agree on: small variants that stand alone, on all kinds of contig.
 * @param always sites that are taken in any case
 */
export function chooseSites(
  sites: readonly (readonly Site[])[],
  count: number,
  always: readonly Site[],
  random: Random,
): Site[] {
  const shares = { autosome: 0.72, X: 0.16, Y: 0.06, MT: 0.06 };
  const chosen = new Set(always);
  for (const [role, share] of Object.entries(shares)) {
    const eligible = demoContigs
      .filter((contig) => contig.role === role)
      .flatMap(({ no }) => standingAlone(sites[no]!));
    for (const site of random.shuffled(eligible).slice(0, Math.round(count * share))) chosen.add(site);
  }
  return [...chosen].sort((a, b) => a.contigNo - b.contigNo || a.start - b.start);
}

function standingAlone(sites: readonly Site[]): Site[] {
  let covered = -1;
  return sites.filter((site, i) => {
    const clear = site.start > covered + isolation;
    const end = site.structural?.end ?? site.start + site.ref.length;
    covered = Math.max(covered, end);
    const next = sites[i + 1];
    return (
      clear &&
      site.structural === undefined &&
      (next === undefined || next.start > end + isolation || demoContigs[site.contigNo]!.role === 'MT') &&
      !site.alleles.includes(deletedCopy)
    );
  });
}

function isWhole({ first, second }: Call): boolean {
  return first !== missingCopy && second !== missingCopy;
}

/** Counts one genome's call of one allele; `copies` as its sex has them there. */
function countCall(counts: GroupCounts, { first, second }: Call, allele: number, copies: 1 | 2, role: string): void {
  const codes = [first, second].filter((code) => code !== absentCopy && code !== missingCopy);
  const carried = codes.filter((code) => code === allele).length;
  if (codes.length === 0) {
    counts.missing++;
    return;
  }
  if (copies === 2) {
    counts.an += codes.length;
    counts.ac += carried;
    if (carried === 2) counts.hom++;
    return;
  }
  // A man's X or Y with two different alleles is no call; a mitochondrial mixture is a carrier.
  if (role !== 'MT' && codes.length === 2 && codes[0] !== codes[1]) {
    counts.missing++;
    return;
  }
  counts.an++;
  if (carried === 0) return;
  counts.ac++;
  if (role !== 'MT') counts.hemi++;
  else if (carried === codes.length) counts.hom++;
}

/**
 * Follows the writing of the files and counts what they say about the chosen sites.
 * @param groupsOf names of the groups a genome belongs to
 */
export function makeTruthRecorder(
  chosen: readonly Site[],
  genomes: readonly SequencedGenome[],
  callabilityOf: (genome: SequencedGenome) => Callability,
  groupsOf: (genome: SequencedGenome) => readonly string[],
  sequences: readonly ContigSequence[],
): TruthRecorder {
  const entries = chosen.map(
    (site): Chosen => ({ site, calls: genomes.map(() => null), blocks: new Uint8Array(genomes.length) }),
  );
  const bySite = new Map(entries.map((entry) => [entry.site, entry]));
  const byContig = demoContigs.map(({ no }) => entries.filter(({ site }) => site.contigNo === no));

  const isCovered = (entry: Chosen, genome: SequencedGenome): 'yes' | 'no' | 'doubtful' => {
    const { start, ref, contigNo } = entry.site;
    const end = start + ref.length;
    const callability = callabilityOf(genome);
    if (callability.kind === 'reference') return 'yes';
    if (callability.kind === 'unknown') return 'no';
    if (callability.kind === 'blocks') return entry.blocks[genome.no] === 2 ? 'yes' : 'doubtful';
    const touching = callability.intervals[contigNo]!.filter((b) => b.start < end && b.end > start);
    if (touching.length === 0) return 'no';
    return touching.some((b) => b.start <= start && b.end >= end) ? 'yes' : 'doubtful';
  };
  const countAllele = (entry: Chosen, allele: number): TruthAllele | null => {
    const { site } = entry;
    const { name, role } = demoContigs[site.contigNo]!;
    const groups: Record<string, GroupCounts> = {};
    for (const genome of genomes) {
      const copies = copiesOf(role, genome.person.sex, site.start);
      for (const group of groupsOf(genome)) groups[group] ??= { ac: 0, an: 0, hom: 0, hemi: 0, missing: 0, unknown: 0 };
      if (copies === 0) continue;
      const record = entry.calls[genome.no]!;
      const shown = record?.alleles.numberOf.has(allele) === true;
      const covered = shown ? 'yes' : isCovered(entry, genome);
      // A record of other alleles at the place: rules agree only where the genome is callable and the call whole.
      if (covered === 'doubtful' || (record !== null && !shown && (covered === 'no' || !isWhole(record.call))))
        return null;
      for (const group of groupsOf(genome)) {
        const counts = groups[group]!;
        if (shown) countCall(counts, record!.call, allele, copies, role);
        else if (covered === 'yes') counts.an += copies;
        else counts.unknown++;
      }
    }
    const { bases } = sequences[site.contigNo]!;
    const key = leftAlign({ start: site.start, ref: site.ref, alt: site.alts[allele - 1]! }, (at) => bases[at]!);
    return { chrom: name, pos: key.start + 1, ref: key.ref, alt: key.alt, groups };
  };
  return {
    record: (site, own, calls, alleles) => {
      const entry = bySite.get(site);
      if (entry !== undefined)
        for (const [i, genome] of own.entries()) entry.calls[genome.no] = { call: calls[i]!, alleles };
    },
    block: (genome, contigNo, { start, end }, callable) => {
      for (const { site, blocks } of byContig[contigNo]!) {
        if (site.start >= end || site.start + site.ref.length <= start) continue;
        const whole = start <= site.start && site.start + site.ref.length <= end;
        blocks[genome.no] = whole && callable ? 2 : 1;
      }
    },
    finish: () => entries.flatMap((entry) => entry.site.alts.flatMap((_, i) => countAllele(entry, i + 1) ?? [])),
  };
}
