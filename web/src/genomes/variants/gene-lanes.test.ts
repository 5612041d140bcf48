import { expect, it } from 'vitest';
import type { Gene } from '../../api/answers.ts';
import { layGenes, mainExons } from './gene-lanes.ts';

function gene(symbol: string, start: number, end: number): Gene {
  return { reference: 'demo', id: symbol, symbol, contig: '1', start, end, strand: '+', biotype: 'protein_coding' };
}

it('lays genes side by side and moves those that touch to another lane', () => {
  const { laid, left } = layGenes([gene('B', 50, 150), gene('A', 0, 100), gene('C', 200, 300)], () => 10);
  expect(laid.map((one) => [one.gene.symbol, one.lane])).toEqual([
    ['A', 0],
    ['B', 1],
    ['C', 0],
  ]);
  expect(left).toBe(0);
});

it('keeps room for names and says how many genes found no lane', () => {
  const { laid, left } = layGenes([gene('A', 0, 10), gene('B', 20, 30), gene('C', 40, 50)], () => 100, 2);
  expect(laid).toHaveLength(2);
  expect(left).toBe(1);
});

it('draws the transcript with the most bases', () => {
  const one = gene('A', 0, 100);
  one.transcripts = [
    { exons: [{ start: 0, end: 10 }] },
    {
      exons: [
        { start: 0, end: 10 },
        { start: 50, end: 90 },
      ],
    },
  ];
  expect(mainExons(one)).toHaveLength(2);
  expect(mainExons(gene('B', 0, 1))).toEqual([]);
});
