import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';

const folder = resolve('dist/web');
const budget = 200_000;

const read = (path: string) => readFileSync(join(folder, path));
const gzipped = (path: string) => gzipSync(read(path), { level: 9 }).length;

/** A file and every file that it imports at once, not those it imports when they are needed. */
function closure(paths: string[], seen = new Set<string>()): Set<string> {
  for (const path of paths) {
    if (seen.has(path)) continue;
    seen.add(path);
    const text = read(path).toString();
    const imported = [...text.matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([^"']+\.js)["']/g)];
    closure(
      imported.map((match) => `assets/${match[1]}`),
      seen,
    );
  }
  return seen;
}

/** The files that a page is built into, named by what the entry's code asks for: older builds may lie beside them. */
function chunkOf(entry: string, name: string): string {
  const found = new RegExp(`${name}-[\\w-]{8}\\.js`).exec(read(entry).toString())?.[0];
  if (found === undefined) throw new Error(`The built web asks for no ${name}.`);
  return `assets/${found}`;
}

describe('what the first page loads', () => {
  let entry: string[];
  beforeAll(() => {
    execFileSync(process.execPath, ['tools/build.mjs'], { stdio: 'ignore' });
    const html = read('index.html').toString();
    entry = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]!);
  });

  test.each(['home-page', 'overview-page', 'sign-in-page', 'variant-page'])('%s is under 200 kB of script', (page) => {
    const [main = ''] = entry;
    const language = ['catalogue-da', 'catalogue-en']
      .map((name) => chunkOf(main, name))
      .sort((a, b) => gzipped(b) - gzipped(a));
    const files = closure([...entry, language[0]!, chunkOf(main, page)]);
    const sizes = [...files].map((path) => gzipped(path));
    const sum = sizes.reduce((all, size) => all + size, 0);
    console.log(`${page}: ${(sum / 1000).toFixed(1)} kB in ${files.size} files`);
    expect(readdirSync(join(folder, 'assets')).length).toBeGreaterThan(20);
    expect(sum).toBeGreaterThan(60_000);
    expect(sum).toBeLessThan(budget);
  });
});
