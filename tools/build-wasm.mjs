/**
 * Compiles the AssemblyScript kernels of src/bits/assembly and commits their bytes as base64 beside the TypeScript that uses
 * them, so that installing Idun needs no compiler. Run after changing a kernel: `node tools/build-wasm.mjs [name…]`;
 * with `--check` it only says whether the committed bytes are those of the sources (exit code 1 when not).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

/** One entry a kernel: source in src/bits/assembly, bytes in src/bits/NAME.wasm.generated.ts. */
const entries = ['count', 'genotypes', 'kinship', 'register', 'table'];

const options = ['-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--use', 'abort='];
/** Kernels whose memory is made outside and shared between threads. */
const shared = {
  register: ['--importMemory', '--sharedMemory', '--maximumMemory', '65536', '--enable', 'threads'],
};
const check = process.argv.includes('--check');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const folder = mkdtempSync(join(tmpdir(), 'idun-wasm-'));
let stale = false;
try {
  for (const name of entries.filter((entry) => wanted.length === 0 || wanted.includes(entry))) {
    const output = join(folder, `${name}.wasm`);
    const { error, stderr } = await asc.main([
      `src/bits/assembly/${name}.ts`,
      '--outFile',
      output,
      ...options,
      ...(shared[name] ?? []),
    ]);
    if (error) throw new Error(`${name}: ${error.message}\n${stderr.toString()}`);
    const bytes = readFileSync(output);
    const text = `// Made by tools/build-wasm.mjs from assembly/${name}.ts. Do not edit.\nexport const ${name}Wasm =\n  '${bytes.toString('base64')}';\n`;
    const path = `src/bits/${name}.wasm.generated.ts`;
    const before = readOrEmpty(path);
    console.log(`${name}: ${bytes.length} bytes${before === text ? ', unchanged' : ''}`);
    if (before === text) continue;
    stale = true;
    if (!check) writeFileSync(path, text);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(check && stale ? 1 : 0);

/** @param {string} path @returns {string} */
function readOrEmpty(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
