import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers, toggleBand, volumeBands } from './bands.ts';
import { readCourse } from './charts/course-lines.tsx';
import { heatSteps, heatTone } from './charts/heat.ts';
import { placeRegions } from './charts/tile-layouts.ts';
import { redo, startHistory, undo, write } from './history.ts';
import { daysOfSpan, spanOfDays } from './spans.ts';
import { temperatureText } from './words.ts';

describe('spans', () => {
  it('are said in the largest unit that gives the same days, and give the days again', () => {
    expect(spanOfDays(-1826)).toEqual({ number: 5, unit: 'years', before: true });
    expect(spanOfDays(-3650)).toEqual({ number: 10, unit: 'years', before: true });
    expect(spanOfDays(183)).toEqual({ number: 6, unit: 'months', before: false });
    expect(spanOfDays(400)).toEqual({ number: 400, unit: 'days', before: false });
    expect(spanOfDays(0)).toEqual({ number: 0, unit: 'days', before: false });
    fc.assert(
      fc.property(fc.integer({ min: -40_000, max: 40_000 }), (days) => {
        // Years of 365 days are the one thing that is said rounder than it is.
        const off = Math.abs(daysOfSpan(spanOfDays(days)) - days);
        expect(off).toBeLessThanOrEqual(days % 365 === 0 ? Math.abs(days) / 1400 + 1 : 1);
      }),
    );
  });
});

describe('undo', () => {
  it('goes back and forth, and a new step forgets what was taken back', () => {
    const three = write(write(startHistory('a'), 'b'), 'c');
    expect(undo(three).now).toBe('b');
    expect(redo(undo(three))).toEqual(three);
    expect(undo(undo(undo(three))).now).toBe('a');
    expect(redo(three)).toBe(three);
    expect(write(three, 'c')).toEqual(three);
    const other = write(undo(three), 'd');
    expect([other.now, other.future]).toEqual(['d', []]);
  });
});

describe('bands', () => {
  it('grow, shrink and go with clicks', () => {
    const [, , low, middle, high, most] = volumeBands;
    const one = toggleBand(undefined, middle!);
    expect(one).toEqual({ from: 250, to: 499 });
    const more = toggleBand(one, most!);
    expect(more).toEqual({ from: 250 });
    expect([low, middle, high, most].map((band) => covers(more, band!))).toEqual([false, true, true, true]);
    expect(toggleBand(more, middle!)).toEqual({ from: 500 });
    expect(toggleBand(more, most!)).toEqual({ from: 250, to: 999 });
    expect(toggleBand(more, high!)).toEqual({ from: 500, to: 999 });
    expect(toggleBand(one, middle!)).toBeUndefined();
  });
});

describe('pictures', () => {
  it('place the regions of a known nation on its map, and of any other in rows', () => {
    const known = placeRegions(['Region Sjælland', 'Hovedstaden', '1083']);
    expect(known.nation).toBe('dk');
    expect(known.places.get('Region Sjælland')).toEqual([1, 2]);
    const other = placeRegions(['Uusimaa', 'Lappi', 'Häme']);
    expect(other.nation).toBeNull();
    expect(new Set([...other.places.values()].map(String)).size).toBe(3);
    // One region that the map does not know: all of them stand in rows.
    expect(placeRegions(['Hovedstaden', 'Uusimaa']).nation).toBeNull();
  });

  it('read courses as the register writes them', () => {
    expect(readCourse('-3 -1 +0 dead+2')).toEqual({ years: [-3, -1, 0], dead: 2 });
    expect(readCourse('+4')).toEqual({ years: [4], dead: null });
  });

  it('colour by shares of the largest, and never a protected cell', () => {
    expect([null, 0, 1, 5, 20, 40, 100].map((value) => heatTone(value, 100))).toEqual([0, 0, 1, 2, 3, 4, 5]);
    expect(heatSteps(100)).toEqual([1, 3, 10, 25, 50]);
  });

  it('say temperatures with degrees', () => {
    expect(temperatureText('-60 to -85', 'til')).toBe('−60 til −85 °C');
    expect(temperatureText('room temperature', 'til')).toBe('room temperature');
  });
});
