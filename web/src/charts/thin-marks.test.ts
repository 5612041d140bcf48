import { expect, it } from 'vitest';
import { thinMarks } from './thin-marks.ts';

it('of marks on one spot the first stays, and whatever is to be kept', () => {
  const marks: [number, number][] = [
    [1, 1],
    [2, 2],
    [9, 1],
    [3, 3],
  ];
  expect(
    thinMarks(
      marks,
      (mark) => mark,
      (mark) => mark === marks[3],
      4,
    ),
  ).toEqual([marks[0], marks[2], marks[3]]);
});

it('a hundred thousand marks become no more than there are squares', () => {
  const marks = Array.from({ length: 100_000 }, (_, i): [number, number] => [i % 1200, (i * 7) % 150]);
  expect(
    thinMarks(
      marks,
      (mark) => mark,
      () => false,
      4,
    ).length,
  ).toBeLessThanOrEqual(300 * 38);
});
