import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openArchive, processSubmission } from '../genomes/archive/index.ts';
import type { TaskContext } from '../platform/jobs/index.ts';
import { Problem } from '../platform/problem/index.ts';
import type { App } from './compose.ts';

/** What the process is told, one at a time, and what it answers; `ready` comes once, before everything else. */
export interface ToProcess {
  submission: string;
}
export type FromProcess =
  | { kind: 'ready' }
  | { kind: 'done' }
  | { kind: 'failed'; code: string; status: number; title: string; detail: string };

/** After so long without work the process ends, and the next submission starts another. */
const IDLE_MS = 10 * 60_000;

/** The program beside the bundle this code lies in; null in the source tree. */
function bundledProgram(): string | null {
  const here = dirname(fileURLToPath(import.meta.url));
  const program = join(here, '..', 'bin', 'idun.mjs');
  return here.endsWith('dist') && existsSync(program) ? program : null;
}

/** A process that has the program loaded, the database open and its threads warm, and processes submissions one after the other. */
class ProcessingChild {
  readonly #child: ChildProcess;
  readonly #ready: Promise<void>;
  readonly #ended: Promise<void>;
  #told = '';
  #running = true;
  #idle: NodeJS.Timeout | undefined;

  constructor({ config: { dataDir, databaseUrl } }: App, program: string) {
    const words = ['--data', dataDir, '--json', 'submissions', 'process', '--background'];
    this.#child = spawn(process.execPath, [program, ...words], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) },
    });
    this.#child.stderr!.on('data', (chunk: Buffer) => {
      this.#told = (this.#told + chunk.toString('utf8')).slice(-10_000);
    });
    this.#ended = new Promise((resolve) => {
      const end = (): void => {
        this.#running = false;
        resolve();
      };
      this.#child.once('error', end);
      this.#child.once('exit', end);
    });
    this.#ready = this.#answer().then(() => undefined);
    // Who asks for something hears of it.
    this.#ready.catch(() => undefined);
  }

  get running(): boolean {
    return this.#running;
  }

  /** @throws Problem of the process; when `signal` is aborted the process is ended, and the submission is received again */
  async process(submission: string, signal: AbortSignal): Promise<void> {
    clearTimeout(this.#idle);
    const stop = (): void => void this.#child.kill('SIGTERM');
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      await this.#ready;
      const answer = this.#answer();
      this.#child.send({ submission } satisfies ToProcess);
      await answer;
    } finally {
      signal.removeEventListener('abort', stop);
      if (signal.aborted) await this.#ended;
    }
    this.#idle = setTimeout(() => void this.end(), IDLE_MS).unref();
  }

  /** Ends the process, and waits until it has left the database. */
  async end(): Promise<void> {
    clearTimeout(this.#idle);
    if (this.#child.connected) this.#child.disconnect();
    await this.#ended;
  }

  async #answer(): Promise<void> {
    const child = this.#child;
    await new Promise<void>((resolve, reject) => {
      const settle = (done: () => void): void => {
        child.off('message', answered).off('exit', ended).off('error', reject);
        done();
      };
      const answered = (answer: FromProcess): void =>
        settle(() => (answer.kind === 'failed' ? reject(problemOf(answer)) : resolve()));
      const ended = (code: number | null): void => settle(() => reject(readProblem(this.#told, code)));
      child.on('message', answered).once('exit', ended).once('error', reject);
    });
  }
}

const children = new WeakMap<App, ProcessingChild>();

/**
 * Processes a received submission in a process of its own, so that the server only answers: reading a cohort keeps a thread busy for
 * minutes. That process stays for the next one. In the source tree it runs here. Rejected and held submissions are done; only what
 * must be tried again throws.
 */
export async function processInChild(app: App, submission: string, context: TaskContext): Promise<void> {
  const program = bundledProgram();
  if (program === null) {
    const archive = openArchive({ database: app.database, objects: app.objects, dataDir: app.config.dataDir });
    const actor = { kind: 'system', id: 'submissions.process' } as const;
    await processSubmission(archive, submission, { actor, progress: context.progress, signal: context.signal });
    return;
  }
  context.signal.throwIfAborted();
  let child = children.get(app);
  if (child === undefined || !child.running) {
    child = new ProcessingChild(app, program);
    children.set(app, child);
  }
  try {
    await child.process(submission, context.signal);
  } finally {
    context.signal.throwIfAborted();
  }
}

/** Ends the process that waits for submissions, if there is one. */
export async function endProcessing(app: App): Promise<void> {
  await children.get(app)?.end();
  children.delete(app);
}

function problemOf({ code, status, title, detail }: Extract<FromProcess, { kind: 'failed' }>): Problem {
  return new Problem({ code: code as `IDUN_${string}`, status, title }, detail);
}

function readProblem(told: string, code: number | null): Error {
  for (const line of told.split('\n').reverse()) {
    if (!line.includes('urn:idun:problem:')) continue;
    const { code: name, status, title, detail } = JSON.parse(line) as Record<string, string> & { status: number };
    return problemOf({ kind: 'failed', code: name ?? '', status, title: title ?? '', detail: detail ?? '' });
  }
  return new Error(`processing ended with code ${code}`);
}
