import type { Gene } from '../../api/answers.ts';

/** A gene on its lane; genes that would touch lie on different lanes. */
export interface LaidGene {
  gene: Gene;
  lane: number;
  /** Exons of the transcript with the most bases, 0-based half-open. */
  exons: { start: number; end: number }[];
}

/** Exons of the transcript that covers the most bases; none when transcripts are not known. */
export function mainExons(gene: Gene): { start: number; end: number }[] {
  let best: { start: number; end: number }[] = [];
  let most = 0;
  for (const transcript of gene.transcripts ?? []) {
    const exons = transcript.exons ?? [];
    const bases = exons.reduce((sum, exon) => sum + exon.end - exon.start, 0);
    if (bases > most) {
      most = bases;
      best = exons;
    }
  }
  return best;
}

/**
 * Lays genes on lanes so that neither they nor their names touch. `bases` is what a name's length takes on the axis.
 * Genes that find no lane among `most` are left out; their number is given.
 */
export function layGenes(genes: Gene[], bases: (name: string) => number, most = 3): { laid: LaidGene[]; left: number } {
  const ends: number[] = [];
  const laid: LaidGene[] = [];
  let left = 0;
  for (const gene of [...genes].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const lane = Array.from({ length: most }, (_, at) => at).find(
      (at) => (ends[at] ?? Number.NEGATIVE_INFINITY) < gene.start,
    );
    if (lane === undefined) {
      left += 1;
      continue;
    }
    ends[lane] = Math.max(gene.end, gene.start + bases(gene.symbol));
    laid.push({ gene, lane, exons: mainExons(gene) });
  }
  return { laid, left };
}
