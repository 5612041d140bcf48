import { pseudoautosomal } from './contigs.ts';
import { makeGenealogy } from './genealogy.ts';
import { walkMutations } from './mutations.ts';
import { type DeNovo, drawDeNovos, drawHeteroplasmies } from './new-mutations.ts';
import type { PlantedVariant } from './planted.ts';
import type { Random } from './random.ts';
import type { ContigSequence } from './reference.ts';
import type { SequencedGenome } from './sampling.ts';
import { isSeen, type Site, siteOf, withSeenAllelesOnly } from './site.ts';
import { markSpanned } from './spanned-sites.ts';
import { makeSpreader, spreadOnce, type Traces } from './spread.ts';
import type { StructuralPlan } from './structural.ts';

export interface Variation {
  /** By contig, ascending. */
  readonly sites: readonly (readonly Site[])[];
  readonly deNovos: readonly DeNovo[];
}

/**
 * Differences per base as in people. Recombination is eight times theirs, so that a miniature genome has enough independent places to
 * tell kinship from; the mitochondrion and Y never recombine.
 */
const rates = {
  autosome: { theta: 1.02e-3, rho: 4e-3 },
  X: { theta: 0.8e-3, rho: 3e-3 },
  Y: { theta: 0.35e-3, rho: 0 },
  MT: { theta: 3e-3, rho: 0 },
};

const onYsCopyOfX = (role: string, at: number): boolean =>
  role === 'Y' && pseudoautosomal.some(({ Y }) => at >= Y.start && at < Y.end);

function plantedSite(variant: PlantedVariant, genomes: readonly SequencedGenome[], traces: Traces): Site {
  const { contigNo, start, ref, alt, founders, fractions } = variant;
  const alleles = spreadOnce(contigNo, genomes, traces[contigNo]!, start, founders);
  if (variant.deNovoIn !== null) alleles[2 * variant.deNovoIn.no + 1] = 1;
  for (const no of fractions.keys()) alleles[2 * no] = 1;
  return siteOf(contigNo, start, ref, alt, alleles, fractions.size > 0 ? { fractions } : {});
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
        if (!isSeen(alleles)) return;
        const { start, ref, alts } = site;
        sites[contig.no]!.push({ contigNo: contig.no, start, ref, alts, alleles: alleles.slice(), id: null });
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
