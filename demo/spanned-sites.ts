import { type ChromosomePair, founderAt, type Mosaic } from './meiosis.ts';
import type { SequencedGenome } from './sampling.ts';
import { absentCopy, deletedCopy, type Site } from './site.ts';

/**
 * Marks, on chromosomes with a deletion, the later sites that it spans. A chromosome is known by its founder at the place, so that
 * a crossover within a deletion leaves children in agreement with their parents.
 */
export function markSpanned(
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
