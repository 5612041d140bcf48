import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ExactCell, protectFacts } from './protect-facts.ts';

const minimumCount = 10;

/** A table of three parts with all its margins, from the counts of its cells. */
function tableOf(counts: readonly (readonly (readonly number[])[])[]): ExactCell[] {
  const sums = new Map<string, ExactCell>();
  counts.forEach((plane, a) => {
    plane.forEach((row, b) => {
      row.forEach((persons, c) => {
        for (const x of [`a${a}`, null])
          for (const y of [`b${b}`, null])
            for (const z of [`c${c}`, null]) {
              const key = JSON.stringify([x, y, z]);
              const cell = sums.get(key) ?? { parts: [x, y, z], persons: 0, specimens: 0 };
              sums.set(key, { ...cell, persons: cell.persons + persons, specimens: cell.specimens + 2 * persons });
            }
      });
    });
  });
  return [...sums.values()];
}

test('a cell that is protected alone takes the smallest of its line with it', () => {
  const told = protectFacts(
    tableOf([
      [
        [3, 40],
        [60, 70],
      ],
    ]),
    { minimumCount },
  );
  const shown = told.filter(({ parts: [a] }) => a !== null).map(({ parts: [, b, c], persons }) => [b, c, persons]);
  expect(shown).toEqual([
    ...[
      ['b0', null, 40],
      [null, 'c0', 60],
      [null, null, 170],
      [null, 'c1', 110],
      ['b1', null, 130],
      ['b1', 'c1', 70],
    ],
  ]);
});

test('what is left out of a sum is nobody or never few, and no sum that is left out can be had from its parts', () => {
  const count = fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 200 }));
  const table = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })).chain(([b, c]) => {
    const row = fc.array(count, { minLength: c, maxLength: c });
    return fc.array(fc.array(row, { minLength: b, maxLength: b }), { minLength: 1, maxLength: 2 });
  });
  fc.assert(
    fc.property(table, (counts) => {
      const cells = tableOf(counts);
      const told = new Map(
        protectFacts(cells, { minimumCount }).map((cell) => [JSON.stringify(cell.parts), cell.persons]),
      );
      const isTold = ({ parts }: ExactCell): boolean => told.has(JSON.stringify(parts));
      for (const cell of cells) {
        const shown = told.get(JSON.stringify(cell.parts));
        if (cell.persons < minimumCount) expect(shown).toBeUndefined();
        if (shown !== undefined) expect(Math.abs(shown - cell.persons)).toBeLessThan(minimumCount);
        cell.parts.forEach((part, at) => {
          if (part !== null) return;
          const line = cells.filter(
            (one) => one.parts[at] !== null && one.parts.every((other, i) => i === at || other === cell.parts[i]),
          );
          const left = line.filter((one) => !isTold(one)).reduce((sum, { persons }) => sum + persons, 0);
          // A line that is left out whole is its sum, which then is left out too.
          const all = line.every((one) => !isTold(one));
          expect(left === 0 || left >= minimumCount || (all && !isTold(cell))).toBe(true);
          if (!isTold(cell) && cell.persons >= minimumCount) expect(left).toBeGreaterThanOrEqual(minimumCount);
        });
      }
    }),
    { numRuns: 500 },
  );
});
