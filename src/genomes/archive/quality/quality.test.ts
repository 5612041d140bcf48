import { expect, test } from 'vitest';
import type { GenomeCounters } from '../ingestion.ts';
import type { Finding, GenomeQc } from '../model.ts';
import { compareWithDataset, median } from './distribution.ts';
import { judge, makeFinding, sortFindings, summarise } from './finding.ts';
import { describeGenome, judgeGenome } from './genome-quality.ts';
import { qcRules } from './qc-rules.ts';

function counters(change: Partial<GenomeCounters> = {}): GenomeCounters {
  return {
    het: 3000,
    homAlt: 2000,
    hemi: 0,
    missing: 10,
    calls: 9990,
    ti: 3000,
    tv: 1450,
    snvs: 4450,
    indels: 550,
    structural: 0,
    xHet: 60,
    xHomAlt: 40,
    xCalls: 300,
    yCalls: 0,
    ySites: 0,
    depthMean: 31,
    perContig: [],
    ...change,
  };
}
const genome = (change: Partial<GenomeCounters> = {}, sex: 'male' | 'female' | 'unknown' = 'female') => ({
  id: 'gen_1',
  sample: 'S1',
  sex,
  counters: counters(change),
});
const codes = (change: Partial<GenomeCounters>, sex?: 'male' | 'female', assay: 'wgs' | 'wes' | 'panel' = 'wgs') =>
  judgeGenome(genome(change, sex), assay).map((f) => f.code);

test('an ordinary genome gives no findings, and its ratios', () => {
  expect(codes({})).toEqual([]);
  expect(describeGenome(genome())).toMatchObject({
    hetHom: 1.5,
    sexInferred: 'female',
    xHetRate: 0.6,
    missingRate: 0.001,
  });
});

test('a declared man with a heterozygous X is held', () => {
  const [finding] = judgeGenome(genome({}, 'male'), 'wgs');
  expect(finding).toMatchObject({ code: 'sex-mismatch', holds: true, genome: 'gen_1' });
  expect(finding!.found).toContain('60.0 % of the calls on X');
  expect(judge([finding!])).toBe('quarantined');
});

test('ratios are judged by assay and only with enough calls', () => {
  expect(codes({ ti: 500, tv: 500 })).toEqual(['ti-tv']);
  expect(codes({ ti: 3000, tv: 1000 }, 'female', 'wes')).toEqual([]);
  expect(codes({ ti: 3000, tv: 1000 })).toEqual(['ti-tv']);
  expect(codes({ ti: 1, tv: 9, het: 900, homAlt: 1, snvs: 10 }, 'female')).toEqual([]);
  expect(codes({ het: 9000, homAlt: 1000 })).toEqual(['het-hom']);
  expect(codes({ het: 9000, homAlt: 1000 }, 'female', 'panel')).toEqual([]);
  expect(codes({ missing: 5000, calls: 5000 })).toEqual(['missing-rate']);
});

test('a genome far from the dataset is named, with a robust centre; few genomes are not judged', () => {
  const earlier = Array.from({ length: 20 }, (_, i) => ({ snvs: 4400 + i * 10, indels: 550, tiTv: 2, hetHom: 1.5 }));
  earlier[0] = { snvs: 90_000, indels: 550, tiTv: 2, hetHom: 1.5 };
  const odd: GenomeQc = { ...describeGenome(genome()), snvs: 9000 };
  const { findings, distribution } = compareWithDataset([odd], earlier);
  expect(findings.map((f) => [f.code, f.parameters?.['measure']])).toEqual([['count-outlier', 'single-base variants']]);
  expect(distribution['snvs']).toMatchObject({ genomes: 20, median: 4505 });
  expect(compareWithDataset([odd], earlier.slice(0, 9)).findings.map((f) => f.code)).toEqual(['too-few-to-compare']);
});

test('median', () => {
  expect([median([]), median([3]), median([4, 1]), median([9, 1, 5])]).toEqual([null, 3, 2.5, 5]);
});

test('an error rejects before anything holds, and the summary names the first', () => {
  const note = makeFinding('sex-undeclared', { count: 1 });
  const held = makeFinding('sex-mismatch', { sample: 'A', declared: 'male' });
  const error: Finding = {
    ...note,
    severity: 'error',
    code: 'IDUN_VCF_REF_MISMATCH',
    what: 'REF is not that of GRCh38.',
  };
  expect(judge([note])).toBe('accepted');
  expect(judge([note, held, error])).toBe('rejected');
  expect(sortFindings([note, held, error]).map((f) => f.code)).toEqual([
    'IDUN_VCF_REF_MISMATCH',
    'sex-mismatch',
    'sex-undeclared',
  ]);
  expect(summarise('rejected', 1, sortFindings([note, held, error]))).toMatch(/GRCh38.*1 more/);
  expect(summarise('accepted', 2, [note])).toBe('Accepted: 2 genomes.');
});

test('every sentence of every rule can be filled: no finding shows a brace', () => {
  for (const [code, rule] of Object.entries(qcRules)) {
    const names = [...`${rule.what}${rule.expected}${rule.found}${rule.action}`.matchAll(/\{(\w+)\}/g)].map(
      (m) => m[1]!,
    );
    const filled = makeFinding(code as keyof typeof qcRules, Object.fromEntries(names.map((name) => [name, 'x'])));
    expect(`${filled.what}${filled.expected}${filled.found}${filled.action}`).not.toMatch(/[{}]/);
  }
});
