import { describe, expect, it } from 'vitest';
import { fullness, gridOf, moveSlot, rowName, slotLabel } from './geometry.ts';

const plate = { rows: 8, columns: 12, labels: 'A1' as const };

describe('positions of a rack', () => {
  it.each([
    [1, 'A1', '1', '1'],
    [12, 'A12', '12', '89'],
    [13, 'B1', '13', '2'],
    [96, 'H12', '96', '96'],
  ])('slot %i is %s, %s or %s', (slot, letters, rows, columns) => {
    expect(slotLabel(slot, plate)).toBe(letters);
    expect(slotLabel(slot, { ...plate, labels: 'rows' })).toBe(rows);
    expect(slotLabel(slot, { ...plate, labels: 'columns' })).toBe(columns);
  });

  it('name their rows on beyond Z', () => {
    expect([0, 25, 26, 27, 52].map(rowName)).toEqual(['A', 'Z', 'AA', 'AB', 'BA']);
  });

  it('are walked with the arrows, and not out of the rack', () => {
    expect(
      ['ArrowRight', 'ArrowDown', 'End', 'ArrowLeft', 'ArrowUp', 'x'].map((key) => moveSlot(1, key, plate)),
    ).toEqual([...[2, 13, 12, undefined, undefined, undefined]]);
    expect(moveSlot(96, 'ArrowRight', plate)).toBeUndefined();
  });
});

it('what stands in no grid is drawn as square as it can be', () => {
  const loose = { rows: null, columns: null, labels: 'A1' as const };
  expect(gridOf(loose, 7)).toEqual({ rows: 3, columns: 3, labels: 'rows' });
  expect(gridOf(loose, 0)).toEqual({ rows: 1, columns: 1, labels: 'rows' });
  expect(gridOf(plate, 3)).toEqual(plate);
});

it('only nothing is empty, and only all is full', () => {
  expect([0, 1, 25, 50, 75, 99, 100].map((n) => fullness(n, 100))).toEqual([0, 1, 2, 3, 4, 4, 5]);
  expect(fullness(3, null)).toBeNull();
});
