import { demoContigs, pseudoautosomal } from './contigs.ts';
import { makeGenealogy } from './genealogy.ts';
import { type Ancestry, type ChromosomePair, founderAt, hasPaternalCopy, type Mosaic } from './meiosis.ts';
import { basesText, drawSubstitutions, walkMutations } from './mutations.ts';
import type { PlantedVariant } from './planted.ts';
import type { Random } from './random.ts';
import type { ContigSequence } from './reference.ts';
import type { SequencedGenome } from './sampling.ts';
import { absentCopy, deletedCopy, isSeen, type Site, withSeenAllelesOnly } from './site.ts';
import type { StructuralPlan } from './structural.ts';

export interface DeNovo {
  readonly genome: SequencedGenome;
  readonly site: Site;
}

export interface Variation {
  /** By contig, ascending. */
  readonly sites: readonly (readonly Site[])[];
  readonly deNovos: readonly DeNovo[];
}

/** Differences and recombination per base as in people; the mitochondrion and Y never recombine. */
const rates = {
  autosome: { theta: 1.02e-3, rho: 5e-4 },
  X: { theta: 0.8e-3, rho: 4e-4 },
  Y: { theta: 0.35e-3, rho: 0 },
  MT: { theta: 3e-3, rho: 0 },
};

export type Traces = readonly ReadonlyMap<number, ChromosomePair>[];

/** Every member's chromosomes, contig by contig. */
export function traceAll(ancestry: Ancestry): Traces {
  return demoContigs.map((contig) => ancestry.trace(contig));
}

/** Hands alleles of founders' chromosomes on to the genomes; fast where positions ascend. */
function makeSpreader(
  contigNo: number,
  genomes: readonly SequencedGenome[],
  trace: ReadonlyMap<number, ChromosomePair>,
): (at: number, alleleOf: (founder: number) => number) => Uint8Array {
  const contig = demoContigs[contigNo]!;
  const mosaics = genomes.flatMap((g): (Mosaic | null)[] => [...trace.get(g.person.no)!]);
  const piece = new Int32Array(mosaics.length);
  return (at, alleleOf) => {
    const alleles = new Uint8Array(mosaics.length).fill(absentCopy);
    mosaics.forEach((mosaic, i) => {
      if (mosaic === null) return;
      while (mosaic.ends[piece[i]!]! <= at) piece[i] = piece[i]! + 1;
      while (piece[i]! > 0 && mosaic.ends[piece[i]! - 1]! > at) piece[i] = piece[i]! - 1;
      if (i % 2 === 1 && !hasPaternalCopy(contig, genomes[i >> 1]!.person.sex, at)) return;
      alleles[i] = alleleOf(mosaic.founders[piece[i]!]!);
    });
    return alleles;
  };
}

/** As the spreader, for one position out of order. */
function spreadOnce(
  contigNo: number,
  genomes: readonly SequencedGenome[],
  trace: ReadonlyMap<number, ChromosomePair>,
  at: number,
  carriers: ReadonlySet<number>,
): Uint8Array {
  const contig = demoContigs[contigNo]!;
  const alleles = new Uint8Array(2 * genomes.length).fill(absentCopy);
  genomes.forEach((genome, g) => {
    trace.get(genome.person.no)!.forEach((mosaic, side) => {
      if (mosaic === null || (side === 1 && !hasPaternalCopy(contig, genome.person.sex, at))) return;
      alleles[2 * g + side] = carriers.has(founderAt(mosaic, at)) ? 1 : 0;
    });
  });
  return alleles;
}

const onYsCopyOfX = (role: string, at: number): boolean =>
  role === 'Y' && pseudoautosomal.some(({ Y }) => at >= Y.start && at < Y.end);

/** A site that only some genomes' own chromosomes carry: new mutations and mitochondrial mixtures. */
function siteOf(
  contigNo: number,
  start: number,
  ref: string,
  alt: string,
  alleles: Uint8Array,
  more: Partial<Site> = {},
): Site {
  return { contigNo, start, ref, alts: [alt], alleles, id: null, ...more };
}

function plantedSite(variant: PlantedVariant, genomes: readonly SequencedGenome[], traces: Traces): Site {
  const { contigNo, start, ref, alt, founders, fractions } = variant;
  const alleles = spreadOnce(contigNo, genomes, traces[contigNo]!, start, founders);
  if (variant.deNovoIn !== null) alleles[2 * variant.deNovoIn.no + 1] = 1;
  for (const no of fractions.keys()) alleles[2 * no] = 1;
  return siteOf(contigNo, start, ref, alt, alleles, fractions.size > 0 ? { fractions } : {});
}

