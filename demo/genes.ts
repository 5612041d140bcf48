import { type Interval, isPseudoautosomal } from './contigs.ts';
import type { Random } from './random.ts';
import { type ContigSequence, complementOf } from './reference.ts';

export interface DemoTranscript {
  readonly id: string;
  /** Ascending, 0-based half-open. */
  readonly exons: readonly Interval[];
  readonly coding: readonly Interval[];
}

export interface DemoGene {
  /** `DEMO1` …: no symbol of any nomenclature. */
  readonly symbol: string;
  readonly contigNo: number;
  readonly strand: '+' | '-';
  readonly start: number;
  readonly end: number;
  /** The first is the longest. */
  readonly transcripts: readonly DemoTranscript[];
}

const genesPerContig: Readonly<Record<string, number>> = { '1': 8, '2': 7, '3': 6, '21': 5, X: 5, Y: 1, MT: 2 };
const stops = ['TAA', 'TAG', 'TGA'];

/** Lays out exons and introns from `start`; coding length a multiple of three. */
function layOutExons(start: number, room: number, random: Random): { exons: Interval[]; coding: Interval[] } {
  const count = room < 5000 ? 1 : random.between(3, 9);
  const exons: Interval[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    const length = count === 1 ? Math.min(room, 3 * random.between(150, 300)) : random.between(90, 260);
    exons.push({ start: at, end: at + length });
    at += length + random.between(250, Math.max(260, Math.floor((room - 300 * count) / count)));
  }
  const untranslated = count === 1 ? 0 : 30;
  const coding = exons.map((exon, i) => ({
    start: exon.start + (i === 0 ? untranslated : 0),
    end: exon.end - (i === count - 1 ? untranslated : 0),
  }));
  const total = coding.reduce((sum, { start: s, end: e }) => sum + e - s, 0);
  coding[0] = { start: coding[0]!.start + (total % 3), end: coding[0]!.end };
  return { exons, coding };
}

/** Positions of the coding bases in the order they are translated, 0-based. */
export function codingPositions(gene: Pick<DemoGene, 'strand'>, transcript: DemoTranscript): number[] {
  const positions = transcript.coding.flatMap(({ start, end }) =>
    Array.from({ length: end - start }, (_, i) => start + i),
  );
  return gene.strand === '+' ? positions : positions.reverse();
}

/** Writes an open reading frame and GT…AG introns into the reference where the gene lies. */
function writeGene(bases: Uint8Array, strand: '+' | '-', transcript: DemoTranscript, random: Random): void {
  const put = (position: number, letter: string): void => {
    const base = letter.charCodeAt(0);
    bases[position] = strand === '+' ? base : complementOf(base);
  };
  const positions = codingPositions({ strand }, transcript);
  const codons = positions.length / 3;
  for (let codon = 0; codon < codons; codon++) {
    let text = codon === 0 ? 'ATG' : codon === codons - 1 ? 'TAA' : '';
    while (text === '' || (codon > 0 && codon < codons - 1 && stops.includes(text))) {
      text = random.pick(['A', 'C', 'G', 'T']) + random.pick(['A', 'C', 'G', 'T']) + random.pick(['A', 'C', 'G', 'T']);
    }
    for (let i = 0; i < 3; i++) put(positions[codon * 3 + i]!, text[i]!);
  }
  for (let i = 1; i < transcript.exons.length; i++) {
    const start = transcript.exons[i - 1]!.end;
    const end = transcript.exons[i]!.start;
    const [first, last] = strand === '+' ? [start, end - 2] : [end - 1, start + 1];
    const step = strand === '+' ? 1 : -1;
    put(first, 'G');
    put(first + step, 'T');
    put(last, 'A');
    put(last + step, 'G');
  }
}

/** Whether the first stop codon is the last codon. */
function readsThrough(bases: Uint8Array, strand: '+' | '-', transcript: DemoTranscript): boolean {
  const letters = codingPositions({ strand }, transcript).map((at) =>
    strand === '+' ? bases[at]! : complementOf(bases[at]!),
  );
  const codons = String.fromCharCode(...letters).match(/.{3}/g) ?? [];
  return codons.findIndex((codon) => stops.includes(codon)) === codons.length - 1;
}

