import { expect, test } from 'vitest';
import { pseudoautosomal } from './contigs.ts';
import { codingPositions, gff3Text, placeGenes } from './genes.ts';
import { makeRandom } from './random.ts';
import { complementOf, fastaText, makeReference } from './reference.ts';

const sequences = makeReference(makeRandom(2, 'reference'));
const genes = placeGenes(sequences, makeRandom(2, 'genes'));
const x = sequences[4]!;
const y = sequences[5]!;

test('X and Y have the same pseudo-autosomal ends', () => {
  for (const { X, Y } of pseudoautosomal) {
    expect(Buffer.compare(x.bases.subarray(X.start, X.end), y.bases.subarray(Y.start, Y.end))).toBe(0);
  }
});

test('composition is that of a vertebrate: 38 to 48 % GC, CpG rare', () => {
  const { bases } = sequences[0]!;
  let gc = 0;
  let cpg = 0;
  for (let i = 0; i < bases.length; i++) {
    if (bases[i] === 67 || bases[i] === 71) gc++;
    if (bases[i] === 67 && bases[i + 1] === 71) cpg++;
  }
  const share = gc / bases.length;
  expect(share).toBeGreaterThan(0.38);
  expect(share).toBeLessThan(0.48);
  expect(cpg / bases.length).toBeLessThan(0.6 * (share / 2) ** 2);
});

test('tandem repeats start as far left as they go', () => {
  for (const { bases, tandemRepeats } of sequences) {
    for (const { start, end, unit } of tandemRepeats) {
      expect(bases[start - 1]).not.toBe(bases[start - 1 + unit.length]);
      for (let i = start; i < end; i++) expect(bases[i]).toBe(unit.charCodeAt((i - start) % unit.length));
    }
  }
  expect(sequences[0]!.tandemRepeats.length).toBeGreaterThan(150);
});

test('every gene reads ATG … stop in one frame and has GT…AG introns', () => {
  expect(genes.length).toBeGreaterThanOrEqual(28);
  for (const gene of genes) {
    const { bases } = sequences[gene.contigNo]!;
    const at = (position: number): number => (gene.strand === '+' ? bases[position]! : complementOf(bases[position]!));
    for (const transcript of gene.transcripts) {
      const coding = codingPositions(gene, transcript)
        .map((position) => String.fromCharCode(at(position)))
        .join('');
      expect(coding.length % 3).toBe(0);
      const codons = coding.match(/.{3}/g)!;
      expect(codons[0]).toBe('ATG');
      expect(codons.findIndex((codon) => ['TAA', 'TAG', 'TGA'].includes(codon))).toBe(codons.length - 1);
    }
    const { exons } = gene.transcripts[0]!;
    for (let i = 1; i < exons.length; i++) {
      const [start, end] = [exons[i - 1]!.end, exons[i]!.start];
      const intron = gene.strand === '+' ? [start, start + 1, end - 2, end - 1] : [end - 1, end - 2, start + 1, start];
      expect(String.fromCharCode(...intron.map(at))).toBe('GTAG');
    }
  }
});

test('GFF3 rows have nine columns, and CDS phases follow from the lengths before', () => {
  const rows = gff3Text(genes, sequences)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(rows.every((row) => row.split('\t').length === 9)).toBe(true);
  const cds = rows.map((row) => row.split('\t')).filter((f) => f[2] === 'CDS');
  const first = cds.filter((f) => f[8]!.endsWith('DEMOT00001.1'));
  let read = 0;
  for (const f of first) {
    expect(Number(f[7])).toBe((3 - (read % 3)) % 3);
    read += Number(f[4]) - Number(f[3]) + 1;
  }
  expect(read % 3).toBe(0);
});

test('FASTA lines are 60 bases, repeats in lower case', () => {
  const lines = fastaText(sequences).toString('latin1').split('\n');
  expect(lines[0]).toMatch(/^>1 synthetic/);
  expect(lines[1]).toHaveLength(60);
  expect(lines.slice(0, 2000).some((line) => /^[acgt]{60}$/.test(line))).toBe(true);
  const mt = lines.findIndex((line) => line.startsWith('>MT'));
  expect(lines.slice(mt + 1).join('').length).toBe(16_480);
});
