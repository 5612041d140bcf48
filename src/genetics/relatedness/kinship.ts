import { type Bitmap, createBitmap, popcount32, setBit } from '../../bits/index.ts';

/** One genome's diploid genotypes over a shared list of biallelic autosomal sites, a bit per site. */
export interface SiteGenotypes {
  readonly het: Bitmap;
  readonly homAlt: Bitmap;
  readonly missing: Bitmap;
}

/** Genotypes of many genomes over the same sites. */
export interface KinshipPanel {
  readonly sites: number;
  readonly genomes: readonly SiteGenotypes[];
}

export interface PairCounts {
  /** Sites called in both. */
  readonly sites: number;
  readonly hetHet: number;
  /** Opposite homozygotes: no allele shared by state. */
  readonly ibs0: number;
  readonly hetA: number;
  readonly hetB: number;
}

export interface Kinship extends PairCounts {
  /** KING-robust coefficient: 0.5 for the same genome, 0.25 first degree, 0.125 second, about 0 or below for unrelated. null without heterozygous sites. */
  readonly kinship: number | null;
}

/** An empty panel; `addSite` on its builder sets one site at a time from lists of carriers, so rare and missing calls cost what they are. */
export function createKinshipPanel(genomeCount: number, capacity: number) {
  const genomes = Array.from({ length: genomeCount }, () => ({
    het: createBitmap(capacity),
    homAlt: createBitmap(capacity),
    missing: createBitmap(capacity),
  }));
  let sites = 0;
  return {
    /** Adds a site by genome indices; returns false when the panel is full. */
    addSite(het: Iterable<number>, homAlt: Iterable<number>, missing: Iterable<number>): boolean {
      if (sites >= capacity) return false;
      for (const genome of het) setBit(genomes[genome]!.het, sites);
      for (const genome of homAlt) setBit(genomes[genome]!.homAlt, sites);
      for (const genome of missing) setBit(genomes[genome]!.missing, sites);
      sites++;
      return true;
    },
    /** The panel as filled so far. */
    panel: (): KinshipPanel => ({ sites, genomes }),
  };
}

/** Counts a pair's genotypes over the sites called in both. */
export function countPair(a: SiteGenotypes, b: SiteGenotypes, sites: number): PairCounts {
  let called = 0;
  let hetHet = 0;
  let ibs0 = 0;
  let hetA = 0;
  let hetB = 0;
  for (let w = 0; w * 32 < sites; w++) {
    const rest = sites - w * 32;
    const inRange = rest >= 32 ? -1 : (1 << rest) - 1;
    const both = ~(a.missing[w]! | b.missing[w]!) & inRange;
    const [aHet, bHet, aHom, bHom] = [a.het[w]! & both, b.het[w]! & both, a.homAlt[w]! & both, b.homAlt[w]! & both];
    called += popcount32(both);
    hetHet += popcount32(aHet & bHet);
    ibs0 += popcount32((aHom & ~(bHet | bHom)) | (bHom & ~(aHet | aHom)));
    hetA += popcount32(aHet);
    hetB += popcount32(bHet);
  }
  return { sites: called, hetHet, ibs0, hetA, hetB };
}

/**
 * KING-robust kinship of a pair (Manichaikul et al. 2010, equation 11), which needs no population frequencies. Use common
 * autosomal SNVs (minor allele frequency 5 % or more), a few thousand or more.
 */
export function kinshipOf(a: SiteGenotypes, b: SiteGenotypes, sites: number): Kinship {
  const counts = countPair(a, b, sites);
  const fewerHet = Math.min(counts.hetA, counts.hetB);
  if (fewerHet === 0) return { ...counts, kinship: null };
  const excess = (counts.hetHet - 2 * counts.ibs0) / (2 * fewerHet);
  return { ...counts, kinship: excess + 0.5 - (counts.hetA + counts.hetB) / (4 * fewerHet) };
}
