import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** A tool of the reference world on the PATH, or null. */
export function tool(name: string): string | null {
  const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.trim() : null;
}

export interface Timed {
  seconds: number;
  /** From the start to the first byte of the answer on standard output; the whole time when there was none. */
  answered: number;
  /** Highest resident memory of the process itself in MB, by /proc; 0 where there is none. */
  peakMb: number;
  stdout: string;
}

/** Runs a whole process from start to end. Its children's memory is not counted. @throws Error with its last words when it fails */
export async function timed(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Timed> {
  const from = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let stdout = '';
  let stderr = '';
  let peakMb = 0;
  let answered: number | undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    answered ??= (performance.now() - from) / 1000;
    if (stdout.length < 1 << 20) stdout += chunk.toString('latin1');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('latin1')).slice(-4000);
  });
  const watch = setInterval(() => {
    peakMb = Math.max(peakMb, highWaterMark(child.pid));
  }, 50);
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('exit', done);
  });
  const seconds = (performance.now() - from) / 1000;
  clearInterval(watch);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${stderr}`);
  return { seconds, answered: answered ?? seconds, peakMb, stdout };
}

function highWaterMark(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
