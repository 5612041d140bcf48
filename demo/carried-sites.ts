import type { SequencedGenome } from './sampling.ts';
import { deletedCopy, type Site } from './site.ts';

/** Finds the sites of a contig at which any of some genomes carries an alternate allele or lacks the base, ascending. */
export type CarriedSites = (contigNo: number, genomes: readonly SequencedGenome[]) => Site[];

/**
 * Looks through all sites once, so that a small file need not look at every site of the nation.
 * @param sites by contig, ascending
 */
export function indexCarriedSites(sites: readonly (readonly Site[])[], genomes: number): CarriedSites {
  const index = sites.map((list) => {
    const byGenome = Array.from({ length: genomes }, (): number[] => []);
    list.forEach(({ alleles }, s) => {
      for (let genome = 0; genome < genomes; genome++) {
        const [one, two] = [alleles[2 * genome]!, alleles[2 * genome + 1]!];
        if ((one > 0 && one <= deletedCopy) || (two > 0 && two <= deletedCopy)) byGenome[genome]!.push(s);
      }
    });
    return byGenome;
  });
  return (contigNo, members) => {
    const numbers = members.flatMap(({ no }) => index[contigNo]![no]!);
    const ordered = Uint32Array.from(new Set(numbers)).sort();
    return Array.from(ordered, (s) => sites[contigNo]![s]!);
  };
}
