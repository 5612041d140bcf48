import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { FormatError } from '../error.ts';
import { type Gene, parseFeature, readGenes } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-gff3-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function genesOf(text: string | Uint8Array) {
  const path = join(folder, 'g.gff3');
  writeFileSync(path, text);
  const genes: Gene[] = [];
  const stream = readGenes(path);
  for (;;) {
    const next = await stream.next();
    if (next.done) return { genes, summary: next.value };
    genes.push(next.value);
  }
}
const gff = (...lines: string[]) => `##gff-version 3\n${lines.map((l) => l.replaceAll(' | ', '\t')).join('\n')}\n`;

const ensembl = gff(
  '1 | GRCh38 | chromosome | 1 | 248956422 | . | . | . | ID=chromosome:1;Alias=CM000663.2',
  '###',
  '1 | havana | gene | 65419 | 71585 | . | + | . | ID=gene:ENSG00000186092;Name=OR4F5;biotype=protein_coding;description=olfactory receptor [Source:HGNC Symbol%3BAcc:HGNC:14825];gene_id=ENSG00000186092;version=7',
  '1 | havana | mRNA | 65419 | 71585 | . | + | . | ID=transcript:ENST00000641515;Parent=gene:ENSG00000186092;biotype=protein_coding;tag=basic,Ensembl_canonical,MANE_Select;transcript_id=ENST00000641515;version=2',
  '1 | havana | five_prime_UTR | 65419 | 65433 | . | + | . | Parent=transcript:ENST00000641515',
  '1 | havana | exon | 69037 | 71585 | . | + | . | Parent=transcript:ENST00000641515;rank=2',
  '1 | havana | exon | 65419 | 65433 | . | + | . | Parent=transcript:ENST00000641515;rank=1',
  '1 | havana | CDS | 69037 | 70008 | . | + | 0 | ID=CDS:ENSP00000493376;Parent=transcript:ENST00000641515;protein_id=ENSP00000493376;version=2',
  '###',
  '1 | ensembl | ncRNA_gene | 80000 | 80100 | . | - | . | ID=gene:ENSG2;biotype=lncRNA;gene_id=ENSG2;version=1',
  '1 | ensembl | lnc_RNA | 80000 | 80100 | . | - | . | ID=transcript:ENST2;Parent=gene:ENSG2;biotype=lncRNA;transcript_id=ENST2;version=1',
  '1 | ensembl | exon | 80000 | 80100 | . | - | . | Parent=transcript:ENST2',
);

test('Ensembl', async () => {
  const { genes, summary } = await genesOf(gzipSync(ensembl));
  expect(summary).toEqual({ genes: 2, transcripts: 2, orphans: 0 });
  expect(genes[0]).toEqual({
    id: 'ENSG00000186092.7',
    symbol: 'OR4F5',
    hgncId: 'HGNC:14825',
    contig: '1',
    start: 65418,
    end: 71585,
    strand: '+',
    biotype: 'protein_coding',
    transcripts: [
      {
        id: 'ENST00000641515.2',
        start: 65418,
        end: 71585,
        strand: '+',
        biotype: 'protein_coding',
        exons: [
          { start: 65418, end: 65433 },
          { start: 69036, end: 71585 },
        ],
        cds: [{ start: 69036, end: 70008, phase: 0 }],
        proteinId: 'ENSP00000493376.2',
        tags: ['basic', 'Ensembl_canonical', 'MANE_Select'],
      },
    ],
  });
  expect(genes[1]).toMatchObject({ id: 'ENSG2.1', symbol: 'ENSG2.1', hgncId: null, biotype: 'lncRNA' });
});

test('GENCODE: overlapping genes, no ### between them', async () => {
  const { genes } = await genesOf(
    gff(
      'chr1 | HAVANA | gene | 100 | 900 | . | + | . | ID=ENSG1.5;gene_id=ENSG1.5;gene_type=protein_coding;gene_name=AAA;hgnc_id=HGNC:1',
      'chr1 | HAVANA | transcript | 100 | 900 | . | + | . | ID=ENST1.1;Parent=ENSG1.5;transcript_id=ENST1.1;transcript_type=protein_coding;tag=basic,MANE_Select',
      'chr1 | HAVANA | exon | 100 | 900 | . | + | . | ID=exon:ENST1.1:1;Parent=ENST1.1',
      'chr1 | HAVANA | CDS | 200 | 300 | . | + | 0 | ID=CDS:ENST1.1;Parent=ENST1.1;protein_id=ENSP1.1',
      'chr1 | HAVANA | start_codon | 200 | 202 | . | + | 0 | Parent=ENST1.1',
      'chr1 | HAVANA | gene | 500 | 700 | . | - | . | ID=ENSG2.1;gene_id=ENSG2.1;gene_type=lncRNA;gene_name=BBB',
      'chr1 | HAVANA | transcript | 500 | 700 | . | - | . | ID=ENST2.1;Parent=ENSG2.1;transcript_id=ENST2.1;transcript_type=lncRNA',
      'chr2 | HAVANA | exon | 5 | 7 | . | - | . | Parent=ENST9.9',
      'chr2 | HAVANA | gene | 1 | 9 | . | - | . | ID=ENSG3.1;gene_id=ENSG3.1',
    ),
  );
  expect(genes.map((g) => [g.symbol, g.transcripts.length])).toEqual([
    ['AAA', 1],
    ['BBB', 1],
    ['ENSG3.1', 0],
  ]);
  expect(genes[0]!.hgncId).toBe('HGNC:1');
  expect(genes[0]!.transcripts[0]).toMatchObject({ proteinId: 'ENSP1.1', cds: [{ start: 199, end: 300, phase: 0 }] });
});

