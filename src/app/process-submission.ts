import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openArchive, processSubmission } from '../genomes/archive/index.ts';
import type { TaskContext } from '../platform/jobs/index.ts';
import { Problem } from '../platform/problem/index.ts';
import type { App } from './compose.ts';

/** The program beside the bundle this code lies in; null in the source tree. */
function bundledProgram(): string | null {
  const here = dirname(fileURLToPath(import.meta.url));
  const program = join(here, '..', 'bin', 'idun.mjs');
  return here.endsWith('dist') && existsSync(program) ? program : null;
}

/**
 * Processes a received submission in a process of its own, so that the server only answers: reading a cohort keeps a thread busy for
 * minutes. In the source tree it runs here. Rejected and held submissions are done; only what must be tried again throws.
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
  const { dataDir, databaseUrl } = app.config;
  const words = ['--data', dataDir, '--json', 'submissions', 'process', submission, '--background'];
  const child = spawn(process.execPath, [program, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) },
  });
  const stop = (): void => void child.kill('SIGTERM');
  context.signal.addEventListener('abort', stop, { once: true });
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => {
    told = (told + chunk.toString('utf8')).slice(-10_000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  }).finally(() => context.signal.removeEventListener('abort', stop));
  context.signal.throwIfAborted();
  // Without a problem on standard error the exit code is the verdict: 1 for rejected and held.
  if (code === 0 || (code === 1 && !told.includes('urn:idun:problem:'))) return;
  throw readProblem(told, code);
}

function readProblem(told: string, code: number | null): Error {
  for (const line of told.split('\n').reverse()) {
    if (!line.includes('urn:idun:problem:')) continue;
    const { code: name, status, title, detail } = JSON.parse(line) as Record<string, string> & { status: number };
    return new Problem({ code: name as `IDUN_${string}`, status, title: title ?? '' }, detail ?? '');
  }
  return new Error(`processing ended with code ${code}`);
}
