import { expect, test } from 'vitest';
// @ts-expect-error a plain script, as Node runs it
import { loadedWith, weighFirstPage } from './web-budget.mjs';

const manifest = {
  'index.html': {
    file: 'a/index.js',
    isEntry: true,
    imports: ['_shared.js'],
    dynamicImports: ['src/home.tsx', 'src/igv.ts'],
  },
  '_shared.js': { file: 'a/shared.js', imports: ['index.html'] },
  'src/home.tsx': { file: 'a/home.js', imports: ['_shared.js', '_chart.js'] },
  '_chart.js': { file: 'a/chart.js' },
  'src/igv.ts': { file: 'a/igv.js' },
  'src/i18n/catalogue-da.ts': { file: 'a/da.js' },
  'src/i18n/catalogue-en.ts': { file: 'a/en.js' },
};
const sizes: Record<string, number> = {
  'a/index.js': 100,
  'a/shared.js': 10,
  'a/home.js': 20,
  'a/chart.js': 5,
  'a/igv.js': 900_000,
  'a/da.js': 40,
  'a/en.js': 30,
};

test('the first page is the entry, its page and the larger language; what comes later is not weighed', () => {
  const { bytes, files } = weighFirstPage(manifest, ['src/home.tsx'], (file: string) => sizes[file]!);
  expect(bytes).toBe(100 + 10 + 20 + 5 + 40);
  expect(files[0]).toEqual(['a/index.js', 100]);
});

test('a file is weighed once, also where files load each other, and a missing one is an error', () => {
  expect([...loadedWith(manifest, 'index.html')]).toEqual(['a/index.js', 'a/shared.js']);
  expect(() => loadedWith(manifest, 'src/none.tsx')).toThrow(/no src\/none/);
});
