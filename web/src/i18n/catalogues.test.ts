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
const code = sources(`${web}src`)
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');
const base = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '');

type Catalogue = ReadonlyMap<string, string>;

/** Keys written whole in the code, and the beginnings of those put together from a value. */
function keysInCode(text: string, english: Catalogue): { whole: Set<string>; beginnings: string[] } {
  const namespaces = new Set([...english.keys()].map((key) => key.split(':')[0]!));
  const whole = new Set<string>();
  const beginnings = new Set<string>();
  for (const match of text.matchAll(/['"`]([A-Za-z]+):([A-Za-z0-9._-]*)(\$\{)?/g)) {
    if (!namespaces.has(match[1]!)) continue;
    // Namespaces of data (codes, roles, acts) are asked for by value; `words` is not, its groups are found below.
    if (match[3] && (match[2] || match[1] !== 'words')) beginnings.add(`${match[1]}:${match[2]}`);
    else if (match[2]) whole.add(`${match[1]}:${match[2]}`);
  }
  // `words:${group}.${value}` is called with a few groups by name.
  for (const match of text.matchAll(/words\('([a-z]+)', [a-zA-Z]+\)|word\('([a-z]+)'(?:, |\))/g)) {
    beginnings.add(`words:${match[1] ?? match[2]}.`);
  }
  return { whole, beginnings: [...beginnings] };
}

/** Keys the code asks for that no catalogue has. */
function missingKeys(text: string, english: Catalogue): string[] {
  const { whole, beginnings } = keysInCode(text, english);
  const known = [...new Set([...english.keys()].map(base))];
  return [
    ...[...whole].filter((key) => !known.includes(key)),
    ...beginnings.filter((start) => !known.some((key) => key.startsWith(start))),
  ];
}

/** Keys that nothing asks for. */
function unusedKeys(text: string, english: Catalogue): string[] {
  const { whole, beginnings } = keysInCode(text, english);
  return [...english.keys()]
    .map(base)
    .filter((key) => !whole.has(key) && !beginnings.some((start) => key.startsWith(start)));
}

/** Keys of one language only, empty texts, and texts whose values to fill in differ. */
function differences(danish: Catalogue, english: Catalogue): string[] {
  const values = (text: string) =>
    [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]))].sort().join();
  const keys = new Set([...danish.keys(), ...english.keys()]);
  return [...keys].filter((key) => {
    const [da, en] = [danish.get(key)?.trim() ?? '', english.get(key)?.trim() ?? ''];
    return da === '' || en === '' || values(da) !== values(en);
  });
}

/** Sentences written into a page instead of a catalogue. */
function looseSentences(text: string): string[] {
  return [...text.matchAll(/>\s*([A-Z][a-z]+ [a-z]+ [a-z]+[^<{]*)</g)].map((match) => match[1]!.trim());
}

const danish: Catalogue = catalogues.get('da')!;
const english: Catalogue = catalogues.get('en')!;

describe('the checks of the catalogues find what is planted', () => {
  const planted = (key: string, text: string) => new Map([...english, [key, text]]);

  it('a key that the code asks for and no catalogue has, whole and put together', () => {
    expect(missingKeys(`${code}\n t('words:plantedMissing')`, english)).toEqual(['words:plantedMissing']);
    expect(missingKeys(`${code}\n t(\`words:plantedGroup.\${value}\`)`, english)).toEqual(['words:plantedGroup.']);
  });

  it('a key that nothing asks for', () => {
    expect(unusedKeys(code, planted('words:plantedUnused', 'x'))).toEqual(['words:plantedUnused']);
  });

  it('a key of one language, an empty text, and another value to fill in', () => {
    expect(differences(danish, planted('words:plantedAlone', 'x'))).toEqual(['words:plantedAlone']);
    const some = [...english].find(([, text]) => text.includes('{{number}}'))![0];
    expect(differences(danish, planted(some, 'no value'))).toEqual([some]);
    expect(differences(danish, planted(some, ' '))).toEqual([some]);
  });

  it('a sentence in a page', () => {
    expect(looseSentences(`${code}\n<p>This was planted here</p>`)).toEqual(['This was planted here']);
  });
});

describe('catalogues', () => {
  it('have the same keys in Danish and English, no empty text, and the same values to fill in', () => {
    expect(differences(danish, english)).toEqual([]);
    expect(english.size).toBeGreaterThan(500);
  });

  it('have every key the code asks for', () => {
    expect(missingKeys(code, english)).toEqual([]);
    expect(keysInCode(code, english).whole.size).toBeGreaterThan(200);
  });

  it('have no key that nothing asks for', () => {
    expect(unusedKeys(code, english)).toEqual([]);
  });

  it('address the reader as du, without exclamation marks', () => {
    for (const [key, text] of [...catalogues.get('da')!, ...catalogues.get('en')!]) {
      expect(text, key).not.toMatch(/!|(?<!-)\b(ups|oops)\b/i);
    }
    for (const [key, text] of catalogues.get('da')!) expect(text, key).not.toMatch(/(?<!^)(?<![.:] )\bDe\b|\bDeres\b/);
  });

  it('leave no sentence of the pages outside the catalogues', () => {
    expect(looseSentences(code)).toEqual([]);
  });
});
