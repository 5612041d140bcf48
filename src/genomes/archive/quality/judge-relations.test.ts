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
const pair = (kinship: number, sites: number, ibs0 = 40) => ({
  a: 0,
  b: 1,
  kinship,
  sites,
  ibs0,
  hetHet: Math.round(sites / 5),
  hetA: Math.round(sites / 3),
  hetB: Math.round(sites / 3),
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
