import { expect, it } from 'vitest';
import type { SearchHit } from '../api/answers.ts';
import { groupHits } from './group-hits.ts';

const hit = (kind: SearchHit['kind'], label: string): SearchHit => ({ kind, label, href: `/${label}` });

it('puts hits of a kind together, in the order of the answer, and keeps so many of each', () => {
  const hits = [hit('case', 'a'), hit('cohort', 'b'), hit('case', 'c'), hit('case', 'd')];
  const shape = (most?: number) => groupHits(hits, most).map(({ kind, hits: of }) => [kind, ...of.map((o) => o.label)]);
  expect(shape()).toEqual([
    ['case', 'a', 'c', 'd'],
    ['cohort', 'b'],
  ]);
  expect(shape(2)).toEqual([
    ['case', 'a', 'c'],
    ['cohort', 'b'],
  ]);
  expect(groupHits([])).toEqual([]);
});
