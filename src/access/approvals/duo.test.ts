import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { csvLine } from '../../formats/csv/index.ts';
import type { Statement, Verdict } from './duo-rules.ts';
import { duoTerms } from './duo-terms.ts';
import { type DuoUse, matchConditions } from './match.ts';

// The published table lies outside the tree; where it is absent the identifiers below still hold.
const table = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'biobank', 'duo', 'duo.csv');

test('the ontology names 25 terms, each once', () => {
  expect(duoTerms).toHaveLength(25);
  expect(new Set(duoTerms.map(({ id }) => id)).size).toBe(25);
  expect(duoTerms.filter(({ rule }) => rule === null).map(({ kind }) => kind)).toEqual(['heading', 'heading']);
});

test.runIf(existsSync(table))('identifiers, shorthands and labels are those of the published table', () => {
  const published = readFileSync(table, 'utf8').trim().split(/\r?\n/).slice(1);
  expect(published).toHaveLength(duoTerms.length);
  for (const { id, shorthand, label } of duoTerms) {
    const start = csvLine([id, shorthand, label]).trimEnd();
    expect(
      published.filter((line) => line.startsWith(`${start},`) || line.startsWith(`${id},${shorthand},"${label}",`)),
    ).toHaveLength(1);
  }
});

const university: Statement = {
  ...{ purposes: ['health'], diseases: ['DC501', 'DC509'], commercial: false, forProfit: false, genetic: true },
  ...{ methodsOnly: false, ancestry: false, ethics: true, publishes: true, publishesFrom: '2028-01-01' },
  ...{ collaborates: false, returns: true, months: 36, countries: ['DK'], institutions: ['Region'], project: 'P1' },
};
const company: Statement = { ...university, commercial: true, forProfit: true };

// Who applies, what is asked, what is expected: the table a jurist reads.
const cases: [who: Statement, asked: DuoUse[], verdict: Verdict][] = [
  [university, [{ id: 'DUO:0000042' }], 'met'],
  [university, [{ id: 'DUO:0000004' }], 'met'],
  [university, [{ id: 'DUO:0000006' }], 'met'],
  [{ ...university, purposes: ['teaching'] }, [{ id: 'DUO:0000006' }], 'not-met'],
  [{ ...university, ancestry: true }, [{ id: 'DUO:0000006' }], 'not-met'],
  [university, [{ id: 'DUO:0000007', values: ['C50'] }], 'met'],
  [university, [{ id: 'DUO:0000007', values: ['DE11'] }], 'not-met'],
  [{ ...university, diseases: ['DC501', 'DE119'] }, [{ id: 'DUO:0000007', values: ['DE11'] }], 'needs-person'],
  [{ ...university, diseases: undefined }, [{ id: 'DUO:0000007', values: ['DE11'] }], 'needs-person'],
  // Alternatives: not this disease, but all health research.
  [university, [{ id: 'DUO:0000007', values: ['DE11'] }, { id: 'DUO:0000006' }], 'met'],
  [university, [{ id: 'DUO:0000042' }, { id: 'DUO:0000046' }], 'met'],
  [company, [{ id: 'DUO:0000042' }, { id: 'DUO:0000046' }], 'not-met'],
  [company, [{ id: 'DUO:0000042' }, { id: 'DUO:0000045' }], 'not-met'],
  [{ ...company, commercial: false }, [{ id: 'DUO:0000042' }, { id: 'DUO:0000018' }], 'not-met'],
  [university, [{ id: 'DUO:0000042' }, { id: 'DUO:0000021' }], 'met'],
  [{ ...university, ethics: false }, [{ id: 'DUO:0000042' }, { id: 'DUO:0000021' }], 'not-met'],
  [university, [{ id: 'DUO:0000042' }, { id: 'DUO:0000025', months: 24 }], 'not-met'],
  [university, [{ id: 'DUO:0000042' }, { id: 'DUO:0000025', months: 36 }], 'met'],
  [university, [{ id: 'DUO:0000042' }, { id: 'DUO:0000022', values: ['DK', 'SE'] }], 'met'],
  [
    { ...university, countries: ['DK', 'US'] },
    [{ id: 'DUO:0000042' }, { id: 'DUO:0000022', values: ['DK'] }],
    'not-met',
  ],
  [university, [{ id: 'DUO:0000042' }, { id: 'DUO:0000024', date: '2029-01-01' }], 'not-met'],
  [university, [{ id: 'DUO:0000042' }, { id: 'DUO:0000020' }], 'not-met'],
  [{ ...university, collaborates: true }, [{ id: 'DUO:0000042' }, { id: 'DUO:0000020' }], 'needs-person'],
  [university, [{ id: 'DUO:0000042' }, { id: 'DUO:0000026', values: ['somebody'] }], 'needs-person'],
  [university, [{ id: 'DUO:0000042' }, { id: 'DUO:0000044' }, { id: 'DUO:0000015' }, { id: 'DUO:0000029' }], 'met'],
  [{ ...university, methodsOnly: true }, [{ id: 'DUO:0000042' }, { id: 'DUO:0000015' }], 'not-met'],
  [university, [{ id: 'DUO:0000011' }], 'not-met'],
  [university, [], 'needs-person'],
  [{}, [{ id: 'DUO:0000006' }, { id: 'DUO:0000046' }], 'needs-person'],
];

describe('conditions of a collection against what a project states', () => {
  test.each(cases.map((one, i) => [i, ...one] as const))('case %i', (_, who, duo, expected) => {
    expect(matchConditions(who, {}, { duo, own: [] }).verdict).toBe(expected);
  });

  test('a custodian’s own condition is judged by an answer, or by a person', () => {
    const words = { da: 'Kun blod', en: 'Blood only' };
    const duo = [{ id: 'DUO:0000042' }];
    const own = [{ key: 'blood', words, field: 'material', any: ['blood'] }];
    expect(matchConditions(university, { material: ['blood'] }, { duo, own }).verdict).toBe('met');
    expect(matchConditions(university, { material: ['blood', 'urine'] }, { duo, own }).verdict).toBe('not-met');
    expect(matchConditions(university, {}, { duo, own }).verdict).toBe('needs-person');
    expect(matchConditions(university, {}, { duo, own: [{ key: 'talk', words }] }).verdict).toBe('needs-person');
  });
});
