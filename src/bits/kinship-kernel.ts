import type { Bitmap } from './bitmap.ts';
import { kinshipWasm } from './kinship.wasm.generated.ts';
import { instantiate } from './wasm.ts';

/** One genome's diploid genotypes over a shared list of sites, a bit a site. */
export interface ScreenedGenotypes {
  readonly het: Bitmap;
  readonly homAlt: Bitmap;
  readonly missing: Bitmap;
}

/** Sites that one look takes at the most: the kernel adds up to 31 lanes in a byte. */
export const MOST_SCREENED_SITES = 31 * 128;

interface Exports {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  screen(
    genomes: number,
    words: number,
    quick: number,
    a: number,
    from: number,
    to: number,
    leastQuick: number,
    least: number,
    out: number,
  ): number;
}

const PAGE = 65_536;
const BASE = 1024;

/** A kinship that pairs must reach. */
export interface KinshipScreen {
  /** Over all the sites screened. */
  least: number;
  /** A first look at about so many of the sites, and the kinship below which a pair is not looked at further. */
  quick?: { sites: number; least: number };
}

/**
 * Opens genomes for screening by KING-robust kinship over the first `sites` sites (at most {@link MOST_SCREENED_SITES}).
 * @returns a function that gives, for genome `a`, the genomes `from` … `to`−1 whose kinship with it reaches what is asked or
 * cannot be told; the array is overwritten by the next call
 */
export function openKinshipScreen(
  genomes: readonly ScreenedGenotypes[],
  sites: number,
): (a: number, from: number, to: number, asked: KinshipScreen) => Uint32Array {
  if (sites > MOST_SCREENED_SITES) throw new RangeError(`at most ${MOST_SCREENED_SITES} sites are screened at once`);
  const { memory, screen } = instantiate<Exports>(kinshipWasm);
  const words = ((sites + 127) >>> 7) << 2;
  const out = BASE + genomes.length * words * 12;
  const needed = out + genomes.length * 4;
  if (needed > memory.buffer.byteLength) memory.grow(Math.ceil((needed - memory.buffer.byteLength) / PAGE));
  const planes = new Uint32Array(memory.buffer, BASE, genomes.length * words * 3);
  genomes.forEach((genome, g) => {
    for (let w = 0; w * 32 < sites; w++) {
      const rest = sites - w * 32;
      const inRange = rest >= 32 ? -1 : (1 << rest) - 1;
      const at = g * words * 3 + w;
      planes[at] = genome.het[w]! & inRange;
      planes[at + words] = genome.homAlt[w]! & inRange;
      planes[at + 2 * words] = ~genome.missing[w]! & inRange;
    }
  });
  return (a, from, to, { least, quick }) => {
    const first = quick === undefined ? words : Math.min(words, ((quick.sites + 127) >>> 7) << 2);
    const found = screen(BASE, words, first, a, from, to, first === words ? least : quick!.least, least, out);
    return new Uint32Array(memory.buffer, out, found);
  };
}
