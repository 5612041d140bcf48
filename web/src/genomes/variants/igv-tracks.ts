import type { Gene, RegionAllele, RegionAnswer } from '../../api/answers.ts';
import { apiPath, getJson } from '../../api/client.ts';
import { itemsOf } from '../../api/queries.ts';
import { shortAllele, variantKey } from '../../genetics/variant-key.ts';
import { mainExons } from './gene-lanes.ts';

/** A feature as igv draws it: 0-based, half-open. */
export interface IgvFeature {
  chr: string;
  start: number;
  end: number;
  value: number;
  name: string;
  key: string;
}

/** The part of an igv feature reader that igv calls. */
export interface IgvReader {
  readFeatures(chr: string, start: number, end: number): Promise<IgvFeature[]>;
}

/** An allele as a feature; a frequency that is hidden or unknown is drawn at zero and says so in its name. */
export function alleleFeature(row: RegionAllele): IgvFeature {
  const said = row.af === null ? (row.protected ?? 'null') : row.af.toPrecision(3);
  return {
    chr: row.chrom,
    start: row.pos - 1,
    end: row.pos - 1 + row.ref.length,
    value: row.af ?? 0,
    name: `${shortAllele(row.ref, 8)}>${shortAllele(row.alt, 8)} AF ${said}`,
    key: variantKey(row),
  };
}

const perRequest = 5000;
const mostRequests = 2;

/** Reads alleles from our own API for the stretch igv shows; never more than ten thousand alleles. */
export function frequencyReader(reference: string): IgvReader {
  let last: { key: string; features: Promise<IgvFeature[]> } | null = null;
  const read = async (chr: string, start: number, end: number) => {
    const features: IgvFeature[] = [];
    let after: string | null = '';
    for (let request = 0; request < mostRequests && after !== null; request += 1) {
      const region = `${chr}:${Math.max(1, Math.floor(start) + 1)}-${Math.max(1, Math.ceil(end))}`;
      const page: RegionAnswer = await getJson<RegionAnswer>(
        apiPath('/variants/region', { reference, region, limit: perRequest, after }),
      );
      features.push(...page.items.map(alleleFeature));
      after = page.next;
    }
    return features;
  };
  return {
    readFeatures(chr, start, end) {
      // Two tracks show the same alleles; the second one asks nothing again.
      const key = `${chr}:${start}-${end}`;
      if (last?.key !== key) last = { key, features: read(chr, start, end) };
      return last.features;
    },
  };
}

/** Reads genes from our own API; where no transcripts are loaded the track stays empty. */
export function geneReader(reference: string) {
  return {
    async readFeatures(chr: string, start: number, end: number) {
      const region = `${chr}:${Math.max(1, Math.floor(start) + 1)}-${Math.max(1, Math.ceil(end))}`;
      const genes = itemsOf(
        await getJson<{ items: Gene[]; next: null; total: number }>(apiPath('/genes', { reference, region })),
      );
      return genes.map((gene) => ({
        chr,
        start: gene.start,
        end: gene.end,
        name: gene.symbol,
        strand: gene.strand,
        exons: mainExons(gene),
      }));
    },
  };
}

interface BrowserWords {
  genes: string;
  frequency: string;
  alleles: string;
}

/**
 * What igv is told: our reference, our tracks, nothing from anywhere else. Its own buttons and menus speak English only; the page
 * has moving, zooming and saving in the reader's language.
 */
export function browserConfig(reference: string, zipped: boolean, locus: string, words: BrowserWords) {
  const fasta = `/api/references/${encodeURIComponent(reference)}/fasta`;
  const reader = frequencyReader(reference);
  return {
    loadDefaultGenomes: false,
    genomeList: [],
    queryParametersSupported: false,
    showNavigation: false,
    showGearColumn: false,
    reference: {
      id: reference,
      name: reference,
      fastaURL: fasta,
      indexURL: `${fasta}.fai`,
      ...(zipped ? { compressedIndexURL: `${fasta}.gzi` } : {}),
      wholeGenomeView: false,
    },
    locus,
    tracks: [
      {
        type: 'annotation',
        name: words.genes,
        reader: geneReader(reference),
        displayMode: 'COLLAPSED',
        height: 46,
        color: '#454545',
        visibilityWindow: 5_000_000,
        order: 0,
      },
      {
        type: 'wig',
        name: words.frequency,
        reader,
        graphType: 'points',
        min: 0,
        max: 1,
        autoscale: false,
        height: 90,
        color: '#1f6fb2',
        visibilityWindow: 1_000_000,
        order: 1,
      },
      {
        type: 'annotation',
        name: words.alleles,
        reader,
        displayMode: 'EXPANDED',
        height: 90,
        color: '#1f6fb2',
        visibilityWindow: 200_000,
        order: 2,
      },
    ],
  };
}

/** What a click on a feature shows: its name as text, never as markup. Other clicks show nothing. */
export function clickedFeature(data: readonly { name?: string; value?: unknown }[] | undefined): string | false {
  const said = data?.find((one) => one.name?.toLowerCase() === 'name')?.value;
  if (said === undefined) return false;
  const text = String(said).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<div style="padding: 6px 8px">${text}</div>`;
}
