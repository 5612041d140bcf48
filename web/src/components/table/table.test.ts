import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../api/answers.ts';
import { listPath } from '../../api/list-queries.ts';
import type { Column } from '../data-table.tsx';
import { shownColumns } from './column-choice.ts';
import { rowOfKey } from './selection.ts';
import { worldOf } from './world.ts';

const column = (key: string, more: Partial<Column<string>> = {}): Column<string> => ({
  key,
  head: key,
  value: () => key,
  ...more,
});
const keys = (columns: Column<string>[]) => columns.map((one) => one.key);
const dataset = (name: string, demo: boolean) => ({ name, demo }) as Dataset;

describe('columns of a table', () => {
  const columns = [
    column('pos', { opt: true }),
    column('ac'),
    column('id', { opt: true }),
    column('qual', { off: true }),
  ];

  it('leave the optional ones out on a telephone, and never the first', () => {
    expect(keys(shownColumns(columns, {}, false))).toEqual(['pos', 'ac', 'id']);
    expect(keys(shownColumns(columns, {}, true))).toEqual(['pos', 'ac']);
  });

  it('are as the reader chose at every width', () => {
    expect(keys(shownColumns(columns, { id: true, ac: false, qual: true, pos: false }, true))).toEqual([
      'pos',
      'id',
      'qual',
    ]);
  });
});

describe('lists', () => {
  it('write a filter of several values once for each', () => {
    expect(listPath('/genomes', { sex: ['male', 'female'], demo: 'only', sort: undefined })).toBe(
      '/api/genomes?sex=male&sex=female&demo=only',
    );
  });

  it('show real data first and made-up data apart', () => {
    const both = [dataset('a', false), dataset('d', true)];
    expect(worldOf(both, undefined, undefined)).toEqual({ world: 'exclude', both: true });
    expect(worldOf(both, undefined, ['d'])).toEqual({ world: 'only', both: true });
    expect(worldOf(both, 'only', ['a'])).toEqual({ world: 'only', both: true });
    expect(worldOf([dataset('d', true)], undefined, undefined)).toEqual({ world: 'only', both: false });
    expect(worldOf([], undefined, undefined)).toEqual({ world: undefined, both: false });
  });

  it('are moved through by the keys a table of a spreadsheet has', () => {
    const row = (key: string) => rowOfKey({ key }, 10, 100, 7);
    expect(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', 'x'].map(row)).toEqual([
      11,
      9,
      17,
      3,
      0,
      99,
      undefined,
    ]);
  });
});
