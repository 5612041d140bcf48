import { describe, expect, it } from 'vitest';
import { conditionNames, isMaterial } from '../../../../src/biobank/specimens/material.ts';
import { discrepancyKinds } from '../../../../src/biobank/specimens/reception/discrepancy-rules.ts';
import { runKinds as known, measureOf } from '../../../../src/biobank/specimens/runs/kinds.ts';
import { decisionsOf } from '../decision-form.tsx';
import { batchOf, canSend, makes, measuresOf, requestOf, runKinds } from './lab-batch.ts';
import type { Entry } from './machine.ts';
import { conditions } from './scan-codes.ts';

const entry = (code: string, outcome: string, says: Entry['says'] = {}): Entry => ({
  ...{ no: code.length, code, at: 0, condition: null, state: 'answered', outcome, says, tries: 0 },
});
const parent = (code: string) => entry(code, 'parent', { barcode: code, type: 'serum', has: 500, unit: 'ul' });
const settings: Parameters<typeof batchOf>[1] = {
  ...{ mode: 'aliquot', amount: 100, taken: null, type: 'dna', kind: 'dna-extraction', method: '', measured: {} },
};
/** Scanned in this order. */
const scanned = (...entries: Entry[]) => entries.reverse();

describe('a batch of the laboratory', () => {
  it('is a parent and its new tubes', () => {
    const batch = batchOf(
      scanned(parent('P'), entry('A', 'child'), entry('B', 'child', { amount: 50 }), entry('A', 'child')),
      settings,
    );
    expect(canSend(batch)).toBe(true);
    expect(requestOf(batch)).toMatchObject({
      path: '/biobank/specimens/P/aliquots',
      body: {
        children: [
          { barcode: 'A', amount: 100 },
          { barcode: 'B', amount: 50 },
        ],
      },
    });
  });

  it.each([
    ['no parent', [entry('A', 'child')], {}],
    ['no new tube', [parent('P')], {}],
    ['two parents of aliquots', [parent('P'), parent('Q'), entry('A', 'child')], {}],
    ['no amount', [parent('P'), entry('A', 'child')], { amount: null }],
    ['a derivative of which nobody knows how much was taken', [parent('P'), entry('A', 'child')], { mode: 'derive' }],
    ['a pool of one', [parent('P'), entry('A', 'child')], { mode: 'pool', taken: 10 }],
    ['a run without a method', [parent('P')], { mode: 'run' }],
  ] as const)('is not sent with %s', (_, entries, more) => {
    expect(canSend(batchOf(scanned(...entries), { ...settings, ...more }))).toBe(false);
  });

  it('is a pool of several, or a run with results and products', () => {
    const pool = batchOf(scanned(parent('P'), parent('Q'), entry('A', 'child')), {
      ...settings,
      mode: 'pool',
      taken: 60,
    });
    expect([canSend(pool), requestOf(pool).body]).toEqual([
      true,
      {
        parts: [
          { code: 'P', taken: 60 },
          { code: 'Q', taken: 60 },
        ],
        child: { barcode: 'A', amount: 100 },
      },
    ]);
    const run = batchOf(scanned(parent('P'), entry('A', 'child'), parent('Q')), {
      ...{ ...settings, mode: 'run', method: 'beads', taken: 200, measured: { P: { din: 8 } } },
    });
    expect(canSend(run)).toBe(true);
    expect(requestOf(run).body).toMatchObject({
      samples: [
        { specimen: 'P', consumed: 200, product: { barcode: 'A', amount: 100 }, results: { din: 8 } },
        { specimen: 'Q', product: { amount: 100 } },
      ],
    });
  });
});

describe('the codes of the pages are the server’s', () => {
  it('kinds of runs and their measures', () => {
    for (const kind of runKinds) {
      expect(measuresOf[kind].product).toBe(known[kind].makes !== null);
      for (const measure of measuresOf[kind].measures) expect(measureOf(kind, measure), measure).toBeDefined();
    }
  });

  it('materials, conditions, discrepancies and what may be decided', () => {
    for (const material of makes) expect(isMaterial(material)).toBe(true);
    expect([...conditions]).toEqual([...conditionNames]);
    expect(decisionsOf).toEqual(
      Object.fromEntries(Object.entries(discrepancyKinds).map(([kind, { decisions }]) => [kind, [...decisions]])),
    );
  });
});
