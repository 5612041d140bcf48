import { describe, expect, it } from 'vitest';
import { countDomain, linearScale, niceTicks, spreadDomain } from './scale.ts';

describe('axes', () => {
  it('chooses round ticks inside the span', () => {
    expect(niceTicks(0, 100, 5)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(niceTicks(0, 0.3, 3)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(niceTicks(1.95, 2.15, 4)).toEqual([1.95, 2, 2.05, 2.1, 2.15]);
    expect(niceTicks(5, 5, 4)).toEqual([5]);
  });

  it('starts counts at zero and ends at or above the largest', () => {
    expect(countDomain([])).toEqual([0, 1]);
    const [low, high] = countDomain([3, 417]);
    expect(low).toBe(0);
    expect(high).toBeGreaterThanOrEqual(417);
  });

  it('maps ends to ends, also upside down', () => {
    const scale = linearScale([0, 10], [100, 0]);
    expect(scale(0)).toBe(100);
    expect(scale(10)).toBe(0);
    expect(scale(5)).toBe(50);
  });

  it('gives a measure a margin, also when all are the same', () => {
    expect(spreadDomain([1, 2], 0.1)).toEqual([0.9, 2.1]);
    const [low, high] = spreadDomain([2, 2]);
    expect(low).toBeLessThan(2);
    expect(high).toBeGreaterThan(2);
  });
});