/** New mutations in children whose parents are sequenced too; three in four on the father's chromosome. */
function drawDeNovos(
  sequences: readonly ContigSequence[],
  genomes: readonly SequencedGenome[],
  isFree: (contigNo: number, at: number) => boolean,
  random: Random,
): DeNovo[] {
  const byPerson = new Map(genomes.map((g) => [g.person.no, g]));
  const isParent = new Set(genomes.flatMap((g) => [g.person.mother, g.person.father]));
  const found: DeNovo[] = [];
  for (const genome of genomes) {
    const { mother, father, no, sex } = genome.person;
    if (mother === null || father === null || isParent.has(no) || !byPerson.has(mother) || !byPerson.has(father))
      continue;
    for (let left = random.poisson(1.6); left > 0; ) {
      const { contig, bases } = sequences[random.below(5)]!;
      const at = random.between(1000, contig.length - 1000);
      const side = random.chance(0.75) && hasPaternalCopy(contig, sex, at) ? 1 : 0;
      if (bases[at] === 78 || !isFree(contig.no, at)) continue;
      const alleles = new Uint8Array(2 * genomes.length);
      genomes.forEach((g, i) => {
        if (!hasPaternalCopy(contig, g.person.sex, at)) alleles[2 * i + 1] = absentCopy;
      });
      alleles[2 * genome.no + side] = 1;
      const [alt] = drawSubstitutions(bases, at, random);
      found.push({ genome, site: siteOf(contig.no, at, basesText(bases, at, at + 1), alt, alleles) });
      left--;
    }
  }
  return found;
}

/** Mitochondrial mixtures: present in a part of the copies, passed on by mothers with another share. */
function drawHeteroplasmies(
  sequence: ContigSequence,
  genomes: readonly SequencedGenome[],
  taken: Set<number>,
  random: Random,
): Site[] {
  const childrenOf = new Map<number, SequencedGenome[]>();
  for (const g of genomes) {
    if (g.person.mother !== null) childrenOf.set(g.person.mother, [...(childrenOf.get(g.person.mother) ?? []), g]);
  }
  const sites: Site[] = [];
  for (const genome of genomes) {
    if (!random.chance(0.12)) continue;
    const at = random.between(50, sequence.bases.length - 50);
    if (taken.has(at)) continue;
    taken.add(at);
    const fractions = new Map<number, number>();
    const share = 0.04 + 0.5 * random.next();
    fractions.set(genome.no, share);
    for (const child of genome.person.sex === 'female' ? (childrenOf.get(genome.person.no) ?? []) : []) {
      const inherited = share + random.normal(0, 0.15);
      if (inherited > 0.04) fractions.set(child.no, Math.min(0.9, inherited));
    }
    const alleles = new Uint8Array(2 * genomes.length).map((_, i) => (i % 2 === 1 ? absentCopy : 0));
    for (const no of fractions.keys()) alleles[2 * no] = 1;
    const [alt] = drawSubstitutions(sequence.bases, at, random);
    sites.push(siteOf(sequence.contig.no, at, basesText(sequence.bases, at, at + 1), alt, alleles, { fractions }));
  }
  return sites;
}

/**
 * Marks, on chromosomes with a deletion, the later sites that it spans. A chromosome is known by its founder at the place, so that
 * a crossover within a deletion leaves children in agreement with their parents.
 */
function markSpanned(
  sites: readonly Site[],
  genomes: readonly SequencedGenome[],
  trace: ReadonlyMap<number, ChromosomePair>,
): void {
  const mosaics = genomes.flatMap((g): (Mosaic | null)[] => [...trace.get(g.person.no)!]);
  const founder = (chromosome: number, at: number): number => founderAt(mosaics[chromosome]!, at);
  const open: { end: number; carriers: ReadonlySet<number> }[] = [];
  for (const site of sites) {
    for (let i = open.length - 1; i >= 0; i--) if (open[i]!.end <= site.start) open.splice(i, 1);
    for (const { carriers } of open) {
      site.alleles.forEach((own, i) => {
        if (own !== absentCopy && carriers.has(founder(i, site.start))) site.alleles[i] = deletedCopy;
      });
    }
    site.alts.forEach((alt, i) => {
      const lost = lostBases(site, alt);
      if (lost <= 0) return;
      const carriers = new Set<number>();
      site.alleles.forEach((own, chromosome) => {
        if (own === i + 1) carriers.add(founder(chromosome, site.start));
      });
      open.push({ end: site.start + 1 + lost, carriers });
    });
  }
}

