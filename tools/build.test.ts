import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let root: string;
beforeAll(() => {
  // A small checkout of its own: the same builder, one file of sources.
  root = mkdtempSync(join(tmpdir(), 'idun-build-'));
  mkdirSync(join(root, 'src', 'app', 'workers'), { recursive: true });
  mkdirSync(join(root, 'tools'));
  cpSync('tools/build.mjs', join(root, 'tools', 'build.mjs'));
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  writeFileSync(join(root, 'src', 'app', 'cli.ts'), 'export const answer: number = 41;');
  writeFileSync(join(root, 'src', 'app', 'workers', 'echo-worker.ts'), 'export {};');
});
afterAll(() => rmSync(root, { recursive: true }));

const build = () =>
  execFileSync(process.execPath, [join(root, 'tools', 'build.mjs')], { encoding: 'utf8', stdio: 'pipe' });
const built = () => readFileSync(join(root, 'dist', 'cli.js'), 'utf8');

test('builds what changed by content, and nothing else', () => {
  build();
  expect(built()).toContain('41');
  expect(existsSync(join(root, 'dist', 'echo-worker.js'))).toBe(true);
  writeFileSync(join(root, 'dist', 'cli.js'), 'untouched');
  build();
  expect(built()).toBe('untouched');
  const source = join(root, 'src', 'app', 'cli.ts');
  utimesSync(source, new Date(), new Date(0));
  build();
  expect(built()).toBe('untouched');
  writeFileSync(source, 'export const answer: number = 42;');
  build();
  expect(built()).toContain('42');
  expect(readdirSync(join(root, 'dist')).filter((name) => name.startsWith('.'))).toEqual([]);
});

test('sources that cannot be built leave the last build in place', () => {
  writeFileSync(join(root, 'src', 'app', 'cli.ts'), 'export const answer: number = ;');
  expect(build).toThrow();
  expect(built()).toContain('42');
});
