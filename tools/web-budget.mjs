/**
 * Weighs the script of the first page, gzipped: the entry with all it loads at once, the page behind `/`, and the larger of the
 * two languages. Ends with 1 above the budget, and when a planted overweight would not be found.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const budget = 200_000;
const web = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'web');

/** The files a chunk of the manifest loads at once, itself included. */
export function loadedWith(manifest, key, found = new Set()) {
  const chunk = manifest[key];
  if (chunk === undefined) throw new Error(`the manifest has no ${key}`);
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const other of chunk.imports ?? []) loadedWith(manifest, other, found);
  return found;
}

/**
 * Sizes of the first page's scripts. @param sizeOf gzipped bytes of a file of the build
 * @returns {{ bytes: number, files: [string, number][] }}
 */
export function weighFirstPage(manifest, firstPages, sizeOf) {
  const weigh = (keys) => {
    const files = new Set();
    for (const key of keys) loadedWith(manifest, key, files);
    return [...files].filter((file) => file.endsWith('.js')).map((file) => [file, sizeOf(file)]);
  };
  const total = (files) => files.reduce((sum, [, size]) => sum + size, 0);
  const languages = Object.keys(manifest).filter((key) => /catalogue-[a-z]+\.ts$/.test(key));
  const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
  if (entry === undefined || languages.length === 0) throw new Error('the manifest names no entry or no language');
  const ways = firstPages.flatMap((page) => languages.map((language) => weigh([entry, page, language])));
  const files = ways.reduce((most, way) => (total(way) > total(most) ? way : most));
  return { bytes: total(files), files: files.sort((a, b) => b[1] - a[1]) };
}

function main() {
  const manifest = JSON.parse(readFileSync(join(web, '.vite', 'manifest.json'), 'utf8'));
  const routes = readFileSync(join(web, '..', '..', 'web', 'src', 'routes', 'shell.ts'), 'utf8');
  // The page of the route whose path is `/`, as the routes name it.
  const page = /path: '\/',[\s\S]*?import\('\.\.\/([^']+)'\)/.exec(routes)?.[1];
  const pages = Object.keys(manifest).filter((key) => page !== undefined && key.endsWith(`src/${page}`));
  if (pages.length === 0) throw new Error(`the build has no page ${page}`);
  const sizeOf = (file) => gzipSync(readFileSync(join(web, file)), { level: 9 }).length;
  const { bytes, files } = weighFirstPage(manifest, pages, sizeOf);
  const planted = weighFirstPage(manifest, pages, (file) => sizeOf(file) + budget).bytes;
  for (const [file, size] of files) console.log(`${String(size).padStart(8)}  ${file}`);
  console.log(`${String(bytes).padStart(8)}  of ${budget} bytes, gzip: the first page’s script`);
  if (planted <= budget) {
    console.error('The check is blind: a planted overweight was not found.');
    process.exitCode = 1;
  }
  if (bytes > budget || files.length < 2) {
    console.error(bytes > budget ? 'The first page is heavier than its budget.' : 'The check sees too few files.');
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
