import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../idun.ts';
import type { Stranger } from './checkout.ts';

export interface Started {
  child: ChildProcess;
  url: string;
  link: string;
  /** Milliseconds from the command to the printed address. */
  took: number;
  output: () => string;
  /** What a terminal does on Ctrl-C: SIGINT to everything in the foreground. Resolves with npm's exit code or signal. */
  ctrlC: () => Promise<number | NodeJS.Signals>;
}

/** Types `npm start -- …` (or another command) in a person's checkout and waits for the printed address. */
export async function type(stranger: Stranger, command: string[]): Promise<Started> {
  const began = performance.now();
  const [program, ...args] = [...stranger.as, ...command];
  const child = spawn(program!, args, {
    cwd: stranger.checkout,
    env: stranger.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  const ended = new Promise<number | NodeJS.Signals>((done) => {
    child.once('close', (code, signal) => done(signal ?? code ?? 0));
  });
  const link = await waitFor(
    () => {
      if (child.exitCode !== null) throw new Error(`${command.join(' ')} ended with ${child.exitCode}:\n${output}`);
      return /http:\/\/\S+\/open\/\S+/.exec(output)?.[0];
    },
    120_000,
    () => `no address after two minutes:\n${output}`,
  );
  return {
    child,
    url: new URL(link).origin,
    link,
    took: performance.now() - began,
    output: () => output,
    async ctrlC() {
      process.kill(-child.pid!, 'SIGINT');
      return await ended;
    },
  };
}

/** Command lines of the processes that work in a folder: it is in their arguments or is where they stand. */
export function processesIn(folder: string): string[] {
  const found: string[] = [];
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== String(process.pid))) {
    try {
      const words = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0').join(' ').trim();
      if (words.includes(folder) || readlinkSync(`/proc/${id}/cwd`).startsWith(folder)) found.push(`${id} ${words}`);
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}

/** Files below a data folder that stand for somebody who runs. */
export function locksIn(data: string): string[] {
  const claims = /^(?:postmaster\.pid|choosing_.*|ticket-.*|\.s\.PGSQL.*)$/;
  return readdirSync(data, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name).slice(data.length + 1))
    .filter((path) => claims.test(path.split('/').pop()!) || /(?:^|\/)leases\//.test(path));
}

/** The process that listens on a loopback port. */
export function listenerOn(port: number): number {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const line = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((one) => one.trim().split(/\s+/))
    .find((fields) => fields[1]?.endsWith(wanted) && fields[3] === '0A');
  const socket = `socket:[${line?.[9]}]`;
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      for (const fd of readdirSync(`/proc/${id}/fd`))
        if (readlinkSync(`/proc/${id}/fd/${fd}`) === socket) return Number(id);
    } catch {
      // It ended meanwhile, or is somebody else's.
    }
  }
  throw new Error(`nothing listens on port ${port}`);
}
