/**
 * Builds dist/: the program and its worker threads bundled by esbuild (packages stay outside), and the web application by Vite
 * in dist/web. Only what changed is built, judged by the content of the sources. Two at once do no harm: each builds into a
 * folder of its own and moves whole files into place, the ones that name others last.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const ownSources = ['package.json', 'tools/build.mjs'];

const parts = {
  program: { sources: ['src', 'demo', ...ownSources], stamp: 'program.stamp.json', build: buildProgram },
  web: { sources: ['web', ...ownSources], stamp: 'web.stamp.json', build: buildWeb },
};

function isSource(name) {
  return (
    !name.startsWith('.') &&
    !name.includes('.timestamp-') &&
    name !== 'node_modules' &&
    name !== 'dist' &&
    !/\.(test|bench)\.tsx?$/.test(name)
  );
}

function listSources(sources) {
  const files = [];
  const visit = (path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (!stat.isDirectory()) files.push({ path, size: stat.size, changed: stat.mtimeMs });
    else for (const name of readdirSync(path).sort()) if (isSource(name)) visit(join(path, name));
  };
  for (const source of sources) visit(join(root, source));
  return files;
}

// Sizes and times are looked at first; only when they differ is every file read.
function hashTimes(files) {
  const hash = createHash('sha256');
  for (const { path, size, changed } of files) hash.update(`${relative(root, path)}\0${size}\0${changed}\n`);
  return hash.digest('hex');
}

function hashContent(files) {
  const hash = createHash('sha256');
  for (const { path, size } of files) hash.update(`${relative(root, path)}\0${size}\n`).update(readFileSync(path));
  return hash.digest('hex');
}

function readStamp(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}

function writeWhole(path, text) {
  const temporary = `${path}.${process.pid}.new`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

/** Moves built files into place, those that `isEntry` names last, and removes what earlier builds left more than a day ago. */
function install(from, to, isEntry) {
  const built = readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(from, join(entry.parentPath, entry.name)));
  built.sort((a, b) => Number(isEntry(a)) - Number(isEntry(b)));
  for (const name of built) {
    mkdirSync(dirname(join(to, name)), { recursive: true });
    renameSync(join(from, name), join(to, name));
  }
  rmSync(from, { recursive: true, force: true });
  removeOld(to, new Set(built));
}

// A server that still runs may load a piece of the build it came from, so old pieces stay for a day.
function removeOld(folder, built) {
  const oldest = Date.now() - 24 * 3600_000;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    const mine = folder !== dist || /^[^/]+\.js(\.map)?$/.test(name);
    if (!entry.isFile() || !mine || built.has(name)) continue;
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat !== undefined && stat.mtimeMs < oldest) rmSync(path, { force: true });
  }
}

/** Folders of builds that were interrupted. */
function removeUnfinished() {
  for (const name of readdirSync(dist)) {
    const pid = Number(/^\.(?:program|web)-(\d+)$/.exec(name)?.[1]);
    if (!(pid > 0) || isRunning(pid)) continue;
    rmSync(join(dist, name), { recursive: true, force: true });
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

// Packages of hundreds of small modules are taken into the program: opening each of their files is most of what a short command
// would otherwise do. All that share classes with them come along, so that there is one copy of each.
const taken = [
  '@tus/file-store',
  '@tus/server',
  'commander',
  'fastify-type-provider-zod',
  'hyparquet-writer',
  'kysely',
  'pg',
  'tus-js-client',
  'zod',
];

function packagesLeftOutside() {
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const names = [...Object.keys(dependencies).filter((name) => !taken.includes(name)), 'pg-native', '@fastify/error'];
  return names.flatMap((name) => [name, `${name}/*`]);
}

function workerEntries() {
  const folder = join(root, 'src', 'app', 'workers');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('-worker.ts'))
    .map((name) => join(folder, name));
}

async function buildProgram() {
  const { build } = await import('esbuild');
  const outdir = join(dist, `.program-${process.pid}`);
  const entries = [join(root, 'src', 'app', 'cli.ts'), ...workerEntries()];
  await build({
    entryPoints: Object.fromEntries(entries.map((path) => [/([^/\\]+)\.ts$/.exec(path)[1], path])),
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: 'part-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: packagesLeftOutside(),
    // What is taken in may be CommonJS and ask for Node's own modules by `require`.
    banner: {
      js: "import { createRequire as __idunRequire } from 'node:module'; const require = __idunRequire(import.meta.url);",
    },
    // Short text compiles faster; names stay, and the source maps say where what was.
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: true,
    logLevel: 'error',
    absWorkingDir: root,
  });
  install(outdir, dist, (name) => !name.startsWith('part-'));
}

async function buildWeb() {
  const folder = join(root, 'web');
  if (!existsSync(join(folder, 'index.html'))) return;
  const { build } = await import('vite');
  const outDir = join(dist, `.web-${process.pid}`);
  const config = ['vite.config.ts', 'vite.config.mjs', 'vite.config.js']
    .map((name) => join(folder, name))
    .find(existsSync);
  // Started from a test run, NODE_ENV says `test`, and React would come in its large and slow development form.
  const environment = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  await build({
    root: folder,
    mode: 'production',
    configFile: config ?? false,
    // Runs the configuration where it stands; the other ways write beside the installed packages, which may be another's.
    configLoader: 'runner',
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  });
  if (environment === undefined) delete process.env.NODE_ENV;
  else process.env.NODE_ENV = environment;
  install(outDir, join(dist, 'web'), (name) => name.endsWith('.html'));
}

async function ensurePart(part, tell) {
  const files = listSources(part.sources);
  const path = join(dist, part.stamp);
  const stamp = readStamp(path);
  const times = hashTimes(files);
  if (stamp.times === times) return;
  const content = hashContent(files);
  if (stamp.content === content) {
    try {
      writeWhole(path, JSON.stringify({ times, content }));
    } catch {
      // A checkout that this user may only read: the contents are compared again the next time.
    }
    return;
  }
  tell();
  mkdirSync(dist, { recursive: true });
  removeUnfinished();
  await part.build();
  writeWhole(path, JSON.stringify({ times, content }));
}

/**
 * Builds what is not up to date; quiet and quick when nothing is to be done. An installed package without sources is as it was
 * built.
 * @param {{ web?: boolean, say?: (line: string) => void }} options
 */
export async function ensureBuilt({ web = true, say = (line) => process.stderr.write(`${line}\n`) } = {}) {
  if (!existsSync(join(root, 'src', 'app', 'cli.ts'))) return;
  await ensurePart(parts.program, () => say('Building the program …'));
  if (web) await ensurePart(parts.web, () => say('Building the web application …'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await ensureBuilt();
