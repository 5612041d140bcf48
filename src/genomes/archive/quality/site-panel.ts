import { type Bitmap, createBitmap } from '../../../bits/index.ts';
import { fewestSites, type SiteGenotypes, selectSites } from '../../../genetics/relatedness/index.ts';
import type { RelatednessSites } from '../ingestion.ts';

/**
 * The relatedness sites of one batch and each genome's calls there, in position order. A key is contig, 0-based start and
 * substitution in one exact number; `hash` orders variants the same way in every submission, and a batch holds those with
 * the lowest hashes: below `hashBound` its list is complete.
 */
export interface SitePanel {
  keys: Float64Array;
  hash: Uint32Array;
  hashBound: number;
  genomes: SiteGenotypes[];
}

const BASES = 'ACGT';
const CODES = 256;
const POSITIONS = 2 ** 32;

/** Key of a single-base substitution. Exact below 8,192 contigs. */
export function siteKey(contigNo: number, start: number, ref: string, alt: string): number {
  return (contigNo * POSITIONS + start) * CODES + BASES.indexOf(ref) * 4 + BASES.indexOf(alt);
}

/** Contig number and 0-based start of a key. */
export function placeOfKey(key: number): { contigNo: number; start: number; code: number } {
  const place = Math.floor(key / CODES);
  return { contigNo: Math.floor(place / POSITIONS), start: place % POSITIONS, code: key % CODES };
}

/** Sites kept of each batch. Enough for second-degree kinship over a whole genome. */
export const PANEL_SITES = 4096;

/**
 * Brings what ingestion sampled into position order, and keeps the sites with the lowest hashes.
 * @param hashOf the submission-independent number of a site
 * @param most sites to keep; a longer list is complete only up to the highest hash kept
 */
export function makePanel(
  sampled: RelatednessSites,
  hashOf: (contigNo: number, start: number, code: number) => number,
  most = PANEL_SITES,
): SitePanel {
  const all = sampled.sites.map((site, i) => {
    const key = siteKey(site.contigNo, site.start, site.ref, site.alt);
    return { i, key, hash: hashOf(site.contigNo, site.start, key % CODES) };
  });
  const kept = all.length <= most ? all : all.sort((a, b) => a.hash - b.hash).slice(0, most);
  const hashBound = all.length <= most ? sampled.hashBound : kept.at(-1)!.hash;
  kept.sort((a, b) => a.key - b.key);
  const order = Int32Array.from(kept, (site) => site.i);
  const asTheyCame = order.every((site, i) => site === i);
  return {
    keys: Float64Array.from(kept, (site) => site.key),
    hash: Uint32Array.from(kept, (site) => site.hash),
    hashBound,
    genomes: asTheyCame ? [...sampled.genomes] : sampled.genomes.map((genome) => selectSites(genome, order)),
  };
}

/** Indices of sites at least `distance` bases apart on their contig, so that linkage does not repeat one piece of evidence. */
export function thinned(keys: Float64Array, distance: number): Int32Array {
  const kept: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  const step = distance * CODES;
  for (let i = 0; i < keys.length; i++) {
    if (keys[i]! - last < step) continue;
    kept.push(i);
    last = keys[i]!;
  }
  return Int32Array.from(kept);
}

/** Sites nearer than this tell much the same twice in people (linkage). */
export const THINNING_BASES = 10_000;
/** Where that leaves few, as in a small reference, nearer ones still tell something. */
const NEARER_BASES = [5_000, 2_000, 1_000];
const PLENTY_OF_SITES = 1_500;

/** Sites to compare genomes at. */
export interface SpacedSites {
  /** Indices; the first of them are spread over the whole genome as well, for a quick look. */
  order: Int32Array;
  /** How many of them tell something of their own. */
  independent: number;
}

/**
 * Sites far enough apart to compare genomes at. Nearer ones than {@link THINNING_BASES} count as the geometric mean of their number and
 * of that of the distant ones: that is what they are worth in the demo nation.
 */
export function spacedSites(keys: Float64Array): SpacedSites {
  const distant = thinned(keys, THINNING_BASES);
  // A short stretch is a few inherited pieces, however many sites it has.
  if (distant.length < fewestSites) return { order: distant, independent: distant.length };
  let order = distant;
  for (const distance of NEARER_BASES) {
    if (order.length >= PLENTY_OF_SITES) break;
    order = thinned(keys, distance);
  }
  return { order: spreadOut(order), independent: Math.sqrt(order.length * distant.length) };
}

/** Every n-th first, so that a look at some of the first sees the whole genome. */
function spreadOut(order: Int32Array): Int32Array {
  const steps = Math.max(1, Math.floor(order.length / 512));
  const out = new Int32Array(order.length);
  let at = 0;
  for (let first = 0; first < steps; first++) for (let i = first; i < order.length; i += steps) out[at++] = order[i]!;
  return out;
}

/** Bytes of the sites for the database: count, bound, keys, hashes. */
export function encodeSites({ keys, hash, hashBound }: SitePanel): Buffer {
  const head = new Uint32Array([keys.length, hashBound]);
  return Buffer.concat([bytesOf(head), bytesOf(keys), bytesOf(hash)]);
}

/** Bytes of one genome's calls: het, homAlt, missing, each a bit a site. */
export function encodeCalls(genome: SiteGenotypes, sites: number): Buffer {
  const words = (sites + 31) >>> 5;
  return Buffer.concat([genome.het, genome.homAlt, genome.missing].map((b) => bytesOf(b.subarray(0, words))));
}

/** Reads {@link encodeSites}. */
export function decodeSites(bytes: Uint8Array): Omit<SitePanel, 'genomes'> {
  const copy = Uint8Array.from(bytes);
  const [count, hashBound] = new Uint32Array(copy.buffer, 0, 2);
  const keys = new Float64Array(copy.buffer, 8, count);
  return { keys, hash: new Uint32Array(copy.buffer, 8 + keys.byteLength, count), hashBound: hashBound! };
}

/** Reads {@link encodeCalls}. */
export function decodeCalls(bytes: Uint8Array, sites: number): SiteGenotypes {
  const words = (sites + 31) >>> 5;
  const all = new Uint32Array(Uint8Array.from(bytes).buffer);
  const plane = (i: number): Bitmap => {
    const bitmap = createBitmap(sites);
    bitmap.set(all.subarray(i * words, (i + 1) * words));
    return bitmap;
  };
  return { het: plane(0), homAlt: plane(1), missing: plane(2) };
}

function bytesOf(array: Uint32Array | Float64Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}
