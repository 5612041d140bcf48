import { hasPaternalCopy } from './meiosis.ts';
import { basesText, drawSubstitutions } from './mutations.ts';
import type { Random } from './random.ts';
import type { ContigSequence } from './reference.ts';
import type { SequencedGenome } from './sampling.ts';
import { absentCopy, type Site, siteOf } from './site.ts';

/** A mutation that neither parent has. */
export interface DeNovo {
  readonly genome: SequencedGenome;
  readonly site: Site;
}

/** New mutations in children whose parents are sequenced too; three in four on the father's chromosome. */
export function drawDeNovos(
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
export function drawHeteroplasmies(
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
