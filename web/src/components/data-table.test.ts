import { describe, expect, it } from 'vitest';
import { type Column, nextSort, sortRows } from './data-table.tsx';

interface Row {
  name: string;
  n: number | null;
}
const columns: Column<Row>[] = [
  { key: 'name', head: 'Name', value: (row) => row.name },
  { key: 'n', head: 'N', value: (row) => row.n },
];
const rows: Row[] = [
  { name: 'Østerø', n: 3 },
  { name: 'Aarhus 10', n: null },
  { name: 'Aarhus 9', n: -1 },
];
const names = (sort: string | undefined) => sortRows(rows, columns, sort, 'da').map((row) => row.name);

describe('table order', () => {
  it('toggles between ascending and descending', () => {
    expect(nextSort(undefined, 'n')).toBe('n');
    expect(nextSort('n', 'n')).toBe('-n');
    expect(nextSort('-n', 'n')).toBe('n');
  });

  it('sorts text by the Danish alphabet, where Aa is å and last, and digits by their number', () => {
    expect(names('name')).toEqual(['Østerø', 'Aarhus 9', 'Aarhus 10']);
  });

  it('keeps unknown values last whichever way', () => {
    expect(names('n')).toEqual(['Aarhus 9', 'Østerø', 'Aarhus 10']);
    expect(names('-n')).toEqual(['Østerø', 'Aarhus 9', 'Aarhus 10']);
  });

  it('leaves the order alone when the column is unknown', () => {
    expect(names('nothing')).toEqual(rows.map((row) => row.name));
  });
});
