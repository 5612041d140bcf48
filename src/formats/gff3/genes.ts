import type { Interval } from '../../genetics/intervals/index.ts';
import type { Gff3Feature, Strand } from './features.ts';

/** A stretch of coding sequence with its phase, 0-based half-open. */
export interface CodingPart extends Interval {
  readonly phase: 0 | 1 | 2 | null;
}

export interface Transcript {
  /** Accession with version where the file tells it: `ENST00000335137.4`, `NM_001005484.2`. */
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly strand: Strand;
  /** The file's biotype, or the feature's type. */
  readonly biotype: string;
  /** Ascending by start, whatever the strand. */
  readonly exons: readonly Interval[];
  /** Ascending by start. */
  readonly cds: readonly CodingPart[];
  readonly proteinId: string | null;
  /** As the file has them: `MANE_Select`, `Ensembl_canonical`, `basic` … with blanks as underscores. */
  readonly tags: readonly string[];
}

export interface Gene {
  /** `ENSG00000186092.7`, or RefSeq's `gene-OR4F5`. */
  readonly id: string;
  /** The symbol, or the id where there is none. */
  readonly symbol: string;
  /** `HGNC:14825` where the file tells it. */
  readonly hgncId: string | null;
  readonly contig: string;
  readonly start: number;
  readonly end: number;
  readonly strand: Strand;
  readonly biotype: string;
  readonly transcripts: readonly Transcript[];
}

const one = (feature: Gff3Feature, ...tags: string[]) => {
  for (const tag of tags) {
    const value = feature.attributes.get(tag)?.[0];
    if (value !== undefined && value !== '') return value;
  }
  return null;
};

/** Whether a feature is a gene: no parent, and a type that ends in `gene` (`ncRNA_gene`, `pseudogene`). */
export function isGene(feature: Gff3Feature): boolean {
  return !feature.attributes.has('Parent') && feature.type.endsWith('gene');
}

/** The accession of a feature, with version, without the prefix that Ensembl and RefSeq put before it. */
export function accessionOf(feature: Gff3Feature, ...tags: string[]): string | null {
  const id = one(feature, ...tags, 'ID')?.replace(/^(gene|transcript|CDS|cds|rna):|^(rna|cds)-/, '') ?? null;
  const version = one(feature, 'version');
  return id !== null && version !== null && !/\.\d+$/.test(id) ? `${id}.${version}` : id;
}

/** What a gene's own line tells. */
export function geneOf(feature: Gff3Feature): Omit<Gene, 'transcripts'> {
  const id = accessionOf(feature, 'gene_id') ?? '';
  const hgnc = one(feature, 'hgnc_id') ?? feature.attributes.get('Dbxref')?.find((ref) => ref.startsWith('HGNC:'));
  const described = /\[Source:HGNC Symbol;Acc:(HGNC:\d+)\]/.exec(one(feature, 'description') ?? '')?.[1];
  return {
    id,
    symbol: one(feature, 'gene_name', 'Name', 'gene') ?? id,
    hgncId: hgnc?.replace('HGNC:HGNC:', 'HGNC:') ?? described ?? null,
    contig: feature.contig,
    start: feature.start,
    end: feature.end,
    strand: feature.strand,
    biotype: one(feature, 'gene_type', 'biotype', 'gene_biotype') ?? feature.type,
  };
}

/** What a transcript's own line tells. */
export function transcriptOf(feature: Gff3Feature): Omit<Transcript, 'exons' | 'cds' | 'proteinId'> {
  return {
    id: accessionOf(feature, 'transcript_id') ?? '',
    start: feature.start,
    end: feature.end,
    strand: feature.strand,
    biotype: one(feature, 'transcript_type', 'biotype') ?? feature.type,
    tags: (feature.attributes.get('tag') ?? []).map((tag) => tag.replaceAll(' ', '_')),
  };
}
