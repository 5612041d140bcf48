import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('the committed WebAssembly is what the sources compile to', () => {
  expect(execFileSync(process.execPath, ['tools/build-wasm.mjs', '--check'], { encoding: 'utf8' })).toContain(
    'unchanged',
  );
});
