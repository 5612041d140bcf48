import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageBands, covers, toggleBand, volumeBands } from './bands.ts';
import { readCourse } from './charts/course-lines.tsx';
import { heatSteps, heatTone } from './charts/heat.ts';
import { readMap } from './charts/nations/nation-map.ts';
import { layPlaces, layRegions, placeKey, placeName } from './charts/place-map.ts';
import { broadest } from './charts/tile-map.tsx';
import { amend, redo, startHistory, undo, write } from './history.ts';
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
    expect(undo(amend(three, 'cc')).now).toBe('b');
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
    // Bands of age leave no year out.
    expect(ageBands.slice(1).every(({ from }, at) => from === ageBands[at]!.to! + 1)).toBe(true);
  });
});

describe('pictures', () => {
  it('place regions and municipalities on the map of the nation that knows them, and of any other in rows', () => {
    const known = layRegions(['Region Sjælland', 'Hovedstaden', '1083', '1081', 'Midtjylland']);
    expect(known.unknown).toEqual([]);
    // Every tile belongs to one region, and the map is as large as the nation.
    const tiles = [...known.cells.values()].flat().map(String);
    expect([tiles.length, new Set(tiles).size]).toEqual([98, 98]);
    expect(layRegions(['Region Østdanmark']).cells.get('Region Østdanmark')).toHaveLength(46);
    const towns = layPlaces(['0751', 'Københavns Kommune', 'Esbjerg', 'Århus', 'Atlantis']);
    const [[west], [east]] = [towns.cells.get('Esbjerg')!, towns.cells.get('Københavns Kommune')!];
    expect(west![0]).toBeLessThan(east![0]);
    // The second name of one town, and a town that is none, stand below.
    expect(towns.unknown).toEqual(['Århus', 'Atlantis']);
    expect(towns.cells.get('Atlantis')![0]![1]).toBeGreaterThan(towns.cells.get('0751')![0]![1]);
    const other = layRegions(['Uusimaa', 'Lappi', 'Häme']);
    expect(other.unknown).toHaveLength(3);
    expect(new Set([...other.cells.values()].flat().map(String)).size).toBe(3);
    expect([placeName('0751'), placeName('9999'), placeKey('Uusimaa')]).toEqual(['Aarhus', '9999', 'UUS']);
    expect(
      broadest([
        [2, 0],
        [0, 1],
        [1, 1],
        [3, 1],
      ]),
    ).toEqual({ row: 1, from: 0, to: 1 });
  });

  it('refuse a map with a tile that is no place, and a place without a tile', () => {
    const map = { grid: 'AAA BBB', regions: [], places: 'N: AAA 1 Aa' };
    expect(() => readMap(map)).toThrow('BBB');
    expect(() => readMap({ ...map, grid: '.' })).toThrow('AAA');
  });

  it('read courses as the register writes them', () => {
    expect(readCourse('-3 -1 +0 dead+2')).toEqual({ years: [-3, -1, 0], dead: 2 });
    expect(readCourse('+4')).toEqual({ years: [4], dead: null });
  });

  it('colour by shares of the largest, and never a protected cell', () => {
    expect([null, 0, 1, 5, 20, 40, 100].map((value) => heatTone(value, 100))).toEqual([0, 0, 1, 2, 3, 4, 5]);
    expect(heatSteps(100)).toEqual([1, 3, 10, 25, 50]);
    expect(heatSteps(5)).toEqual([1, 2, 3]);
  });

  it('say temperatures with degrees', () => {
    expect(temperatureText('-60 to -85', 'til')).toBe('−60 til −85 °C');
    expect(temperatureText('room temperature', 'til')).toBe('room temperature');
  });
});
