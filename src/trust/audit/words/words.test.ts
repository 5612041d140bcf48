import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { roleNames } from '../../identity/index.ts';
import { actionWords, hasWords } from './actions.ts';
import { wordsOfRole } from './roles.ts';

const source = join(import.meta.dirname, '..', '..', '..');

/** Actions that the program puts on the record, as far as they are written out. */
function actionsInSource(): Set<string> {
  const found = new Set<string>();
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts') || file.includes('testing')) continue;
    const text = readFileSync(join(source, file), 'utf8');
    if (!/recordAccess|recordAct|audited|\bact\(/.test(text)) continue;
    for (const [, action] of text.matchAll(/\baction: '([a-z-]+(?:\.[a-z-]+)+|search)'/g)) found.add(action!);
  }
  return found;
}

test('every action that is put on the record has plain words', () => {
  const actions = [...actionsInSource()];
  expect(actions.length).toBeGreaterThan(20);
  expect(actions.filter((action) => !hasWords(action))).toEqual([]);
});

test('words are there in both languages, and differ', () => {
  for (const [action, { da, en }] of Object.entries(actionWords)) {
    expect([action, da.length > 3, en.length > 3, da === en]).toEqual([action, true, true, false]);
  }
});

test('every role has a name of its own', () => {
  const names = roleNames.map((role) => wordsOfRole(role, 'person:acc_x').da);
  expect(new Set(names).size).toBe(roleNames.length);
});
