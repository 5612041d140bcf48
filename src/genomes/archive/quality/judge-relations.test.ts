import { expect, test } from 'vitest';
import { judgePair, type PairMember } from './judge-relations.ts';

const member = (sample: string, more: Partial<PairMember> = {}): PairMember => ({
  id: `gen_${sample}`,
  sample,
  personNo: null,
  provisional: true,
  family: null,
  ...more,
});
const pair = (kinship: number, sites: number, ibs0 = Math.round(sites * 0.03)) => ({
  a: 0,
  b: 1,
  kinship,
  sites,
  ibs0,
  hetHet: Math.round(sites / 5),
  hetA: Math.round(sites / 3),
  hetB: Math.round(sites / 3),
  independent: sites,
});
const judge = (kinship: number, sites: number, declared: Parameters<typeof judgePair>[3] = null, b = member('B')) =>
  judgePair(member('A'), b, pair(kinship, sites), declared);

test('few sites: what chance explains is not told; many sites: second degree is', () => {
  expect(judge(0.12, 280)).toEqual({ finding: null, row: null, related: false });
  expect(judge(0.12, 4000)).toMatchObject({
    related: true,
    finding: { code: 'relation-unexpected' },
    row: { relation: 'second-degree' },
  });
  expect(judge(0.26, 280).finding?.code).toBe('relation-unexpected');
  expect(judge(0.26, 4000, 'same-family')).toMatchObject({ finding: null, related: true });
});

test('a declared parent is impossible only when the estimate surely lies below', () => {
  expect(judge(0.2, 4000, 'parent-child').finding).toBeNull();
  expect(judge(0.02, 4000, 'parent-child').finding).toMatchObject({
    code: 'parent-impossible',
    holds: true,
    genome: 'gen_B',
  });
  expect(judge(0.05, 300, 'parent-child').finding).toBeNull();
});

test('a parent and child are told by sharing an allele everywhere, where few sites tell kinship badly', () => {
  const told = (kinship: number, sites: number, ibs0: number) =>
    judgePair(
      member('A'),
      member('B'),
      { ...pair(kinship, sites, ibs0), hetHet: Math.round(sites / 4) },
      'parent-child',
    );
  expect(told(0.19, 700, 0)).toMatchObject({ related: true, row: { relation: 'parent-child' }, finding: null });
  expect(told(0.19, 700, 0).row).not.toHaveProperty('among');
  expect(told(0.25, 4000, 1).row?.relation).toBe('parent-child');
  expect(told(0.25, 4000, 60).row?.relation).toBe('full-siblings');
});

test('what few sites leave open is said to be uncertain, with what it may be and why', () => {
  const few = judgePair(member('A'), member('B'), pair(0.2, 240, 0), 'parent-child');
  expect(few).toMatchObject({ related: true, finding: null, row: { relation: 'uncertain', reason: 'few-sites' } });
  expect(few.row!.among).toEqual(expect.arrayContaining(['parent-child', 'full-siblings']));
  const between = judgePair(member('A'), member('B'), pair(0.187, 4000, 100), 'same-family');
  expect(between.row).toMatchObject({
    relation: 'uncertain',
    among: ['full-siblings', 'second-degree'],
    reason: 'between',
  });
});

test('the same genome: repeated, seen before, or somebody else’s', () => {
  expect(judge(0.499, 300, 'same-person').finding?.code).toBe('genome-repeated');
  expect(judge(0.499, 300).finding).toMatchObject({ code: 'duplicate-genome', holds: true });
  const seen = judge(0.499, 300, null, member('A', { id: 'gen_other' })).finding;
  expect([seen?.code, seen?.holds]).toEqual(['genome-seen-before', undefined]);
  expect(judge(0.25, 3000, 'same-person').finding).toMatchObject({ code: 'person-differs', holds: true });
});

test('too few sites say nothing at all', () => {
  expect(judge(0.5, 150)).toEqual({ finding: null, row: null, related: false });
});