test('RefSeq: prefixes, MANE tag, microRNA in a primary transcript, exons under the gene', async () => {
  const { genes, summary } = await genesOf(
    gff(
      'NC_000001.11 | RefSeq | region | 1 | 248956422 | . | + | . | ID=NC_000001.11:1..248956422',
      'NC_000001.11 | BestRefSeq | gene | 65419 | 71585 | . | + | . | ID=gene-OR4F5;Dbxref=GeneID:79501,HGNC:HGNC:14825;Name=OR4F5;gene=OR4F5;gene_biotype=protein_coding',
      'NC_000001.11 | BestRefSeq | mRNA | 65419 | 71585 | . | + | . | ID=rna-NM_001005484.2;Parent=gene-OR4F5;tag=MANE Select;transcript_id=NM_001005484.2',
      'NC_000001.11 | BestRefSeq | exon | 65419 | 65433 | . | + | . | ID=exon-1;Parent=rna-NM_001005484.2',
      'NC_000001.11 | BestRefSeq | CDS | 65420 | 65430 | . | + | 0 | ID=cds-NP_001005484.2;Parent=rna-NM_001005484.2;protein_id=NP_001005484.2',
      'NC_000001.11 | BestRefSeq | gene | 80000 | 80100 | . | - | . | ID=gene-MIR1;Name=MIR1;gene_biotype=miRNA',
      'NC_000001.11 | BestRefSeq | primary_transcript | 80000 | 80100 | . | - | . | ID=rna-NR_1.1;Parent=gene-MIR1;transcript_id=NR_1.1',
      'NC_000001.11 | BestRefSeq | miRNA | 80010 | 80030 | . | - | . | ID=rna-MIR1;Parent=rna-NR_1.1',
      'NC_000001.11 | BestRefSeq | exon | 80010 | 80030 | . | - | . | Parent=rna-MIR1',
      'NC_012920.1 | RefSeq | gene | 3307 | 4262 | . | + | . | ID=gene-ND1;Name=ND1;gene_biotype=protein_coding',
      'NC_012920.1 | RefSeq | CDS | 3307 | 4262 | . | + | 0 | ID=cds-YP_1;Parent=gene-ND1;protein_id=YP_003024026.1',
      'NC_012920.1 | RefSeq | exon | 9000 | 9001 | . | + | . | Parent=rna-lost',
    ),
  );
  expect(summary).toEqual({ genes: 3, transcripts: 4, orphans: 1 });
  expect(genes[0]).toMatchObject({
    id: 'gene-OR4F5',
    symbol: 'OR4F5',
    hgncId: 'HGNC:14825',
    biotype: 'protein_coding',
  });
  expect(genes[0]!.transcripts[0]).toMatchObject({
    id: 'NM_001005484.2',
    tags: ['MANE_Select'],
    proteinId: 'NP_001005484.2',
  });
  expect(genes[1]!.transcripts.map((t) => [t.id, t.exons.length])).toEqual([
    ['NR_1.1', 0],
    ['MIR1', 1],
  ]);
  expect(genes[2]!.transcripts[0]).toMatchObject({ exons: [{ start: 3306, end: 4262 }], proteinId: 'YP_003024026.1' });
});

test.each([
  '1\ta\tgene\t5',
  '1\ta\tgene\t0\t9\t.\t+\t.\tID=x',
  '1\ta\tgene\t9\t5\t.\t+\t.\tID=x',
  '1\ta\tgene\t1\t5\t.\tx\t.\tID=x',
  '1\ta\tCDS\t1\t5\t.\t+\t3\tID=x',
  '1\ta\tgene\tone\t5\t.\t+\t.\tID=x',
])('%j is refused', async (line) => {
  await expect(genesOf(`##gff-version 3\n${line}\n`)).rejects.toMatchObject({
    code: 'IDUN_GFF3_LINE',
    place: { line: 2 },
  });
});

test('any text gives genes or a FormatError', async () => {
  const part = fc.constantFrom(
    '1\ta\tgene\t1\t9\t.\t+\t.\tID=g',
    '1\ta\texon\t1\t9\t.\t+\t.\tParent=g',
    '\n',
    '\t',
    'x',
    '###',
    ';',
    '%',
    '=',
    '>',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 20 }), async (parts) => {
      const outcome = await genesOf(`#\n${parts.join('')}`).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(FormatError);
      else expect(outcome).toHaveProperty('genes');
    }),
  );
});

test('escapes are decoded and a wrong one is kept', () => {
  const { attributes } = parseFeature('1\ta\tgene\t1\t5\t.\t+\t.\tID=a%3Bb;Note=100%,x%2Cy', 1);
  expect([...attributes]).toEqual([
    ['ID', ['a;b']],
    ['Note', ['100%', 'x,y']],
  ]);
});

const shared = '../shared/data/genomes/bcftools-test/csq.ychr.gff';
test.runIf(existsSync(shared))('the GFF of bcftools’ tests', async () => {
  const stream = readGenes(shared);
  const first = await stream.next();
  expect(first.value).toMatchObject({
    id: 'gtrV',
    start: 0,
    end: 60,
    transcripts: [{ id: 'gtrV', exons: [{ start: 0, end: 60 }] }],
  });
});
