import { type Bitmap, createBitmap, MOST_SCREENED_SITES, openKinshipScreen } from '../../bits/index.ts';
import { type Kinship, kinshipOf, type SiteGenotypes } from './kinship.ts';
import { fewestSites } from './relation.ts';

/** Sites of the quick first look, and the kinship below which a pair is not looked at again. */
const QUICK_SITES = 768;
const QUICK_KINSHIP = 0.04;
/** Kinship from which a pair is worth telling (second degree; Manichaikul et al. 2010). */
const TELLING_KINSHIP = 2 ** -3.5;

/** Two genomes by their index in the panels compared, and what their calls say. */
export interface ComparedPair extends Kinship {
  a: number;
  b: number;
  /** How many of the sites tell something of their own (linkage). */
  independent: number;
}

/** Genomes and, in order, which of their sites are compared; −1 stands for a site with the reference on both copies. */
export interface ComparedGroup {
  genomes: readonly SiteGenotypes[];
  order: Int32Array;
}

/** What is compared; survives a message between threads. */
export interface Comparison {
  /** One group, each genome with every other; or two, each genome of the first with each of the second. */
  groups: readonly [ComparedGroup] | readonly [ComparedGroup, ComparedGroup];
  /** How many of the sites tell something of their own. */
  independent: number;
  /** Pairs to tell whatever they look like; genomes of the second group are counted on after those of the first. */
  asked: readonly [number, number][];
}

/**
 * Pairs that look related: all are screened at some of the sites, the few that stand out are looked at again at all of them.
 * Too few sites tell nothing, and then only the pairs asked for are compared.
 * @returns in order of the genomes; those of a second group are counted on after the first
 */
export function relatedPairs({ groups, independent, asked }: Comparison): ComparedPair[] {
  const genomes = groups.flatMap((group) => group.genomes.map((genome) => selectSites(genome, group.order)));
  const sites = groups[0].order.length;
  const second = groups.length === 2 ? groups[0].genomes.length : null;
  const found = new Map<number, ComparedPair>();
  const look = (a: number, b: number, always: boolean): void => {
    const pair = kinshipOf(genomes[a]!, genomes[b]!, sites);
    if (always || (pair.kinship !== null && pair.kinship > TELLING_KINSHIP))
      found.set(a * genomes.length + b, { a, b, ...pair, independent: (independent * pair.sites) / sites });
  };
  if (sites >= fewestSites) {
    const screened = Math.min(sites, MOST_SCREENED_SITES);
    const least = screened === sites ? TELLING_KINSHIP : QUICK_KINSHIP;
    const wanted = {
      least,
      ...(screened > QUICK_SITES ? { quick: { sites: QUICK_SITES, least: QUICK_KINSHIP } } : {}),
    };
    const screen = openKinshipScreen(genomes, screened);
    for (let a = 0; a < (second ?? genomes.length - 1); a++) {
      for (const b of screen(a, second ?? a + 1, genomes.length, wanted)) look(a, b, false);
    }
  }
  for (const [a, b] of asked) look(a, b, true);
  return [...found.keys()].sort((x, y) => x - y).map((key) => found.get(key)!);
}

/** The calls at chosen sites, in their order; −1 stands for a site with the reference on both copies. */
export function selectSites(genome: SiteGenotypes, order: Int32Array): SiteGenotypes {
  const pick = (from: Bitmap): Bitmap => {
    const to = createBitmap(order.length);
    for (let word = 0, k = 0; k < order.length; word++) {
      let bits = 0;
      for (let bit = 0; bit < 32 && k < order.length; bit++, k++) {
        const site = order[k]!;
        if (site >= 0) bits |= ((from[site >>> 5]! >>> (site & 31)) & 1) << bit;
      }
      to[word] = bits;
    }
    return to;
  };
  return { het: pick(genome.het), homAlt: pick(genome.homAlt), missing: pick(genome.missing) };
}
