import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { qcRules } from '../../../../src/genomes/archive/quality/qc-rules.ts';

type Sentences = Record<string, Record<string, string>>;

function catalogue(language: string): Sentences {
  const path = new URL(`../../../locales/${language}/findings.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as Sentences;
}

const parts = ['what', 'expected', 'found', 'action'] as const;
/** Rules whose sentences are the file's own; they are shown as the server says them. */
const spoken = new Set(['reading-note', 'reading-warning']);
const names = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]!).sort();

it.each(['da', 'en'])('every rule of the quality check can be said in %s, with the same values', (language) => {
  const said = catalogue(language);
  let compared = 0;
  for (const [code, rule] of Object.entries(qcRules)) {
    if (spoken.has(code)) continue;
    for (const part of parts) {
      const sentence = said[code]?.[part];
      expect(sentence, `${code}.${part}`).toBeTruthy();
      expect(names(sentence ?? '', /\{\{(\w+)\}\}/g), `${code}.${part}`).toEqual(names(rule[part], /\{(\w+)\}/g));
      compared += 1;
    }
  }
  expect(compared).toBeGreaterThan(60);
});
