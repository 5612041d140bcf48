import type { ComparedPair, SiteGenotypes } from '../../../genetics/relatedness/index.ts';
import { findRelatedPairs } from './find-related-pairs.ts';
import { type SitePanel, spacedSites } from './site-panel.ts';

/** A batch's panel with what decides whether a site it does not list means the reference. */
export interface ComparablePanel {
  panel: SitePanel;
  /**
   * True for batches so small that every variant of a genome is a candidate site: then a site that is not listed has the
   * reference in all of them, inside the stretch of the contig that the batch covers.
   */
  listsEverything: boolean;
}

/**
 * All pairs of one batch that look related, and those asked for whatever they look like.
 * @param wanted pairs to report in any case (declared families), as `a * genomes + b` with a < b
 */
export async function compareWithin(panel: SitePanel, wanted: ReadonlySet<number>): Promise<ComparedPair[]> {
  const { order, independent } = spacedSites(panel.keys);
  const { genomes } = panel;
  const n = genomes.length;
  const asked = [...wanted].map((pair): [number, number] => [Math.floor(pair / n), pair % n]);
  return await findRelatedPairs({ groups: [{ genomes, order }], independent, asked });
}

/**
 * Pairs between two batches that look related, and those asked for.
 * @param wanted pairs `a * (genomes of the second batch) + b`
 */
export async function compareBetween(
  first: ComparablePanel,
  second: ComparablePanel,
  wanted: ReadonlySet<number> = new Set(),
): Promise<ComparedPair[]> {
  const sites = commonSites(first, second);
  if (sites.a.length === 0) return [];
  const left = { genomes: first.panel.genomes, order: sites.a };
  const right = { genomes: second.panel.genomes, order: sites.b };
  const [offset, width] = [left.genomes.length, right.genomes.length];
  const asked = [...wanted].map((pair): [number, number] => [Math.floor(pair / width), offset + (pair % width)]);
  const pairs = await findRelatedPairs({ groups: [left, right], independent: sites.independent, asked });
  return pairs.map((pair) => ({ ...pair, b: pair.b - offset }));
}

/**
 * Sites at which both batches speak, thinned, as indices into each (−1: not listed, so the reference). Only hashes that both
 * lists are complete for, and only inside the stretch of a contig that both cover.
 */
export function commonSites(
  first: ComparablePanel,
  second: ComparablePanel,
): { a: Int32Array; b: Int32Array; independent: number } {
  const [p, q] = [first.panel, second.panel];
  const bound = Math.min(p.hashBound, q.hashBound);
  const covered = overlap(spans(p), spans(q));
  const keys: number[] = [];
  const a: number[] = [];
  const b: number[] = [];
  for (let i = 0, j = 0; i < p.keys.length || j < q.keys.length; ) {
    const [left, right] = [p.keys[i] ?? Number.POSITIVE_INFINITY, q.keys[j] ?? Number.POSITIVE_INFINITY];
    const key = Math.min(left, right);
    const inA = left === key;
    const inB = right === key;
    const complete = (inA ? p.hash[i]! : q.hash[j]!) <= bound;
    const speaks = (inA && inB) || (complete && (inA ? second : first).listsEverything && isInside(covered, key));
    if (speaks) {
      keys.push(key);
      a.push(inA ? i : -1);
      b.push(inB ? j : -1);
    }
    if (inA) i++;
    if (inB) j++;
  }
  const { order, independent } = spacedSites(Float64Array.from(keys));
  return { a: order.map((k) => a[k]!), b: order.map((k) => b[k]!), independent };
}

const CONTIG = 2 ** 40;

/** First and last key of each contig. */
function spans(panel: SitePanel): Map<number, [number, number]> {
  const spans = new Map<number, [number, number]>();
  for (const key of panel.keys) {
    const contig = Math.floor(key / CONTIG);
    const span = spans.get(contig);
    if (span) span[1] = key;
    else spans.set(contig, [key, key]);
  }
  return spans;
}

function overlap(a: Map<number, [number, number]>, b: Map<number, [number, number]>): Map<number, [number, number]> {
  const both = new Map<number, [number, number]>();
  for (const [contig, [from, to]] of a) {
    const other = b.get(contig);
    if (other) both.set(contig, [Math.max(from, other[0]), Math.min(to, other[1])]);
  }
  return both;
}

function isInside(spans: Map<number, [number, number]>, key: number): boolean {
  const span = spans.get(Math.floor(key / CONTIG));
  return span !== undefined && key >= span[0] && key <= span[1];
}

/** Mendelian errors of a trio at the sites all three are called: a child's genotype that no two gametes of the parents give. */
export function mendelianErrors(
  child: SiteGenotypes,
  mother: SiteGenotypes,
  father: SiteGenotypes,
  sites: number,
): { sites: number; errors: number } {
  let compared = 0;
  let errors = 0;
  for (let site = 0; site < sites; site++) {
    const c = copiesAt(child, site);
    const m = copiesAt(mother, site);
    const f = copiesAt(father, site);
    if (c < 0 || m < 0 || f < 0) continue;
    compared++;
    const fewest = (m === 2 ? 1 : 0) + (f === 2 ? 1 : 0);
    const most = (m > 0 ? 1 : 0) + (f > 0 ? 1 : 0);
    if (c < fewest || c > most) errors++;
  }
  return { sites: compared, errors };
}

function copiesAt(genome: SiteGenotypes, site: number): number {
  const bit = 1 << (site & 31);
  const word = site >>> 5;
  if (genome.missing[word]! & bit) return -1;
  if (genome.homAlt[word]! & bit) return 2;
  return genome.het[word]! & bit ? 1 : 0;
}
