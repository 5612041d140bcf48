import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { sql } from 'kysely';
import type { DatabaseHandle } from '../src/platform/database/index.ts';

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

const ticks = 100;

/**
 * Processor time that this process and an embedded database have used, in seconds; of the database also what its ended backends used.
 * Unlike the time on the clock it says the same on a machine that others use too.
 */
export async function processorTime(database: DatabaseHandle): Promise<number> {
  const { user, system } = process.cpuUsage();
  const own = (user + system) / 1e6;
  if (!database.embedded) return own;
  const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity`.execute(database.owner);
  const backends = rows.map(({ pid }) => statOf(pid));
  const server = statOf(backends.find((one) => one !== undefined)?.parent ?? 0);
  const all = backends.reduce((sum, one) => sum + (one?.own ?? 0), 0);
  return own + (all + (server?.own ?? 0) + (server?.ended ?? 0)) / ticks;
}

// Fields after the name, which may have spaces in it: state, parent, … the 12th to 15th are utime, stime and those of ended children.
function statOf(pid: number): { parent: number; own: number; ended: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { parent: fields[1]!, own: fields[11]! + fields[12]!, ended: fields[13]! + fields[14]! };
  } catch {
    return undefined;
  }
}

/** How long work took on the clock and on the processors, in seconds, and what it gave. */
export async function measured<T>(
  database: DatabaseHandle,
  work: () => Promise<T>,
): Promise<{ result: T; seconds: number; processor: number }> {
  const before = await processorTime(database);
  const began = performance.now();
  const result = await work();
  const seconds = (performance.now() - began) / 1000;
  return { result, seconds, processor: (await processorTime(database)) - before };
}