/** Bases after `start` that an allele lacks. */
function lostBases({ ref, structural }: Site, alt: string): number {
  if (structural !== undefined) return structural.type === 'DEL' ? -structural.length! : 0;
  return ref.length - alt.length;
}

/** Everything in which the genomes differ, with who has it. */
export function makeVariation(
  sequences: readonly ContigSequence[],
  genomes: readonly SequencedGenome[],
  founders: number,
  traces: Traces,
  planted: readonly PlantedVariant[],
  structural: readonly StructuralPlan[],
  random: Random,
  progress: (contig: string) => void,
): Variation {
  const taken = sequences.map(() => new Set<number>());
  for (const { contigNo, start } of planted) for (let i = -60; i <= 60; i++) taken[contigNo]!.add(start + i);
  for (const { contigNo, start } of structural) taken[contigNo]!.add(start);
  const deNovos: DeNovo[] = [];
  const sites: Site[][] = sequences.map(() => []);
  for (const variant of planted) {
    const site = plantedSite(variant, genomes, traces);
    sites[variant.contigNo]!.push(site);
    if (variant.deNovoIn !== null) deNovos.push({ genome: variant.deNovoIn, site });
  }
  for (const { contigNo, start, ref, alt, id, detail, founders: carriers } of structural) {
    const alleles = spreadOnce(contigNo, genomes, traces[contigNo]!, start, carriers);
    if (isSeen(alleles)) sites[contigNo]!.push(siteOf(contigNo, start, ref, alt, alleles, { structural: detail, id }));
  }
  for (const sequence of sequences) {
    const { contig } = sequence;
    progress(contig.name);
    const single = contig.role === 'Y' || contig.role === 'MT';
    const leaves = (single ? founders : 2 * founders) + 1;
    const draw = random.fork(contig.name);
    const spread = makeSpreader(contig.no, genomes, traces[contig.no]!);
    walkMutations(
      sequence,
      makeGenealogy(leaves, draw),
      leaves,
      rates[contig.role],
      draw,
      taken[contig.no]!,
      (site) => {
        if (onYsCopyOfX(contig.role, site.start)) return;
        const alleles = spread(site.start, (founder) => site.alleles[single ? founder >> 1 : founder]!);
        const { start, ref, alts } = site;
        if (isSeen(alleles)) sites[contig.no]!.push({ contigNo: contig.no, start, ref, alts, alleles, id: null });
      },
    );
    if (contig.role === 'MT') sites[contig.no]!.push(...drawHeteroplasmies(sequence, genomes, taken[contig.no]!, draw));
  }
  const spans = sites.map((list) => list.filter(({ ref, alts }) => ref.length > 1 || alts[0] === '<DEL>'));
  const isFree = (contigNo: number, at: number): boolean =>
    !taken[contigNo]!.has(at) &&
    !spans[contigNo]!.some((s) => at >= s.start && at < (s.structural?.end ?? s.start + s.ref.length));
  for (const found of drawDeNovos(sequences, genomes, isFree, random.fork('de-novo'))) {
    sites[found.site.contigNo]!.push(found.site);
    deNovos.push(found);
  }
  for (const list of sites) list.sort((a, b) => a.start - b.start);
  sites.forEach((list, contigNo) => {
    markSpanned(list, genomes, traces[contigNo]!);
  });
  const finished = sites.map((list) => list.map(withSeenAllelesOnly).filter(({ alleles }) => isSeen(alleles)));
  giveIdentifiers(finished, random.fork('identifiers'));
  const kept = new Map(finished.flat().map((site) => [`${site.contigNo}:${site.start}`, site]));
  return {
    sites: finished,
    deNovos: deNovos.map(({ genome, site }) => ({ genome, site: kept.get(`${site.contigNo}:${site.start}`)! })),
  };
}

/** Most small variants get an identifier of dbSNP's form, in a range (eleven digits) that dbSNP does not use. */
function giveIdentifiers(sites: readonly (readonly Site[])[], random: Random): void {
  let serial = 90_000_000_000;
  for (const site of sites.flat()) if (site.id === null && random.chance(0.8)) site.id = `rs${++serial}`;
}
