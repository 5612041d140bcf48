import { demoContigs } from './contigs.ts';
import { type Ancestry, type ChromosomePair, founderAt, hasPaternalCopy, type Mosaic } from './meiosis.ts';
import type { SequencedGenome } from './sampling.ts';
import { absentCopy } from './site.ts';

/** By contig: each member's chromosomes, by the person's number. */
export type Traces = readonly ReadonlyMap<number, ChromosomePair>[];

/** Every member's chromosomes, contig by contig. */
export function traceAll(ancestry: Ancestry): Traces {
  return demoContigs.map((contig) => ancestry.trace(contig));
}

/**
 * Hands alleles of founders' chromosomes on to the genomes, two per genome; fast where positions ascend. The array it returns is
 * used again by the next call.
 */
export function makeSpreader(
  contigNo: number,
  genomes: readonly SequencedGenome[],
  trace: ReadonlyMap<number, ChromosomePair>,
): (at: number, alleleOf: (founder: number) => number) => Uint8Array {
  const contig = demoContigs[contigNo]!;
  const mosaics = genomes.flatMap((g): (Mosaic | null)[] => [...trace.get(g.person.no)!]);
  const piece = new Int32Array(mosaics.length);
  const alleles = new Uint8Array(mosaics.length);
  return (at, alleleOf) => {
    alleles.fill(absentCopy);
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

/** Alleles of all genomes at one position, 1 for the chromosomes of the carriers among the founders. */
export function spreadOnce(
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