/** A second transcript without one inner exon, where leaving it out keeps the frame. */
function skipExon(bases: Uint8Array, strand: '+' | '-', { id, exons, coding }: DemoTranscript): DemoTranscript[] {
  const without = (skipped: number): DemoTranscript => {
    const rest = <T>(list: readonly T[]): T[] => list.filter((_, i) => i !== skipped);
    return { id: id.replace(/1$/, '2'), exons: rest(exons), coding: rest(coding) };
  };
  const skippable = exons.findIndex(({ start, end }, i) => {
    const inner = i > 0 && i < exons.length - 1 && (end - start) % 3 === 0;
    return inner && readsThrough(bases, strand, without(i));
  });
  return skippable < 0 ? [] : [without(skippable)];
}

/**
 * Places invented protein-coding genes on the reference and writes their reading frames into it. Tandem repeats that touched an
 * exon are taken out of the contig's list, since the gene has overwritten them.
 */
export function placeGenes(sequences: readonly ContigSequence[], random: Random): DemoGene[] {
  const genes: DemoGene[] = [];
  for (const sequence of sequences) {
    const { contig, bases, gaps, tandemRepeats } = sequence;
    const count = genesPerContig[contig.name] ?? 0;
    const margin = contig.role === 'MT' ? 500 : contig.role === 'X' || contig.role === 'Y' ? 65_000 : 8000;
    const slot = Math.floor((contig.length - 2 * margin) / count);
    for (let i = 0; i < count; i++) {
      const room = contig.role === 'MT' ? 1400 : random.between(9000, 26_000);
      const start = margin + i * slot + random.below(Math.max(1, slot - room - 3000));
      const { exons, coding } = layOutExons(start, room, random);
      const end = exons.at(-1)!.end;
      if (gaps.some((g) => g.start < end && g.end > start) || isBesideX(contig.role, start, end)) continue;
      const symbol = `DEMO${genes.length + 1}`;
      const strand = random.chance(0.5) ? '+' : '-';
      const full: DemoTranscript = { id: `DEMOT${String(genes.length + 1).padStart(5, '0')}.1`, exons, coding };
      writeGene(bases, strand, full, random);
      genes.push({
        symbol,
        contigNo: contig.no,
        strand,
        start,
        end,
        transcripts: [full, ...skipExon(bases, strand, full)],
      });
      const apart = tandemRepeats.filter((r) => exons.every((e) => r.end + 10 < e.start || r.start > e.end + 10));
      tandemRepeats.splice(0, tandemRepeats.length, ...apart);
    }
  }
  return genes;
}

function isBesideX(role: string, start: number, end: number): boolean {
  return role === 'X' && (isPseudoautosomal(start) || isPseudoautosomal(end));
}

/** Ensembl-flavoured GFF3: gene, mRNA, exon and CDS with phase. */
export function gff3Text(genes: readonly DemoGene[], sequences: readonly ContigSequence[]): string {
  const lines = ['##gff-version 3', '# synthetic genes of the Idun demo nation: no organism, no nomenclature'];
  for (const { contig } of sequences) lines.push(`##sequence-region ${contig.name} 1 ${contig.length}`);
  for (const gene of genes) {
    const seqid = sequences[gene.contigNo]!.contig.name;
    const row = (type: string, { start, end }: Interval, phase: string, attributes: string): void => {
      lines.push([seqid, 'idun-demo', type, start + 1, end, '.', gene.strand, phase, attributes].join('\t'));
    };
    const description = 'synthetic demo gene';
    row(
      'gene',
      gene,
      '.',
      `ID=gene:${gene.symbol};Name=${gene.symbol};biotype=protein_coding;description=${description}`,
    );
    gene.transcripts.forEach((transcript, t) => {
      const span = { start: transcript.exons[0]!.start, end: transcript.exons.at(-1)!.end };
      const parent = `Parent=transcript:${transcript.id}`;
      const name = `${gene.symbol}-20${t + 1}`;
      const tag = t === 0 ? ';tag=canonical' : '';
      row('mRNA', span, '.', `ID=transcript:${transcript.id};Parent=gene:${gene.symbol};Name=${name}${tag}`);
      const inOrder = <T>(items: readonly T[]): T[] => (gene.strand === '+' ? [...items] : [...items].reverse());
      inOrder(transcript.exons).forEach((exon, i) => {
        row('exon', exon, '.', `ID=exon:${transcript.id}.${i + 1};${parent};rank=${i + 1}`);
      });
      let read = 0;
      for (const part of inOrder(transcript.coding)) {
        row('CDS', part, String((3 - (read % 3)) % 3), `ID=CDS:${transcript.id.replace('T', 'P')};${parent}`);
        read += part.end - part.start;
      }
    });
    lines.push('###');
  }
  return `${lines.join('\n')}\n`;
}
