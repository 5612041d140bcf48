/** Whether everything that is made from something else is current: kernels, reference pages. Exit code 1 when not. */
import { spawnSync } from 'node:child_process';

const steps = [
  [process.execPath, ['tools/build-wasm.mjs', '--check']],
  [process.execPath, ['--import', 'tsx', 'tools/docs.ts', '--check']],
  [process.execPath, ['--import', 'tsx', 'tools/access.ts', '--check']],
];
let stale = false;
for (const [command, args] of steps) stale = spawnSync(command, args, { stdio: 'inherit' }).status !== 0 || stale;
process.exit(stale ? 1 : 0);
