import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const web = fileURLToPath(new URL('../../', import.meta.url));
const languages = ['da', 'en'] as const;

type Words = { [key: string]: string | Words };

function flatten(words: Words, prefix: string): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}${key}`, value] as [string, string]] : flatten(value, `${prefix}${key}.`),
  );
}

function catalogue(language: string): Map<string, string> {
  const folder = `${web}locales/${language}/`;
  return new Map(
    readdirSync(folder).flatMap((file) =>
      flatten(JSON.parse(readFileSync(folder + file, 'utf8')) as Words, `${file.replace('.json', '')}:`),
    ),
  );
}

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (statSync(path).isDirectory()) return sources(path);
    return /\.tsx?$/.test(name) && !name.includes('.test.') ? [path] : [];
  });
}

const catalogues = new Map(languages.map((language) => [language, catalogue(language)]));
const namespaces = new Set([...catalogues.get('en')!.keys()].map((key) => key.split(':')[0]!));
const code = sources(`${web}src`)
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');
const base = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '');

/** Keys written whole in the code, and the beginnings of those put together from a value. */
function keysInCode(): { whole: Set<string>; beginnings: string[] } {
  const whole = new Set<string>();
  const beginnings = new Set<string>();
  for (const match of code.matchAll(/['"`]([A-Za-z]+):([A-Za-z0-9._-]*)(\$\{)?/g)) {
    if (!namespaces.has(match[1]!)) continue;
    if (match[3]) beginnings.add(`${match[1]}:${match[2]}`);
    else if (match[2]) whole.add(`${match[1]}:${match[2]}`);
  }
  // `words:${group}.${value}` is called with a few groups by name.
  for (const match of code.matchAll(/words\('([a-z]+)', [a-zA-Z]+\)|word\('([a-z]+)', /g)) {
    beginnings.add(`words:${match[1] ?? match[2]}.`);
  }
  return { whole, beginnings: [...beginnings] };
}

describe('catalogues', () => {
  it('have the same keys in Danish and English', () => {
    expect([...catalogues.get('da')!.keys()].sort()).toEqual([...catalogues.get('en')!.keys()].sort());
  });

  it('have no empty text and the same values to fill in', () => {
    for (const [key, english] of catalogues.get('en')!) {
      const danish = catalogues.get('da')!.get(key) ?? '';
      expect(english.trim(), key).not.toBe('');
      expect(danish.trim(), key).not.toBe('');
      const values = (text: string) =>
        [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]))].sort();
      expect(values(danish), key).toEqual(values(english));
    }
  });

  it('have every key the code asks for', () => {
    const { whole, beginnings } = keysInCode();
    const known = new Set([...catalogues.get('en')!.keys()].map(base));
    expect([...whole].filter((key) => !known.has(key))).toEqual([]);
    expect(beginnings.filter((start) => ![...known].some((key) => key.startsWith(start)))).toEqual([]);
    expect(whole.size).toBeGreaterThan(200);
  });

  it('have no key that nothing asks for', () => {
    const { whole, beginnings } = keysInCode();
    const unused = [...catalogues.get('en')!.keys()]
      .map(base)
      .filter((key) => !whole.has(key) && !beginnings.some((start) => key.startsWith(start)));
    expect(unused).toEqual([]);
  });

  it('address the reader as du, without exclamation marks', () => {
    for (const [key, text] of [...catalogues.get('da')!, ...catalogues.get('en')!]) {
      expect(text, key).not.toMatch(/!|\b(ups|oops)\b/i);
    }
    for (const [key, text] of catalogues.get('da')!) expect(text, key).not.toMatch(/(?<!^)(?<![.:] )\bDe\b|\bDeres\b/);
  });

  it('leave no sentence of the pages outside the catalogues', () => {
    const loose = [...code.matchAll(/>\s*([A-Z][a-z]+ [a-z]+ [a-z]+[^<{]*)</g)].map((match) => match[1]!.trim());
    expect(loose).toEqual([]);
  });
});
