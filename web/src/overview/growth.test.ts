import { describe, expect, it } from 'vitest';
import { growthOf, monthsBetween } from './growth.ts';

describe('growth by month', () => {
  it('leaves no month out', () => {
    expect(monthsBetween('2025-11', '2026-02')).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
  });

  it('adds up what was held, also in months that brought nothing', () => {
    const growth = growthOf(
      [
        { month: '2026-03', dataset: 'a', source: 'facility', genomes: 5 },
        { month: '2026-01', dataset: 'a', source: 'facility', genomes: 10 },
        { month: '2026-01', dataset: 'b', source: 'research', genomes: 20 },
      ],
      'dataset',
      'other',
    );
    expect(growth.layers).toEqual(['b', 'a']);
    expect(growth.months).toEqual([
      { month: '2026-01', values: [20, 10], added: 30 },
      { month: '2026-02', values: [20, 10], added: 0 },
      { month: '2026-03', values: [20, 15], added: 5 },
    ]);
  });

  it('gathers small layers under one name', () => {
    const rows = Array.from({ length: 8 }, (_, at) => ({
      month: '2026-01',
      dataset: `d${at}`,
      source: 'facility',
      genomes: 100 - at,
    }));
    const growth = growthOf(rows, 'dataset', 'other');
    expect(growth.layers).toEqual(['d0', 'd1', 'd2', 'd3', 'd4', 'other']);
    expect(growth.months[0]!.values.at(-1)).toBe(95 + 94 + 93);
  });

  it('is empty when nothing was added', () => {
    expect(growthOf([], 'source', 'other')).toEqual({ layers: [], months: [] });
  });
});
