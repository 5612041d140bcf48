import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { decisionRules, mayDecide, setDecisionRules } from './decision-rules.ts';
import { decisionRulesFile, loadDecisionRules } from './load-decision-rules.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-ages-'));
const danish = decisionRules();
afterAll(() => {
  setDecisionRules(danish);
  rmSync(folder, { recursive: true });
});
const write = (rules: unknown) => writeFileSync(join(folder, decisionRulesFile), JSON.stringify(rules));
const teen = { personNo: 1, born: { date: '2010-01-01', precision: 'day' }, died: null, kind: 'person' } as const;
const allowed = () => mayDecide('opt-out', teen, { personNo: 1, guardianOf: [] }, '2026-01-01').allowed;

test('another nation states its ages with their source, and they hold; without a file the Danish ones do', () => {
  expect(loadDecisionRules(folder)).toBe(danish);
  expect([danish.every(({ verified }) => !verified), allowed()]).toEqual([true, true]);
  write(danish.map((rule) => ({ ...rule, selfFromAge: 18, source: 'another law', verified: true })));
  loadDecisionRules(folder);
  expect(allowed()).toBe(false);
  expect(decisionRules()[0]).toMatchObject({ selfFromAge: 18, source: 'another law', verified: true });
});

test.each([
  ['a matter missing', danish.slice(1)],
  ['a matter twice', [...danish, danish[0]]],
  ['no source', danish.map((rule) => ({ ...rule, source: '' }))],
  ['something else', { ages: 15 }],
])('%s: refused, and what held still holds', (_what, rules) => {
  const before = decisionRules();
  write(rules);
  expect(() => loadDecisionRules(folder)).toThrow(expect.objectContaining({ code: 'IDUN_CONSENT_RULES' }));
  expect(decisionRules()).toBe(before);
});
