import type { Interval } from '../../genetics/intervals/index.ts';
import type { LineBatch } from '../gzip/index.ts';
import { readLines, readTextFile } from '../gzip/index.ts';
import { type Gff3Feature, parseGff3 } from './features.ts';
import { accessionOf, type CodingPart, type Gene, geneOf, isGene, type Transcript, transcriptOf } from './genes.ts';

export interface GeneSummary {
  readonly genes: number;
  readonly transcripts: number;
  /** Exons, coding parts and transcripts whose parent is not in the file (a slice), or comes elsewhere; left out. */
  readonly orphans: number;
}

interface OpenTranscript extends Omit<Transcript, 'exons' | 'cds' | 'proteinId'> {
  readonly exons: Interval[];
  readonly cds: CodingPart[];
  proteinId: string | null;
}

interface OpenGene {
  readonly gene: Omit<Gene, 'transcripts'>;
  readonly transcripts: Map<string, OpenTranscript>;
}

/** Below a transcript, besides exons and coding parts; they follow from those. */
const derived = /UTR|codon|intron|^match|^cDNA_match|region|^sequence_/;

/**
 * Streams genes with their transcripts, exons and coding parts from a GFF3 file of Ensembl, GENCODE or RefSeq, in the file's
 * order. Only genes that overlap are in memory at once. The generator's return value counts what was read.
 * @throws FormatError IDUN_GFF3_LINE with file and line
 */
export function readGenes(path: string): AsyncGenerator<Gene, GeneSummary> {
  return assembleGenes(readLines(readTextFile(path, 'GFF3, plain or gzipped'), { file: path }), path);
}

/** Genes from batches of lines. */
export async function* assembleGenes(
  batches: AsyncIterable<LineBatch>,
  file?: string,
): AsyncGenerator<Gene, GeneSummary> {
  const open = new Map<string, OpenGene>();
  const byTranscript = new Map<string, OpenGene>();
  const summary = { genes: 0, transcripts: 0, orphans: 0 };
  let contig = '';
  let reach = 0;

  function* close(): Generator<Gene> {
    for (const { gene, transcripts } of open.values()) {
      summary.genes++;
      summary.transcripts += transcripts.size;
      yield { ...gene, transcripts: [...transcripts.values()].map(finish) };
    }
    open.clear();
    byTranscript.clear();
    reach = 0;
  }

  for await (const entry of parseGff3(batches, file)) {
    if (entry === 'complete') yield* close();
    else if (isGene(entry)) {
      if (entry.contig !== contig || entry.start >= reach) yield* close();
      contig = entry.contig;
      reach = Math.max(reach, entry.end);
      const id = entry.attributes.get('ID')?.[0];
      // A trans-spliced gene has several lines with one id; the first stands for it.
      if (id !== undefined && !open.has(id)) open.set(id, { gene: geneOf(entry), transcripts: new Map() });
    } else if (entry.attributes.has('Parent') && !derived.test(entry.type)) {
      for (const parent of entry.attributes.get('Parent')!) {
        if (!attach(entry, parent, open, byTranscript)) summary.orphans++;
      }
    }
  }
  yield* close();
  return summary;
}

function attach(
  feature: Gff3Feature,
  parent: string,
  open: ReadonlyMap<string, OpenGene>,
  byTranscript: Map<string, OpenGene>,
): boolean {
  const gene = open.get(parent) ?? byTranscript.get(parent);
  if (gene === undefined) return false;
  if (feature.type !== 'exon' && feature.type !== 'CDS') {
    const id = feature.attributes.get('ID')?.[0];
    if (id === undefined) return false;
    gene.transcripts.set(id, { ...transcriptOf(feature), exons: [], cds: [], proteinId: null });
    byTranscript.set(id, gene);
    return true;
  }
  const transcript = gene.transcripts.get(parent) ?? ownTranscript(gene, parent);
  const { start, end, phase } = feature;
  if (feature.type === 'exon') transcript.exons.push({ start, end });
  else {
    transcript.cds.push({ start, end, phase });
    transcript.proteinId ??= accessionOf(feature, 'protein_id');
  }
  return true;
}

/** RefSeq puts exons and coding parts of some genes (mitochondrial, immunoglobulin) under the gene itself. */
function ownTranscript({ gene, transcripts }: OpenGene, id: string): OpenTranscript {
  const { start, end, strand, biotype } = gene;
  const transcript = { id: gene.id, start, end, strand, biotype, tags: [], exons: [], cds: [], proteinId: null };
  transcripts.set(id, transcript);
  return transcript;
}

function finish(transcript: OpenTranscript): Transcript {
  const exons =
    transcript.exons.length > 0 ? transcript.exons : transcript.cds.map(({ start, end }) => ({ start, end }));
  const byStart = (a: Interval, b: Interval) => a.start - b.start;
  return { ...transcript, exons: [...exons].sort(byStart), cds: [...transcript.cds].sort(byStart) };
}
