import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { type ArchiveDeps, processSubmission } from '../../genomes/archive/index.ts';
import { toProblem } from '../../platform/problem/index.ts';
import { warmWorkers } from '../../platform/workers/index.ts';
import type { FromProcess, ToProcess } from '../process-submission.ts';
import type { CliContext } from './context.ts';

/** What a server's own process does: waits for submissions and processes them one after the other, until the server lets go of it. */
export async function processInBackground(context: CliContext, archive: ArchiveDeps): Promise<void> {
  const tell = (message: FromProcess): void => void process.send?.(message);
  process.once('disconnect', () => context.interrupt('SIGTERM'));
  warmWorkers('seal', 1);
  warmWorkers('ingest', availableParallelism());
  const told = nextMessage(context.signal);
  tell({ kind: 'ready' });
  for (let message = await told; message !== null; ) {
    const next = nextMessage(context.signal);
    tell(await processOne(context, archive, message.submission));
    message = await next;
  }
}

/** The next thing to do; null when there will be none. */
async function nextMessage(signal: AbortSignal): Promise<ToProcess | null> {
  try {
    const [message] = (await once(process, 'message', { signal })) as [ToProcess];
    return message;
  } catch {
    return null;
  }
}

async function processOne(context: CliContext, archive: ArchiveDeps, submission: string): Promise<FromProcess> {
  const { progress, signal } = context;
  const actor = { kind: 'system', id: 'submissions.process' } as const;
  try {
    await processSubmission(archive, submission, { actor, progress, signal });
    return { kind: 'done' };
  } catch (error) {
    const { code, status, title, message } = toProblem(error);
    return { kind: 'failed', code, status, title, detail: message };
  }
}
