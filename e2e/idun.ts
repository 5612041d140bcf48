import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inject } from 'vitest';

/** The program under test, as a person calls it. */
export const IDUN = [process.execPath, resolve('bin/idun.mjs')] as const;

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `idun …` on a data directory and waits for its end. */
export function idun(
  data: string,
  args: string[],
  options: { input?: string; timeout?: number; env?: NodeJS.ProcessEnv } = {},
): Outcome {
  const result = spawnSync(IDUN[0], [IDUN[1], '--data', data, ...args], {
    encoding: 'utf8',
    timeout: options.timeout ?? 180_000,
    maxBuffer: 1 << 28,
    env: { ...process.env, ...options.env },
    ...(options.input === undefined ? {} : { input: options.input }),
  });
  return { status: result.status, stdout: result.stdout, stderr: result.stderr };
}

/** Runs `idun …` and returns its JSON answer; fails with what it printed when the exit code is not 0. */
export function idunJson<T>(data: string, args: string[]): T {
  const outcome = idun(data, [...args, '--json']);
  if (outcome.status !== 0)
    throw new Error(`idun ${args.join(' ')} ended with ${outcome.status}\n${outcome.stdout}\n${outcome.stderr}`);
  return JSON.parse(outcome.stdout) as T;
}

/** A fresh data directory that is removed at the end; call the returned function. */
export function temporaryData(): { data: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'idun-e2e-'));
  return { data: join(folder, 'data'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface RunningServer {
  url: string;
  /** The one-time operator link it printed. */
  operatorLink: string;
  output: () => string;
  process: ChildProcess;
  stop: () => Promise<number | null>;
}

/** Starts `idun start` on a free loopback port and waits for its address and operator link. */
export async function startServer(data: string, args: string[] = []): Promise<RunningServer> {
  const port = await freePort();
  const child = spawn(IDUN[0], [IDUN[1], '--data', data, 'start', '--port', String(port), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  const url = `http://127.0.0.1:${port}`;
  const link = await waitFor(
    () => {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${output}`);
      return /http:\/\/\S+\/open\/\S+/.exec(output)?.[0];
    },
    120_000,
    () => `the server printed no operator link:\n${output}`,
  );
  return {
    url,
    operatorLink: link,
    output: () => output,
    process: child,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
      return ended;
    },
  };
}

/** Repeats a question until it has an answer. */
export async function waitFor<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  milliseconds: number,
  complaint: () => string,
): Promise<T> {
  const until = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > until) throw new Error(complaint());
    await new Promise((done) => setTimeout(done, 100));
  }
}

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => done(port));
    });
  });
}

/** A real file beside the checkout, or null when the shared data are absent. */
export function sharedFile(path: string): string | null {
  const full = resolve('../shared', path);
  return existsSync(full) ? full : null;
}

/** A tool of the reference world on the PATH, or null. */
export function tool(name: string): string | null {
  const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.trim() : null;
}

/** Runs a reference tool and returns its output; a failing tool fails the test. */
export function run(command: string, args: string[]): string {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 29 });
  if (result.status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${result.status}\n${result.stderr}`);
  return result.stdout;
}

/** A server with the whole demo nation, as several journeys start from it. */
export interface DemoServer extends RunningServer {
  data: string;
  /** Removes its data folder; after its end. */
  remove: () => void;
}

/** Starts a server on a copy of the loaded demo nation. It is loaded once a run, by whoever asks first. */
export async function startDemo(): Promise<DemoServer> {
  const template = join(inject('demoFolder'), 'data');
  if (!existsSync(template)) await loadDemo(template);
  const { data, remove } = temporaryData();
  // A copy of blocks where the file system knows how: nothing is written twice.
  run('cp', ['-a', '--reflink=auto', template, data]);
  return { ...(await startServer(data)), data, remove };
}

async function loadDemo(template: string): Promise<void> {
  const { data, remove } = temporaryData();
  const server = await startServer(data);
  await waitForDemo(server);
  const ended = await server.stop();
  if (ended !== 0) throw new Error(`the server of the demo nation ended with ${ended}\n${server.output()}`);
  run('mv', [data, template]);
  remove();
}

/** Loaded, its people can sign in, its registers are searched, its collections counted and open for applications. */
async function waitForDemo(server: RunningServer): Promise<void> {
  const ask = async (path: string) => await (await fetch(`${server.url}/api/${path}`)).json();
  await waitFor(
    async () => {
      const { jobs, datasets } = (await ask('overview')) as { jobs: unknown[]; datasets: unknown[] };
      if (jobs.length > 0 || datasets.length < 6) return undefined;
      const [ways, registers, { counted }, { items }] = (await Promise.all([
        ask('sign-in'),
        ask('register/catalogue'),
        ask('catalogue/collections/demo:national:diagnostic-serum'),
        ask('access/resources?kind=collection'),
      ])) as [{ demo: { login: string }[] }, object, { counted?: { persons: number } }, { items: { ref: string }[] }];
      return (
        (ways.demo.some(({ login }) => login === 'researcher') &&
          JSON.stringify(registers).includes('demo-deaths') &&
          (counted?.persons ?? 0) > 0 &&
          items.some(({ ref }) => ref.startsWith('demo:'))) ||
        undefined
      );
    },
    560_000,
    () => `the demo nation did not load\n${server.output()}`,
  );
}
