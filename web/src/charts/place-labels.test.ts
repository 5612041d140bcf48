import { expect, it } from 'vitest';
import { placeLabels } from './place-labels.ts';

it('names points whose names do not touch, at most four', () => {
  const points = [
    { name: 'A', x: 0, y: 0 },
    { name: 'B', x: 5, y: 3 },
    { name: 'C', x: 5, y: 40 },
    { name: 'D', x: 400, y: 0 },
    { name: 'E', x: 0, y: 80 },
    { name: 'F', x: 0, y: 120 },
  ];
  expect(placeLabels(points, (point) => [point.x, point.y]).map((point) => point.name)).toEqual(['A', 'C', 'D', 'E']);
});
